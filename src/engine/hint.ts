import type { Finding } from '../rules/finding.ts';
import { nearest } from '../text/nearest.ts';
import { showText } from '../text/shown.ts';

/** `Did you mean "memory"?`, or an empty string if no valid name is similar to the one that was written. */
export function hintOf({ known, supported, to, isOfKey = false, path }: Finding): string {
  const names = known ?? supported;
  const written = isOfKey ? String(path.last) : to;
  const name = names === undefined || typeof written !== 'string' ? undefined : nearest(written, names);
  return name === undefined ? '' : `Did you mean ${JSON.stringify(showText(name))}?`;
}

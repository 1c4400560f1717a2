import type { Finding } from '../rules/finding.ts';
import { hintFor } from '../text/hint.ts';

/** Among so many names a similar one is searched, so that the work for one message does not grow with the object. */
const maxKnown = 100;

/** `Did you mean "memory"?`, or an empty string if no valid name is similar to the one that was written. */
export function hintOf({ known, supported, to, isOfKey = false, path }: Finding): string {
  const names = (known ?? supported)?.slice(0, maxKnown).map(String);
  const written = isOfKey ? String(path.last) : to;
  return names === undefined || typeof written !== 'string' ? '' : hintFor(written, names);
}

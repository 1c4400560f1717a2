/** The form of an environment variable, for files that write it in another way. */
import type { FieldPath } from '../../json/path.ts';
import { nameAt } from '../../text/shown.ts';

export const variableFix = 'Write "- name: {{variable}}", and the value in quotes after "value:" on the next line.';

/** The name of the variable, if it can be written without quotes. The path ends with it. */
export function variableAt(name: string, path: FieldPath): string {
  const shown = nameAt(name, path);
  return /^[A-Za-z_]\w{0,59}$/.test(shown) ? shown : 'NAME';
}

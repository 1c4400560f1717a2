/** Values as a person may see them: short, one line, and never a secret. */
import { field, isList, isObject, type Json } from './json.ts';
import type { FieldPath } from './path.ts';

/** Room for an image with its digest (71 characters) and a name. */
const maxLength = 120;
const maxEntries = 4;

/**
 * Whether the field may hold a secret: the value of an env variable, of an annotation or of an HTTP header. Their texts never leave
 * Podward, neither in messages nor in logs.
 */
export function isSecret(path: FieldPath): boolean {
  const names = path.segments();
  const parent = names.at(-2);
  return (
    (names.at(-1) === 'value' && (names.includes('env') || names.includes('httpHeaders'))) ||
    parent === 'annotations' ||
    names.includes('volumeAttributes')
  );
}

/** What marks a command line as one that may carry a secret: a word, the user of a URL, or a value behind a short flag (`-phunter2`). */
const secretMarks = /pass|secret|token|key|credential|auth|:\/\/[^/]*@|"-\w[^"]/i;
const isArgument = (path: FieldPath): boolean => path.segments().some((name) => name === 'args' || name === 'command');

/** A lone argument that is no flag may be the value of the one before it, such as `--password`. */
function isSecretArgument(value: Json, path: FieldPath): boolean {
  const isLone = typeof path.last === 'number' && !(path.parent.last === 'command' && path.last === 0);
  return (isLone && !(typeof value === 'string' && value.startsWith('-'))) || secretMarks.test(JSON.stringify(value));
}

/** The value in one short line; `undefined` where it must not be shown at all. */
export function show(value: Json, path: FieldPath): string | undefined {
  if (isSecret(path)) return undefined;
  if (isArgument(path) && isSecretArgument(value, path)) return undefined;
  return truncate(oneLine(brief(value, path)));
}

function brief(value: Json, path: FieldPath): string {
  if (isList(value)) {
    const shown = value.slice(0, maxEntries).map((entry, i) => inner(entry, path.index(i)));
    return `[${[...shown, ...(value.length > maxEntries ? [`${value.length - maxEntries} more`] : [])].join(', ')}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byImportance);
    const shown = keys
      .slice(0, maxEntries)
      .map((key) => `${key}: ${inner(field(value, key) ?? null, path.child(key))}`);
    return `{${[...shown, ...(keys.length > maxEntries ? ['…'] : [])].join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** What an entry is known by comes first; then the alphabet, so that a file and a cluster read the same. */
const names = ['key', 'name'];
const byImportance = (a: string, b: string): number =>
  names.indexOf(b) - names.indexOf(a) || (a < b ? -1 : Number(a > b));

/** One level below: an object is not opened again, so that no message becomes a dump. */
function inner(value: Json, path: FieldPath): string {
  if (isSecret(path)) return '(hidden)';
  if (isList(value)) return `[${value.length}]`;
  return isObject(value) ? '{…}' : truncate(JSON.stringify(value));
}

/** Text of an object must not break the line or forge another one. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;
export const oneLine = (text: string): string => text.replace(unprintable, ' ');

export function truncate(text: string, length = maxLength): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

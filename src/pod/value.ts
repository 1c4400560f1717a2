/** Values as a person may see them: short, one line, and never a secret. */
import { isList, isObject, type Json } from './json.ts';
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

/** Words that mark a command-line argument as one that may carry a secret. */
const secretWords = /pass|secret|token|key|credential|auth/i;
const isArgument = (path: FieldPath): boolean => path.segments().some((name) => name === 'args' || name === 'command');

/** The value in one short line; `undefined` where it must not be shown at all. */
export function show(value: Json, path: FieldPath): string | undefined {
  if (isSecret(path)) return undefined;
  if (isArgument(path) && secretWords.test(JSON.stringify(value))) return undefined;
  return truncate(brief(value, path));
}

function brief(value: Json, path: FieldPath): string {
  if (isList(value)) {
    const shown = value.slice(0, maxEntries).map((entry, i) => inner(entry, path.index(i)));
    return `[${[...shown, ...(value.length > maxEntries ? [`${value.length - maxEntries} more`] : [])].join(', ')}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value);
    const shown = keys.slice(0, maxEntries).map((key) => `${key}: ${inner(value[key] ?? null, path.child(key))}`);
    return `{${[...shown, ...(keys.length > maxEntries ? ['…'] : [])].join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** One level below: an object is not opened again, so that no message becomes a dump. */
function inner(value: Json, path: FieldPath): string {
  if (isSecret(path)) return '(hidden)';
  if (isList(value)) return `[${value.length}]`;
  return isObject(value) ? '{…}' : truncate(JSON.stringify(value));
}

export function truncate(text: string, length = maxLength): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

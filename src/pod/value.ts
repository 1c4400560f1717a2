/** What a person may see of an object: short, in one line, and never a secret. Everything that is printed of an object goes through here. */
import { fieldTypes } from './field-types.ts';
import { field, isList, isObject, type Json } from './json.ts';
import type { FieldPath } from './path.ts';
import { isMap } from './shape.ts';
import { firstUnits, oneLine, truncate } from './text.ts';

/** Room for an image with its digest (71 characters) and a name. */
const maxLength = 120;
const maxEntries = 4;

/**
 * The list: fields that hold secrets, on purpose or by mistake. Nothing at or below them is shown, whatever its type, but for the
 * names of variables, headers and annotations. The same holds below a key of a user's that says so, such as `DB_PASSWORD`.
 */
const hiddenFields: ReadonlySet<string | number | undefined> = new Set([
  'env',
  'annotations',
  'httpHeaders',
  'command',
  'args',
  'volumeAttributes',
  'gmsaCredentialSpec',
]);

type Segments = readonly (string | number)[];

/** Whether the field lies at or below one of the list. A label may be called `env`, and dnsConfig has options that are no secret. */
export const isHidden = (path: FieldPath): boolean => lieHidden(path.segments());

function lieHidden(segments: Segments): boolean {
  return segments.some((name, i) => {
    if (name === 'options') return segments[i - 1] === 'flexVolume';
    return hiddenFields.has(name) ? !isLabelMap(segments[i - 1]) : saysSecret(name);
  });
}

/** Whether a user's own word, or a field that does not exist, says that its value is a secret. */
const saysSecret = (name: string | number): boolean =>
  typeof name === 'string' && !fieldNames.has(name) && isCalled.test(name.slice(0, maxName));

const fieldNames: ReadonlySet<string> = new Set(Object.values(fieldTypes).flatMap((fields) => Object.keys(fields)));
/** As much of a name as may be looked at, whoever chose it. */
const maxName = 64;

const isLabelMap = (name: string | number | undefined): boolean =>
  typeof name === 'string' && (isMap(name) || name === 'selector');

/** The name of a variable or of a header, `env[0].name`: the one text below a hidden field that is no secret. */
function isName(path: FieldPath): boolean {
  const [list, index, field] = path.segments().slice(-3);
  return field === 'name' && typeof index === 'number' && (list === 'env' || list === 'httpHeaders');
}

const hidden = '(hidden)';

/** The value in one short line; `undefined` where it must not be shown at all. */
export function show(value: Json, path: FieldPath): string | undefined {
  if (typeof value === 'string' && isName(path)) return truncate(scalar(showName(value)));
  if (isHidden(path)) return undefined;
  return oneLine(brief(value, path), maxLength);
}

function brief(value: Json, path: FieldPath): string {
  if (isList(value)) {
    const shown = value.slice(0, maxEntries).map((entry, i) => inner(entry, path.index(i)));
    return `[${[...shown, ...(value.length > maxEntries ? [`${value.length - maxEntries} more`] : [])].join(', ')}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byImportance);
    const shown = keys.slice(0, maxEntries).map((key) => {
      const at = path.child(key);
      return `${showText(nameAt(key, at))}: ${inner(field(value, key) ?? null, at)}`;
    });
    return `{${[...shown, ...(keys.length > maxEntries ? ['…'] : [])].join(', ')}}`;
  }
  return scalar(value);
}

/** What an entry is known by comes first; then the alphabet, so that a file and a cluster read the same. */
const names = ['key', 'name'];
const byImportance = (a: string, b: string): number =>
  names.indexOf(b) - names.indexOf(a) || (a < b ? -1 : Number(a > b));

/** One level below: an object is not opened again, so that no message becomes a dump. */
function inner(value: Json, path: FieldPath): string {
  if (isList(value)) return `[${value.length}]`;
  if (isObject(value)) return '{…}';
  return isHidden(path) ? hidden : truncate(scalar(value));
}

const scalar = (value: Json): string => JSON.stringify(typeof value === 'string' ? redact(value) : value);

/** Any other text of an object, such as a name: in one line, without the credentials in it. */
export const showText = (text: string, length = maxLength): string => oneLine(redact(text), length);

/** What a path leads through, in a form that can be shown: below a hidden field that is a name. */
export const nameAt = (name: string, path: FieldPath): string => (isHidden(path) ? showName(name) : name);

/** The path in the notation of messages. */
export const showPath = (path: FieldPath): string => path.print((name, at) => showText(nameAt(name, at), maxKeyLength));

/** The same of a JSON Pointer. */
export function showPointer(pointer: string): string {
  const names = pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names
    .map((name, i) => {
      if (isIndex(names[i - 1], name)) return name;
      return showText(lieHidden(names.slice(0, i + 1)) ? showName(name) : name, maxKeyLength);
    })
    .map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/');
}

/** The hidden fields that are lists. */
const hiddenLists: ReadonlySet<string | undefined> = new Set(['env', 'httpHeaders', 'command', 'args']);

/** Whether the part of a pointer is a place in a list. A longer number may be a secret in the wrong place. */
const isIndex = (parent: string | undefined, name: string): boolean =>
  hiddenLists.has(parent) && /^(?:0|[1-9]\d{0,3})$/.test(name);

/** The longest key of a label: a DNS name of 253 characters, `/`, and 63. */
const maxKeyLength = 317;

/**
 * The name of a variable, a header or an annotation. What stands behind `=` or `:` is a value in the wrong place, and a name with
 * anything else in it, or without a letter, may be one.
 */
export function showName(name: string): string {
  const known = /^[-\w./]*/.exec(firstUnits(name, maxLooked))![0];
  if (known.length === name.length) return /[a-z_]/i.test(known) || name === '' ? redact(name) : hidden;
  return '=:'.includes(name.charAt(known.length)) ? `${redact(known)}…` : hidden;
}

/** How far into a text credentials are looked for; no more of a text with one is ever shown. */
const maxLooked = 2048;

/** What a secret is called. */
const called = [
  'pass(?:word|wd|phrase|code)?(?![a-z])',
  'pwd',
  '(?<![a-z])pw(?![a-z])',
  'secrets?',
  'tokens?(?![a-z])',
  'jwt',
  'bearer',
  'cookie',
  'credentials?',
  'auth(?!or(?!iz))',
  'dsn',
  '(?<![a-z])sig(?:nature)?(?![a-z])',
  '(?:api|access|account|private|secret|shared|encryption)[-_. ]?key',
  'connection[-_. ]?string',
].join('|');
const isCalled = new RegExp(called, 'i');

/** What comes before a secret, up to where it begins. Every repetition is bounded, so that each pattern is linear. */
const marks: readonly RegExp[] = [
  // PASSWORD=x, ?token=x, --dsn=x, "secret": "x", Authorization: x; a quote, escaped or not, may close the name
  new RegExp(`(?:${called})[\\w.-]{0,32}[\\\\"'\\]]{0,3}\\s{0,3}(?:=|:[\\s"'\\\\])`, 'i'),
  /(?:password|passwd|pwd)\s{0,3}:/i,
  /--from-literal[=\s]/i,
  /[?&]key=/i,
  /\b(?:bearer|basic)\s{1,3}(?=[\w.~+/-]{6})/i,
];

/** Secrets that are known by their own beginning. */
const tokens =
  /eyJ[\w-]{6}|-----BEGIN|\b(?:AKIA|ASIA)[A-Z0-9]{12}|\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk-|sk_live_|npm_|dckr_pat_|hvs\.|AIza)[\w-]{16}/;

/** The text up to the first credential in it. */
export function redact(text: string): string {
  const looked = firstUnits(text, maxLooked);
  const ends = marks.map((mark) => endOf(mark.exec(looked)));
  const from = Math.min(...ends, tokens.exec(looked)?.index ?? Infinity, inWords(looked));
  return from === Infinity || from >= looked.length ? text : `${looked.slice(0, from)}${hidden}`;
}

const endOf = (found: RegExpExecArray | null): number => (found === null ? Infinity : found.index + found[0].length);

/** The same where words tell: `https://user:pw@host`, `user:pw@host`, and `--password x`. The digest of an image is no host. */
function inWords(text: string): number {
  const scheme = text.indexOf('://');
  if (scheme !== -1 && text.includes('@', scheme)) return scheme + '://'.length;
  for (const { 0: part, index } of text.matchAll(/\S+/g)) {
    const at = part.search(/@(?!sha\d+:)/);
    if (at !== -1 && part.slice(0, at).includes(':')) return index;
    if (part.startsWith('-') && !part.includes('=') && isCalled.test(part.slice(0, maxName)))
      return index + part.length + 1;
  }
  return Infinity;
}

/** Recognizes credentials by the text itself, wherever it is in an object. */
import { maxLabel, maxSubdomain } from '../kubernetes/names.ts';
import { firstUnits } from './line.ts';

/** Stands for what must not be shown. */
export const hidden = '(hidden)';

/** The beginning and the end of a word: at a character that is not a letter, or before the capital in `dbPw` and `tokenId`. */
const capital = '(?-i:(?<=[a-z])(?=[A-Z]))';
const begin = `(?:(?<![a-z])|${capital})`;
const end = `(?:(?![a-z])|${capital})`;

/** Words for secrets. Those without an end may be followed by any letters, such as those of a plural. */
const called: string = [
  'pass(?:word(?!less)|wd|phrase|code|(?![a-z]))',
  'pwd',
  `pws?${end}`,
  `${begin}chap${end}`,
  'secret',
  `tokens?${end}`,
  'jwt',
  'bearer',
  'cookie',
  'credential',
  `(?:${begin}cred|creds)${end}`,
  'auth(?!or(?!iz))',
  'dsn',
  `${begin}sig(?![a-z])`,
  'signature',
  '(?:api|access|account|private|secret|shared|encryption|signing|master|ssh)[-_. ]?key(?!gen|scan)',
  'connection[-_. ]?string',
].join('|');
const callsSecret = new RegExp(called, 'i');

/** The maximum length of a label key: a DNS subdomain, `/`, and a name. */
export const maxKeyLength = maxSubdomain + 1 + maxLabel;

/** Whether the name says that its value is a secret, such as `DB_PASSWORD`. A name that is longer than any key counts as one. */
export const saysSecret = (name: string): boolean => name.length > maxKeyLength || callsSecret.test(name);

/** The length within which credentials are searched. If a text contains one, no more of it is ever shown. */
const maxLooked = 2048;

/**
 * A name that announces a secret, with everything up to the secret: PASSWORD=x, ?token=x, --dsn=x, "secret":"x", Authorization: x. A
 * quotation mark, escaped or not, or an index such as `[0]` may end the name. `:` counts only beside a space or a quotation mark, because
 * `registry/token:1.2` is an image. The pattern matches the whole name with or without its suffix, so that no part is matched twice.
 */
const namesSecret = new RegExp(
  `(?:${called})(?:[\\w.-]| (?=key|string))*((?:\\[[\\w-]{0,32}\\]){0,3}[\\\\"'\\]]*\\s*(?:=|:[\\s"'\\\\]|(?<=[\\s"'\\\\]):))?`,
  'gi',
);

/**
 * Other text before a secret, after a character that each such text contains, so that others are not searched. Every repetition is bounded, so that
 * each pattern is linear.
 */
const marks: readonly (readonly [contains: string, mark: RegExp])[] = [
  [':', /(?:password|passwd|pwd)s?\d{0,4}:/i],
  ['-', /--from-literal[=\s]/i],
  ['=', /[?&]key=/i],
  ['', /\b(?:bearer|basic)\s{1,3}(?=[\w.~+/-]{6})/i],
  // X-Api-Key:x and API_KEY:x. An image has no capitals, except in its host, which may have a port.
  [
    ':',
    new RegExp(
      `(?<![\\w./-])(?-i:(?=[A-Z]))(?=[\\w-]{0,64}?(?:${called}))(?:authorization|cookie|[a-z\\d]{1,32}[-_][\\w-]{0,96}):(?=\\S)(?!\\d{1,5}/)`,
      'i',
    ),
  ],
  // ["--password","x"] in one text.
  [
    ',',
    new RegExp(`(?<![\\w-])--?[\\w-]{0,64}(?:${called})[\\w-]{0,64}["'\\\\]{0,4}\\s{0,3},\\s{0,3}["'\\\\]{0,4}`, 'i'),
  ],
];

/** Secrets with a known prefix. */
const tokens =
  /eyJ[\w-]{6}|-----BEGIN|\b(?:AKIA|ASIA)[A-Z0-9]{12}|\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk-|[rs]k_(?:live|test)_|SG\.[\w-]{16,32}\.|npm_|dckr_pat_|hvs\.|AIza)[\w-]{16}/;

/** The text up to the first credential in it. */
export function redact(text: string): string {
  const looked = firstUnits(text, maxLooked);
  const ends = marks.map(([contains, mark]) => (looked.includes(contains) ? endOf(mark.exec(looked)) : Infinity));
  const from = Math.min(...ends, tokens.exec(looked)?.index ?? Infinity, behindName(looked), inOtherForms(looked));
  return from === Infinity || from >= looked.length ? text : `${looked.slice(0, from)}${hidden}`;
}

const endOf = (found: RegExpExecArray | null): number => (found === null ? Infinity : found.index + found[0].length);

/** The beginning of the first secret that follows a name. */
function behindName(text: string): number {
  if (!text.includes('=') && !text.includes(':')) return Infinity;
  for (const found of text.matchAll(namesSecret)) if (found[1] !== undefined) return endOf(found);
  return Infinity;
}

/** The same for other forms: `https://user:pw@host`, `user:pw@host` and `--password x`. The digest of an image is not a host. */
function inOtherForms(text: string): number {
  if (!text.includes('@') && !text.includes('-')) return Infinity;
  const scheme = text.indexOf('://');
  const behindScheme = scheme !== -1 && text.includes('@', scheme) ? scheme + '://'.length : Infinity;
  for (const { 0: part, index } of text.matchAll(/\S+/g)) {
    const at = part.search(/@(?!sha\d+:)/);
    const hasPassword = at !== -1 && part.slice(0, at).includes(':');
    if (hasPassword) return Math.min(part.includes('://') ? Infinity : index, behindScheme);
    // The names of a list are in quotes.
    const isOption = /^["'\\([]*-/.test(part) && !part.includes('=');
    if (isOption && saysSecret(part)) return Math.min(index + part.length + 1, behindScheme);
  }
  return behindScheme;
}

/**
 * The name of a variable, a header or an annotation. Text after `=` or `:` is a misplaced value. A name with other characters, or without
 * a letter, may be one.
 */
export function showName(name: string): string {
  const known = /^[-\w./]*/.exec(firstUnits(name, maxLooked))![0];
  if (known.length === name.length) return /[a-z_]/i.test(known) || name === '' ? redact(name) : hidden;
  return '=:'.includes(name.charAt(known.length)) ? `${redact(known)}…` : hidden;
}

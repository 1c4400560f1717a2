/**
 * The syntax of Kubernetes names. Each function returns what a name must be or have, as words that begin with `must` and fit any subject,
 * or undefined if the name is valid. Source: k8s.io/apimachinery pkg/util/validation and pkg/api/validate/content. Every pattern is
 * anchored and linear.
 */

const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const namePattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomainCharacters = /^[-.a-z0-9]+$/;
const portNamePattern = /^[-a-z0-9]+$/;
const letter = /[a-z]/;
const strictEnvNamePattern = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
/** Printable ASCII without `=`. */
const envNamePattern = /^[ -<>-~]+$/;
const nameCharactersPattern = /^[-._a-zA-Z0-9]+$/;

/** RFC 1123. */
export const maxLabel = 63;
export const maxSubdomain = 253;
/** The controller appends 11 characters to name a Job, and the name of the Job becomes a label value. Source: ValidateCronJobCreate. */
export const maxCronJobName = maxLabel - 11;
/** RFC 6335. */
const maxPortName = 15;

const empty = 'must not be empty';
const tooLong = (most: number): string => `must be no more than ${most} characters`;
const consist = 'must consist of';

/** What a name must be that is also too long: `must be no more than 63 letters`. */
export const limited = (text: string, most: number): string =>
  text.startsWith(consist)
    ? `must be no more than ${most}${text.slice(consist.length)}`
    : `${tooLong(most)}, and ${text}`;

/** The problem with the form of a text, and that it is too long, if it is. */
function within(text: string, most: number, form: string | undefined): string | undefined {
  if (text.length <= most) return form;
  return form === undefined ? tooLong(most) : limited(form, most);
}

const ends = 'must start and end with a letter or digit';
const labelText = `must consist of lowercase letters, digits and '-', and ${ends}`;
const subdomainText = `must consist of lowercase letters, digits, '-' and '.', and ${ends}`;
const partsText = `${ends}, and so must each part between dots`;
const nameCharacters = "letters, digits, '-', '_' and '.'";

export const isDnsLabel = (text: string): boolean => text.length <= maxLabel && labelPattern.test(text);
export const isDnsSubdomain = (text: string): boolean => text.length <= maxSubdomain && subdomainPattern.test(text);

/** What is wrong with a name, for a caller that needs more than the words. */
export interface NameProblem {
  readonly reason: 'length' | 'dots' | 'syntax' | 'several';
  /** What the name must be, as the functions below return it. */
  readonly text: string;
  /** The maximum length, if the name is too long and has another problem. */
  readonly most?: number;
}

export function dnsLabelProblem(text: string): NameProblem | undefined {
  if (isDnsLabel(text)) return undefined;
  if (text === '') return { reason: 'syntax', text: empty };
  return withLength(text, maxLabel, labelForm(text));
}

function labelForm(text: string): NameProblem | undefined {
  if (labelPattern.test(text)) return undefined;
  return isDnsSubdomain(text)
    ? { reason: 'dots', text: 'must not contain dots' }
    : { reason: 'syntax', text: labelText };
}

function withLength(text: string, most: number, form: NameProblem | undefined): NameProblem | undefined {
  if (text.length <= most) return form;
  return form === undefined
    ? { reason: 'length', text: tooLong(most) }
    : { reason: 'several', text: limited(form.text, most), most };
}

export function dnsSubdomainProblem(text: string): NameProblem | undefined {
  if (isDnsSubdomain(text)) return undefined;
  if (text === '') return { reason: 'syntax', text: empty };
  return withLength(text, maxSubdomain, subdomainForm(text));
}

const subdomainForm = (text: string): NameProblem | undefined =>
  subdomainPattern.test(text) ? undefined : { reason: 'syntax', text: isInParts(text) ? partsText : subdomainText };

/** Names of containers, volumes and hosts: `web-1`. */
export const dnsLabelError = (text: string): string | undefined => dnsLabelProblem(text)?.text;

/** Names of most objects: `web-1.example`. */
export const dnsSubdomainError = (text: string): string | undefined => dnsSubdomainProblem(text)?.text;

/** Names of CSI drivers, which may have uppercase letters. */
export function csiDriverError(text: string): string | undefined {
  return dnsSubdomainError(text.toLowerCase())?.replace('lowercase letters', 'letters');
}

/** Whether the text has only valid characters and a valid beginning and end, so that one of the parts between dots must be invalid. */
const isInParts = (text: string): boolean => subdomainCharacters.test(text) && namePattern.test(text);

/**
 * Replaces the trailing dash of a generateName prefix before validation, because it is not the end of the generated name. kube-apiserver
 * also drops the character before the dash (maskTrailingDash), and so does this function.
 */
export function withoutTrailingDash(prefix: string): string {
  if (!prefix.endsWith('-')) return prefix;
  // kube-apiserver drops a byte. The rest of a non-ASCII character is not valid either.
  return prefix.charCodeAt(prefix.length - 2) < 0x80 ? `${prefix.slice(0, -2)}a` : prefix;
}

/** k8s.io/apiserver pkg/storage/names/generate.go: 63 characters, of which 5 are random. */
const maxPrefix = 58;
const random = 'xxxxx';

/** A name such as the API server makes from a generateName. */
export const generatedName = (prefix: string): string => prefix.slice(0, maxPrefix) + random;

/** Keys of labels, finalizers, condition types and resources: `name` or `example.com/name`. */
export function qualifiedNameError(text: string): string | undefined {
  if (text === '') return empty;
  const slash = text.indexOf('/');
  if (slash === -1) return nameError(text);
  if (text.includes('/', slash + 1)) return "must not contain more than one '/'";
  if (slash === 0) return "must not start with '/'";
  if (slash === text.length - 1) return "must not end with '/'";
  if (slash > maxSubdomain) return `must have no more than ${maxSubdomain} characters before the '/'`;
  if (!isDnsSubdomain(text.slice(0, slash))) return "must have a lowercase domain such as example.com before the '/'";
  const name = text.slice(slash + 1);
  const most = name.length > maxLabel ? `no more than ${maxLabel}` : undefined;
  if (!nameCharactersPattern.test(name)) return `must have ${most ?? 'only'} ${nameCharacters} after the '/'`;
  const form = namePattern.test(name) ? undefined : "must start and end with a letter or digit after the '/'";
  if (most === undefined) return form;
  return `must have ${most} characters after the '/'${form === undefined ? '' : `, and ${form}`}`;
}

/** Without a domain. */
function nameError(name: string): string | undefined {
  if (!nameCharactersPattern.test(name))
    return within(name, maxLabel, `must consist of ${nameCharacters}, optionally after a domain and '/'`);
  return within(name, maxLabel, namePattern.test(name) ? undefined : ends);
}

/** Annotation keys may have upper case letters, so the key is valid if it is a qualified name in lower case. */
export function annotationKeyError(text: string): string | undefined {
  return qualifiedNameError(lowerCase(text)) === undefined ? undefined : qualifiedNameError(text);
}

/** The text in lower case, as Go converts it: U+0130 becomes a plain i, and in JavaScript an i with a dot above. */
export const lowerCase = (text: string): string => text.replaceAll('\u0130', 'i').toLowerCase();

export function labelValueError(text: string): string | undefined {
  if (text === '') return undefined;
  if (namePattern.test(text)) return within(text, maxLabel, undefined);
  return text.length > maxLabel
    ? limited(`must consist of ${nameCharacters}, and ${ends}`, maxLabel)
    : `must be empty, or consist of ${nameCharacters}, and start and end with a letter or digit`;
}

/** IANA service names: `http`, `metrics-2`. */
export function portNameError(text: string): string | undefined {
  if (text === '') return empty;
  return within(text, maxPortName, portForm(text));
}

function portForm(text: string): string | undefined {
  if (!portNamePattern.test(text)) return "must consist of lowercase letters, digits and '-'";
  if (!letter.test(text)) return 'must contain at least one letter';
  if (text.includes('--')) return "must not contain '--'";
  return text.startsWith('-') || text.endsWith('-') ? "must not start or end with '-'" : undefined;
}

export function envNameError(text: string): string | undefined {
  if (text === '') return empty;
  return envNamePattern.test(text) ? undefined : "must consist of printable ASCII characters other than '='";
}

/** Such a name would lead to another directory (hasChDirPrefix). */
const dotsError = (text: string): string | undefined =>
  text === '.' || text.startsWith('..') ? "must not be '.' and must not start with '..'" : undefined;

/** Names of variables before the feature gate RelaxedEnvironmentVariableValidation. Source: IsEnvVarName. */
export function strictEnvNameError(text: string): string | undefined {
  if (text === '') return empty;
  if (!strictEnvNamePattern.test(text))
    return "must consist of letters, digits, '_', '-' and '.', and must not start with a digit";
  return dotsError(text);
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyError(text: string): string | undefined {
  if (text === '') return empty;
  const form = nameCharactersPattern.test(text) ? dotsError(text) : `must consist of ${nameCharacters}`;
  return within(text, maxSubdomain, form);
}

const backstep = /(?:^|\/)\.\.(?:\/|$)/;

/** The path must not lead out of its starting directory. */
export const backstepError = (path: string): string | undefined =>
  backstep.test(path) ? "must not contain '..' as a part of the path" : undefined;

/** A relative path that stays below its starting directory. */
export const descendingPathError = (path: string): string | undefined =>
  path.startsWith('/') ? 'must be a relative path' : backstepError(path);

/** A descending path whose first name is not reserved for the kubelet, which names its own files `..data` and similar. */
export const filePathError = (path: string): string | undefined =>
  descendingPathError(path) ?? (path.startsWith('..') ? "must not start with '..'" : undefined);

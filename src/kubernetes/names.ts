/**
 * The syntax of Kubernetes names. Each function answers what is wrong in a few words, or undefined where nothing is.
 * Source: k8s.io/apimachinery pkg/util/validation and pkg/api/validate/content. Every pattern is anchored and linear.
 */
const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const namePattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const portNamePattern = /^[-a-z0-9]+$/;
const letter = /[a-z]/;
/** Printable ASCII without `=`; white space and a leading digit are permitted since Kubernetes 1.32. */
const envNamePattern = /^[ -<>-~]+$/;
const configKeyPattern = /^[-._a-zA-Z0-9]+$/;

/** RFC 1123. */
const maxLabel = 63;
const maxSubdomain = 253;
/** RFC 6335. */
const maxPortName = 15;

const tooLong = (most: number): string => `must be at most ${most} characters`;
const labelText = "must consist of a-z, 0-9 and '-', and start and end with a letter or digit";
const subdomainText = "must consist of a-z, 0-9, '-' and '.', and each part must start and end with a letter or digit";
const nameText = "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";

export const isDnsLabel = (text: string): boolean => text.length <= maxLabel && labelPattern.test(text);
const isDnsSubdomain = (text: string): boolean => text.length <= maxSubdomain && subdomainPattern.test(text);

/** Names of containers, volumes, hosts: `web-1`. */
export function dnsLabelError(text: string): string | undefined {
  if (isDnsLabel(text)) return undefined;
  if (text.length > maxLabel) return tooLong(maxLabel);
  return isDnsSubdomain(text) ? 'must not contain dots' : labelText;
}

/** Names of most objects: `web-1.example`. */
export function dnsSubdomainError(text: string): string | undefined {
  if (isDnsSubdomain(text)) return undefined;
  return text.length > maxSubdomain ? tooLong(maxSubdomain) : subdomainText;
}

/**
 * What a generated name's prefix is checked as: its trailing dash is not its end. kube-apiserver drops the character before the
 * dash too (maskTrailingDash), so this does.
 */
export function withoutTrailingDash(prefix: string): string {
  if (prefix.length < 2 || !prefix.endsWith('-')) return prefix;
  // It drops a byte: what is left of another character than ASCII is no name either.
  return prefix.charCodeAt(prefix.length - 2) < 0x80 ? `${prefix.slice(0, -2)}a` : prefix;
}

/** Keys of labels, finalizers, conditions, resources: `name` or `example.com/name`. */
export function qualifiedNameError(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return nameError(text, '');
  if (text.includes('/', slash + 1)) return "must be a name, or a DNS subdomain, one '/' and a name";
  if (slash === 0) return "must have a DNS subdomain before the '/'";
  const problem = dnsSubdomainError(text.slice(0, slash));
  return problem === undefined
    ? nameError(text.slice(slash + 1), "the part behind '/' ")
    : `the part before '/' ${problem}`;
}

function nameError(name: string, which: string): string | undefined {
  if (name.length > maxLabel) return `${which}${tooLong(maxLabel)}`;
  if (namePattern.test(name)) return undefined;
  return `${which}${name === '' ? 'must not be empty' : nameText}`;
}

/** Whether the text is a qualified name or, as annotation keys may be, would be one in lower case. */
export function annotationKeyError(text: string): string | undefined {
  const problem = qualifiedNameError(text);
  if (problem === undefined) return undefined;
  // Go lowers U+0130 to a plain i, JavaScript to an i with a dot above.
  return qualifiedNameError(text.replaceAll('\u0130', 'i').toLowerCase()) === undefined ? undefined : problem;
}

export function labelValueError(text: string): string | undefined {
  if (text === '') return undefined;
  if (text.length > maxLabel) return tooLong(maxLabel);
  return namePattern.test(text) ? undefined : `must be empty, or ${nameText.slice('must '.length)}`;
}

/** IANA service names: `http`, `metrics-2`. */
export function portNameError(text: string): string | undefined {
  if (text.length > maxPortName) return tooLong(maxPortName);
  if (!portNamePattern.test(text)) return "must consist of a-z, 0-9 and '-'";
  if (!letter.test(text)) return 'must contain a letter';
  if (text.includes('--')) return "must not contain '--'";
  return text.startsWith('-') || text.endsWith('-') ? "must not start or end with '-'" : undefined;
}

export const envNameError = (text: string): string | undefined =>
  envNamePattern.test(text) ? undefined : "must consist of printable ASCII characters other than '='";

/** Keys of ConfigMaps and Secrets. */
export function configKeyError(text: string): string | undefined {
  if (text.length > maxSubdomain) return tooLong(maxSubdomain);
  if (!configKeyPattern.test(text)) return "must consist of letters, digits, '-', '_' and '.'";
  return text === '.' || text.startsWith('..') ? "must not be '.' or start with '..'" : undefined;
}

const backstep = /(?:^|\/)\.\.(?:\/|$)/;

/** A path that does not lead out of where it starts. */
export const backstepError = (path: string): string | undefined =>
  backstep.test(path) ? "must not contain '..'" : undefined;

/** A relative path that stays below where it starts. */
export const descendingPathError = (path: string): string | undefined =>
  path.startsWith('/') ? 'must be a relative path' : backstepError(path);

/** A descending path whose first name the kubelet does not keep for itself: it names its own files `..data` and the like. */
export const filePathError = (path: string): string | undefined =>
  descendingPathError(path) ?? (path.startsWith('..') ? "must not start with '..'" : undefined);

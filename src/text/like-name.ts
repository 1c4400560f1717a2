/**
 * Examples of valid names, made from invalid ones, for `Use a name such as "my-app"`. Each function returns `otherwise` if no valid
 * character is left, or if the example would be too long: a part of it would be a different name.
 */
import {
  dnsLabelError,
  dnsSubdomainError,
  maxCronJobName,
  portNameError,
  qualifiedNameError,
} from '../kubernetes/names.ts';

export const likeDnsLabel = (text: string, otherwise: string): string =>
  valid(pieces(text.toLowerCase(), /[^a-z0-9]+/g), dnsLabelError, otherwise);

export const likeDnsSubdomain = (text: string, otherwise: string): string =>
  valid(pieces(text.toLowerCase(), /[^a-z0-9.]+/g), dnsSubdomainError, otherwise);

export const likeQualifiedName = (text: string, otherwise: string): string => {
  const first = text.indexOf('/');
  // Of several slashes, the first one ends the domain, if it follows one.
  const slash = dnsSubdomainError(text.slice(0, Math.max(first, 0))) === undefined ? first : text.lastIndexOf('/');
  const name = pieces(text.slice(slash + 1), /[^A-Za-z0-9_.]+/g);
  const domain = slash === -1 ? '' : `${pieces(text.slice(0, slash).toLowerCase(), /[^a-z0-9.]+/g)}/`;
  return valid(domain + name, qualifiedNameError, otherwise);
};

export const likeLabelValue = (text: string, otherwise: string): string =>
  valid(pieces(text, /[^A-Za-z0-9_.]+/g), (name) => qualifiedNameError(name), otherwise);

export const likePortName = (text: string, otherwise: string): string =>
  valid(pieces(text.toLowerCase(), /[^a-z0-9]+/g), portNameError, otherwise);

/** Short enough for an object of any kind, even for the generateName of a CronJob: a dash and five random characters follow it. */
export const maxExample = maxCronJobName - '-xxxxx'.length;

/** The valid parts of the text, joined by dashes. */
const pieces = (text: string, others: RegExp): string =>
  text.length > 2 * maxExample ? '' : text.replaceAll(others, '-').replaceAll(/^[-_.]+|[-_.]+$/g, '');

const valid = (name: string, errorOf: (name: string) => string | undefined, otherwise: string): string =>
  name.length <= maxExample && errorOf(name) === undefined ? name : otherwise;

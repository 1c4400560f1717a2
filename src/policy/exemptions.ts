/** The exemptions of a configuration, and the patterns of names in them. */
import type { JsonObject } from '../json/json.ts';

/** What an exemption is for, in the order in which exemptions are compared with a request. Metrics and audit annotations contain these words. */
export const exemptionDimensions = [
  'namespace',
  'user',
  'service-account',
  'group',
  'runtime-class',
  'object-selector',
] as const;
export type ExemptionDimension = (typeof exemptionDimensions)[number];

/** Every list contains patterns, except that an entry of `serviceAccounts` is two of them with a `/` in between. */
export interface Exemptions {
  readonly namespaces: readonly string[];
  readonly users: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly groups: readonly string[];
  readonly runtimeClasses: readonly string[];
  /** A valid label selector that is not empty. */
  readonly objectSelector?: JsonObject;
}

export const noExemptions: Exemptions = {
  namespaces: [],
  users: [],
  serviceAccounts: [],
  groups: [],
  runtimeClasses: [],
};

/**
 * Whether the pattern matches the whole name. One `*` stands for any characters, also none. With a single `*` in a pattern, the work for a name
 * is never more than to read it once.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === name;
  return (
    name.length >= pattern.length - 1 &&
    name.startsWith(pattern.slice(0, star)) &&
    name.endsWith(pattern.slice(star + 1))
  );
}

/** Whether `namespace/name` with a pattern on each side matches the service account. */
export function matchesServiceAccount(entry: string, { namespace, name }: ServiceAccount): boolean {
  const slash = entry.indexOf('/');
  return matchesPattern(entry.slice(0, slash), namespace) && matchesPattern(entry.slice(slash + 1), name);
}

interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Source: MakeUsername in k8s.io/apiserver pkg/authentication/serviceaccount. */
export const serviceAccountPrefix = 'system:serviceaccount:';

/** The service account that has this user name. Undefined for other users. */
export function serviceAccountOf(user: string): ServiceAccount | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace = '', name = '', ...more] = user.slice(serviceAccountPrefix.length).split(':', 3);
  return namespace === '' || name === '' || more.length > 0 ? undefined : { namespace, name };
}

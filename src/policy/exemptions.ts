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

/** Names, and names with a `*`. A name is found at once, however many there are, and `maxPatterns` limits the patterns. */
export interface Names {
  readonly exact: ReadonlySet<string>;
  readonly patterns: readonly Pattern[];
}

/** How a name begins and ends. Between them is the `*`, which stands for any characters, also none. */
interface Pattern {
  readonly start: string;
  readonly end: string;
}

export interface Accounts {
  /** As namespace/name. */
  readonly exact: ReadonlySet<string>;
  readonly patterns: readonly { readonly namespace: Names; readonly name: Names }[];
}

export interface Exemptions {
  readonly namespaces: Names;
  readonly users: Names;
  readonly serviceAccounts: Accounts;
  readonly groups: Names;
  readonly runtimeClasses: Names;
  /** A valid label selector that is not empty. */
  readonly objectSelector?: JsonObject;
}

export const isPattern = (entry: string): boolean => entry.includes('*');

/** Each entry has at most one `*`. */
export const namesOf = (entries: readonly string[]): Names => ({
  exact: new Set(entries.filter((entry) => !isPattern(entry))),
  patterns: entries.filter(isPattern).map((entry) => {
    const star = entry.indexOf('*');
    return { start: entry.slice(0, star), end: entry.slice(star + 1) };
  }),
});

/** Each entry is namespace/name, with at most one `*` on each side. */
export const accountsOf = (entries: readonly string[]): Accounts => ({
  exact: new Set(entries.filter((entry) => !isPattern(entry))),
  patterns: entries.filter(isPattern).map((entry) => {
    const slash = entry.indexOf('/');
    return { namespace: namesOf([entry.slice(0, slash)]), name: namesOf([entry.slice(slash + 1)]) };
  }),
});

export const noExemptions: Exemptions = {
  namespaces: namesOf([]),
  users: namesOf([]),
  serviceAccounts: accountsOf([]),
  groups: namesOf([]),
  runtimeClasses: namesOf([]),
};

/** With a single `*` in a pattern, the work for a name and a pattern is never more than to read the name once. */
export const includesName = ({ exact, patterns }: Names, name: string): boolean =>
  exact.has(name) || patterns.some((pattern) => matches(pattern, name));

/**
 * For a user or a group of users. A `*` never stands for the namespace of a service account, because whoever may create a namespace chooses its
 * name, and would be exempt by a pattern for quite different users.
 */
export const includesUser = ({ exact, patterns }: Names, name: string): boolean =>
  exact.has(name) ||
  patterns.some(
    (pattern) => matches(pattern, name) && (!name.startsWith(accountStart) || namesNamespace(pattern.start)),
  );

const matches = ({ start, end }: Pattern, name: string): boolean =>
  name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);

/** Of the names of all service accounts, and of their groups, which are `system:serviceaccounts` and `system:serviceaccounts:NAMESPACE`. */
export const accountStart = 'system:serviceaccount';

/** Whether what begins like this is a service account of a namespace that is fully written. */
export const namesNamespace = (start: string): boolean => /^system:serviceaccount:[^:]+:/.test(start);

export const includesAccount = ({ exact, patterns }: Accounts, { namespace, name }: ServiceAccount): boolean =>
  exact.has(`${namespace}/${name}`) ||
  patterns.some((pattern) => includesName(pattern.namespace, namespace) && includesName(pattern.name, name));

interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Source: MakeUsername in k8s.io/apiserver pkg/authentication/serviceaccount. */
export const serviceAccountPrefix = `${accountStart}:`;

/** The service account that has this user name. Undefined for other users. */
export function serviceAccountOf(user: string): ServiceAccount | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace = '', name = '', ...more] = user.slice(serviceAccountPrefix.length).split(':', 3);
  return namespace === '' || name === '' || more.length > 0 ? undefined : { namespace, name };
}

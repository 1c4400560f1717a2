/**
 * Whether the configuration exempts a request. An update is exempt by the object only if both the old and the new object are: otherwise anybody
 * could exempt an object with the change that must be judged.
 */
import type { Change } from '../change/change.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { objectAtPath } from '../json/path.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import { selects } from '../kubernetes/selector.ts';
import {
  exemptionDimensions,
  includesAccount,
  includesName,
  includesUser,
  serviceAccountOf,
  type ExemptionDimension,
  type Exemptions,
  type Names,
} from '../policy/exemptions.ts';

/** A change, and the user who requests it. For a file, the user is the empty string and has no groups. */
export interface RequestedChange {
  readonly change: Change;
  readonly user: string;
  readonly groups?: readonly string[];
}

/** The first dimension in which the request is exempt. */
export const exemptionOf = (requested: RequestedChange, exemptions: Exemptions): ExemptionDimension | undefined =>
  exemptionDimensions.find((dimension) => isExemptBy[dimension](requested, exemptions));

type Test = (requested: RequestedChange, exemptions: Exemptions) => boolean;

const isExemptBy: Readonly<Record<ExemptionDimension, Test>> = {
  namespace: ({ change }, { namespaces }) => isListed(namespaces, change.namespace),
  user: ({ user }, { users }) => isListed(users, user, includesUser),
  'service-account'({ user }, { serviceAccounts }) {
    const account = serviceAccountOf(user);
    return account !== undefined && includesAccount(serviceAccounts, account);
  },
  group: ({ groups = [] }, { groups: names }) =>
    !isEmpty(names) && groups.some((group) => isListed(names, group, includesUser)),
  'runtime-class': ({ change }, { runtimeClasses }) =>
    !isEmpty(runtimeClasses) &&
    everyObject(change, (object) => isListed(runtimeClasses, runtimeClassOf(change, object))),
  'object-selector': ({ change }, { objectSelector }) =>
    objectSelector !== undefined &&
    everyObject(change, (object) => selects(objectSelector, objectAt(object, 'metadata', 'labels')) === true),
};

/** The empty name, of an anonymous review or a cluster-scoped object, is never exempt. */
const isListed = (names: Names, name: string, includes = includesName): boolean => name !== '' && includes(names, name);

const isEmpty = ({ exact, patterns }: Names): boolean => exact.size === 0 && patterns.length === 0;

const everyObject = ({ before, after }: Change, isMatch: (object: JsonObject) => boolean): boolean =>
  isMatch(after) && (before === undefined || isMatch(before));

/** Of the Pod, or of the Pod template. */
const runtimeClassOf = ({ kind }: Change, object: JsonObject): string =>
  stringAt(objectAtPath(object, kindFacts(kind).podPath), 'spec', 'runtimeClassName') ?? '';

/**
 * Finds differences that follow from other differences. If a manifest omits a field, the API server derives it from other fields, and a
 * change of those fields changes it too. Only the cause is reported. Sources: SetDefaults_Pod and SetDefaults_Container in
 * pkg/apis/core/v1/defaults.go, Convert_v1_PodSpec_To_core_PodSpec in pkg/apis/core/v1/conversion.go.
 */
import { field, listAt, stringAt, type Json } from '../json/json.ts';
import { valueAt, type FieldPath } from '../json/path.ts';
import { defaultPullPolicy } from '../kubernetes/apiserver/default-image.ts';
import { sameQuantity } from '../kubernetes/quantity.ts';
import type { Difference } from '../kubernetes/schema/difference.ts';
import type { Update } from './change.ts';
import { pairContainers } from './container-pairs.ts';
import { oncePer } from './once.ts';

export interface Cause {
  readonly difference: Difference;
  /** The differences that follow from this one. */
  readonly effects: readonly Difference[];
  /** Whether the difference follows from a changed tag of the image, if the image is not one of the differences. */
  readonly isOfImage: boolean;
}

/** The differences in a Pod spec or a Pod template, without those that follow from others, in the same order. */
export function causesOf(found: readonly Difference[], change: Update, specPath: FieldPath): readonly Cause[] {
  // Differences in one object have the same parent instance. A path is not printed here, because it may contain a long name.
  const objects = Map.groupBy(found, ({ path }) => path.parent);
  const allLimits = Map.groupBy(
    found.filter(({ path }) => path.parent.last === 'limits'),
    ({ path }) => path.parent.parent,
  );
  const inSpec = byName(
    found.filter(({ path: { parent } }) => parent.depth === specPath.depth && parent.last === 'spec'),
  );
  const hostNetwork = inSpec.get('hostNetwork');
  const isOfImage = pullPolicies(change);

  const causeOf = (difference: Difference): Difference | undefined => {
    const { last, parent } = difference.path;
    if (difference === inSpec.get('serviceAccount')) return inSpec.get('serviceAccountName');
    if (last === 'hostPort')
      return hostNetwork && isOfHostNetwork(difference, hostNetwork, change) ? hostNetwork : undefined;
    if (last === 'imagePullPolicy')
      return isOfImage(difference) ? byName(objects.get(parent)!).get('image') : undefined;
    if (parent.last !== 'requests') return undefined;
    const limits = allLimits.get(parent.parent);
    const limit = limits && byName(limits).get(last);
    return limit && isOfLimit(difference, limit) ? limit : undefined;
  };

  const causes = found.map((difference) => ({ difference, cause: causeOf(difference) }));
  const effects = Map.groupBy(causes, ({ cause }) => cause);
  return causes
    .filter(({ cause }) => cause === undefined)
    .map(({ difference }) => ({
      difference,
      effects: effects.get(difference)?.map((effect) => effect.difference) ?? [],
      isOfImage: isOfImage(difference),
    }));
}

/** By the last name of the path. */
const byName = oncePer(
  (found: readonly Difference[]): ReadonlyMap<string | number, Difference> =>
    new Map(found.map((difference) => [difference.path.last, difference])),
);

/** With hostNetwork, an omitted hostPort defaults to the containerPort. */
function isOfHostNetwork({ path, kind, from, to }: Difference, hostNetwork: Difference, { after }: Update): boolean {
  const port = field(valueAt(after, path.parent), 'containerPort');
  return hostNetwork.to === true ? kind === 'added' && to === port : kind === 'removed' && from === port;
}

/** An omitted request defaults to the limit. */
const isOfLimit = ({ from, to }: Difference, limit: Difference): boolean =>
  sameQuantity(to, limit.to) && (from === undefined || sameQuantity(from, limit.from));

/** An omitted pull policy is derived from the tag of the image. Tells whether both the old and the new policy are derived ones. */
function pullPolicies({ before, after }: Update): (difference: Difference) => boolean {
  const listsAt = oncePer((path: FieldPath) => {
    const sent = listAt(valueAt(after, path));
    return { oldOf: pairContainers(listAt(valueAt(before, path)), sent).oldOf, sent };
  });
  return ({ path, from, to }) => {
    if (path.last !== 'imagePullPolicy') return false;
    const { oldOf, sent } = listsAt(path.parent.parent);
    const j = Number(path.parent.last);
    return from === policyOf(oldOf[j]) && to === policyOf(sent[j]);
  };
}

const policyOf = (container: Json | undefined): string => defaultPullPolicy(stringAt(container, 'image') ?? '');

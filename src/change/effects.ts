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
import { pairContainers, type ContainerPairs } from './container-pairs.ts';

export interface Cause {
  readonly difference: Difference;
  /** The differences that follow from this one. */
  readonly effects: readonly Difference[];
  /** Whether the difference follows from a changed tag of the image, if the image is not one of the differences. */
  readonly isOfImage: boolean;
}

/** The differences in a Pod spec or a Pod template, without those that follow from others, in the same order. */
export function causesOf(found: readonly Difference[], change: Update, specPath: FieldPath): readonly Cause[] {
  const isOfSpec = ({ parent }: FieldPath): boolean => String(parent) === String(specPath);
  const ofSpec = (name: string): Difference | undefined =>
    found.find(({ path }) => path.last === name && isOfSpec(path));
  const hostNetwork = ofSpec('hostNetwork');
  const account = ofSpec('serviceAccountName');
  const limits = byHolder(found, ({ parent }) => (parent.last === 'limits' ? parent.parent : undefined));
  const images = byHolder(found, ({ last, parent }) => (last === 'image' ? parent : undefined));
  const isOfImage = pullPolicies(change);

  const causeOf = (difference: Difference): Difference | undefined => {
    const { last, parent } = difference.path;
    if (last === 'serviceAccount') return isOfSpec(difference.path) ? account : undefined;
    if (last === 'hostPort')
      return hostNetwork && isOfHostNetwork(difference, hostNetwork, change) ? hostNetwork : undefined;
    if (last === 'imagePullPolicy') return isOfImage(difference) ? images.get(parent)?.get('image') : undefined;
    if (parent.last !== 'requests') return undefined;
    const limit = limits.get(parent.parent)?.get(last);
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

/** Groups differences by the path of an object around them and by their last name. Differences in one object share the same path instance. */
function byHolder(found: readonly Difference[], holderOf: (path: FieldPath) => FieldPath | undefined) {
  const holders = new Map<FieldPath, Map<string | number, Difference>>();
  for (const difference of found) {
    const holder = holderOf(difference.path);
    if (holder === undefined) continue;
    const others = holders.get(holder);
    if (others === undefined) holders.set(holder, new Map([[difference.path.last, difference]]));
    else others.set(difference.path.last, difference);
  }
  return holders;
}

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
  const lists = new Map<FieldPath, { readonly sent: readonly Json[]; readonly pairs: ContainerPairs }>();
  return ({ path, from, to }) => {
    const { last, parent } = path;
    if (last !== 'imagePullPolicy' || typeof parent.last !== 'number') return false;
    let list = lists.get(parent.parent);
    if (list === undefined) {
      const [old, sent] = [before, after].map((object) => listAt({ list: valueAt(object, parent.parent) }, 'list'));
      list = { sent: sent!, pairs: pairContainers(old!, sent!) };
      lists.set(parent.parent, list);
    }
    const [old, sent] = [list.pairs.oldOf.get(parent.last), list.sent[parent.last]].map((container) =>
      stringAt(container, 'image'),
    );
    return old !== sent && from === policyOf(old) && to === policyOf(sent);
  };
}

const policyOf = (image: string | undefined): string => defaultPullPolicy(image ?? '');

/**
 * Rules that mirror the warnings of kube-apiserver. In a cluster, the server returns them itself, so only `podward check` reports them. The
 * server does not compare the warnings of the new object with those of the stored one, so neither do these rules.
 * Sources: WarningsOnCreate and WarningsOnUpdate in pkg/registry/<group>/<kind>/strategy.go.
 */
import { droppedFromSpec } from '../../change/kept-spec.ts';
import { podView } from '../../change/views.ts';
import type { Change, PodView, Update } from '../../change/change.ts';
import { objectAt, type JsonObject } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { everyKind, jobPathOf, kindFacts, metadataPath, specPath, type Kind } from '../../kubernetes/kinds.ts';
import { differences, type Difference } from '../../kubernetes/schema/difference.ts';
import { shapeOf, type Shape } from '../../kubernetes/schema/shape.ts';
import type { FindingOf, Messages } from '../finding.ts';
import { defineRule, type AppliesTo, type Rule } from '../rule.ts';
import { oncePer } from '../../change/once.ts';

/** The kinds, in `podward check`. */
export const warnedKinds = (...kinds: readonly Kind[]): AppliesTo => ({
  operations: ['CREATE', 'UPDATE'],
  kinds: kinds.length === 0 ? everyKind : kinds,
  phases: ['offline'],
});

interface PodWarning<M extends Messages> {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly mirrors: readonly [string, ...string[]];
  readonly messages: M;
  check(pod: PodView): Iterable<FindingOf<M>>;
}

/** A rule that mirrors warnings about a Pod or a Pod template. */
export const definePodWarning = <const M extends Messages>(warning: PodWarning<M>): Rule =>
  defineRule<M>({
    ...warning,
    mode: 'warn',
    appliesTo: warnedKinds(),
    *check(change) {
      const pod = warnedPod(change);
      if (pod !== undefined) yield* warning.check(pod);
    },
  });

/** The Pod or template of the change, unless kube-apiserver returns no warnings about it. */
export const warnedPod = oncePer((change: Change): PodView | undefined =>
  isPodWarnedAbout(change) ? podView(change, change.after) : undefined,
);

/** kube-apiserver warns on each creation, and if an update of a workload increments its generation. An object from a cluster counts as new. */
function isPodWarnedAbout(change: Change): boolean {
  if (change.operation !== 'UPDATE') return true;
  const { kind } = change;
  if (kind === 'Pod') return false;
  if (kind === 'DaemonSet' || kind === 'PodTemplate')
    return isChanged(kindFacts(kind).podPath, shapeOf('PodTemplateSpec'), change);
  const annotations = metadataPath.child('annotations');
  return (
    isChanged(specPath, shapeOf(kind, 'spec'), change) ||
    (kind === 'Deployment' && isChanged(annotations, shapeOf('ObjectMeta', 'annotations'), change))
  );
}

/** Whether anything at the path differs, apart from additions that the server drops. */
function isChanged(path: FieldPath, shape: Shape, change: Update): boolean {
  const { kind, before, after, facts } = change;
  const podSpecOf = (object: JsonObject): JsonObject => objectAt(valueAt(object, kindFacts(kind).podPath), 'spec');
  const isUndone = undoneChanges(podSpecOf(before), after, podSpecOf(after), facts);
  const isDropped = (difference: Difference): boolean =>
    isUndone(difference) || (difference.kind === 'added' && isDroppedFromWorkload(difference.path, change));
  return differences(valueAt(before, path), valueAt(after, path), path, shape, isDropped).next().done !== true;
}

function isDroppedFromWorkload(path: FieldPath, change: Update): boolean {
  const base = jobPathOf(change.kind) ?? specPath;
  const [old, sent] = [change.before, change.after].map((object) => objectAt(valueAt(object, base)));
  const at = String(path);
  return droppedFromSpec(change, sent!, old!).some((below) => at === String(base.child(...below)));
}

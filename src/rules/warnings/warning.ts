/**
 * Rules that mirror the warnings of kube-apiserver. In a cluster, the server returns them itself, so only `podward check` reports them. The
 * server does not compare the warnings of the new object with those of the stored one, so neither do these rules.
 * Sources: WarningsOnCreate and WarningsOnUpdate in pkg/registry/<group>/<kind>/strategy.go.
 */
import { podView } from '../../change/views.ts';
import type { Change, PodView } from '../../change/change.ts';
import { objectAt } from '../../json/json.ts';
import { everyKind, kindFacts, type Kind } from '../../kubernetes/kinds.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import type { FindingOf, Messages } from '../finding.ts';
import { defineRule, type AppliesTo, type Rule } from '../rule.ts';

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
export const warnedPod = (change: Change): PodView | undefined =>
  isPodWarnedAbout(change) ? podView(change, change.after) : undefined;

/** kube-apiserver warns on each creation, and if an update of a workload increments its generation. An object from a cluster counts as new. */
function isPodWarnedAbout(change: Change): boolean {
  if (change.operation !== 'UPDATE') return true;
  const { kind, before, after } = change;
  if (kind === 'Pod') return false;
  const differs = (shape: ReturnType<typeof shapeOf>, ...names: string[]): boolean =>
    !same(objectAt(before, ...names), objectAt(after, ...names), shape);
  if (kind === 'DaemonSet' || kind === 'PodTemplate') {
    return differs(shapeOf('PodTemplateSpec'), ...kindFacts(kind).podPath.segments().map(String));
  }
  return (
    differs(shapeOf(kind, 'spec'), 'spec') ||
    (kind === 'Deployment' && differs(shapeOf('ObjectMeta', 'annotations'), 'metadata', 'annotations'))
  );
}

import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { differences, type Difference } from '../../kubernetes/schema/difference.ts';
import { field, isList, isObject, objectAt, type JsonObject } from '../../json/json.ts';
import { hasCondition } from '../../kubernetes/conditions.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { generatedLabels } from '../../kubernetes/apiserver/generated-selector.ts';
import { mutableParts, type MutableParts } from '../../kubernetes/apiserver/suspended-job.ts';
import { initialLists } from '../../kubernetes/pod/containers.ts';
import { isOldManifest } from '../../change/manifest.ts';
import { sentJob } from '../../change/sent-job.ts';
import { causesOf } from '../../change/effects.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import { existingOrder } from '../parts/entry.ts';
import type { Update } from '../../change/change.ts';
import { gateText } from '../../kubernetes/gates.ts';

const path = specPath.child('template');
const shape = shapeOf('JobSpec', 'template');

export const jobTemplateImmutable = defineUpdateRule({
  id: 'job-template-immutable',
  title: 'The Pod template of a Job is immutable',
  why: `All Pods of a Job are created from the same Pod template. Labels, annotations and scheduling fields such as nodeSelector may change while the Job is suspended and has no active Pods. Without ${gateText('MutableSchedulingDirectivesForSuspendedJobs')}, these fields may change only until the Job starts for the first time. With ${gateText('MutablePodResourcesForSuspendedJobs')}, labels, annotations and the resources of containers may change while the Job is suspended and has no active Pods, even if it was started before.`,
  mirrors: ['ValidateJobSpecUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Job'] },
  messages: {
    changed: {
      text: '{{subject}} cannot be {{change}}, because the Pod template of a Job is immutable.',
      fix: '{{recreate}}',
    },
    reordered: {
      text: '{{subject}} cannot be reordered, because the Pod template of a Job is immutable.',
      fix: 'Keep the existing order: {{order}}.',
    },
    suspend: {
      text: '{{subject}} cannot be {{change}} while the Job runs.',
      fix: `Run kubectl patch job {{name}} -p '{"spec":{"suspend":true}}', which deletes the running Pods, and kubectl wait job/{{name}} --for=condition=Suspended. Then apply the manifest with suspend: false.`,
    },
    suspending: {
      text: '{{subject}} cannot be {{change}} until the suspended Job has the condition Suspended and no active Pods.',
      fix: 'Run kubectl wait job/{{name}} --for=condition=Suspended, then apply the manifest again.',
    },
  },
  *check(change) {
    const before = objectAt(change.before, 'spec', 'template');
    const after = objectAt(change.after, 'spec', 'template');
    const generated = generatedLabels(sentJob(change));
    const isUndone = undoneChanges(objectAt(before, 'spec'), change.after, objectAt(after, 'spec'), change.facts);
    function* differencesFrom(old: JsonObject): Generator<Difference> {
      for (const difference of differences(old, after, path, shape, isUndone)) {
        if (!isNamedElsewhere(difference, generated)) yield difference;
      }
    }

    const parts = mutableParts(change.before, isOldManifest(change), change.facts);
    const found = causesOf([...differencesFrom(withPermitted(before, after, parts))], change, path.child('spec'));
    if (found.length === 0) return;
    // To suspend the Job helps only if the whole change would then pass.
    const later = partsOnceSuspended(parts, change);
    const passes = !isFinished(change) && differencesFrom(withPermitted(before, after, later)).next().done === true;
    const isSuspended = field(objectAt(change.before, 'spec'), 'suspend') === true;
    for (const { difference } of found) {
      const { path: at, kind, from = null, to = null } = difference;
      if (passes) yield invalid(at, isSuspended ? 'suspending' : 'suspend', { from, to });
      else if (kind === 'reordered')
        yield invalid(at, 'reordered', { from, to, shown: { order: existingOrder(difference) } });
      else yield invalid(at, 'changed', { from, to });
    }
  },
});

/** `job-selector-generated` reports the labels that kube-apiserver generates. Labels of a volumeClaimTemplate are not generated. */
const isNamedElsewhere = ({ path: at, to }: Difference, generated: ReadonlyMap<string, string>): boolean => {
  const isLabel = at.parent.last === 'labels' && at.parent.parent.parent === path;
  const expected = isLabel ? generated.get(String(at.last)) : undefined;
  return expected !== undefined && expected !== to;
};

/** Without its feature gate, to suspend a Job that was started does not make its scheduling fields mutable. */
const partsOnceSuspended = (now: MutableParts, { facts }: Update): MutableParts => ({
  scheduling: now.scheduling || facts.MutableSchedulingDirectivesForSuspendedJobs,
  resources: facts.MutablePodResourcesForSuspendedJobs,
});

const isFinished = ({ before }: Update): boolean => hasCondition(before, 'Complete', 'Failed');

/** The old Pod template, with the parts that may change taken from the new one. */
function withPermitted(before: JsonObject, after: JsonObject, { scheduling, resources }: MutableParts): JsonObject {
  const scheduled = scheduling ? withScheduling(before, after) : before;
  if (!resources) return scheduled;
  // In this case kube-apiserver compares only the spec.
  const spec = withResources(objectAt(scheduled, 'spec'), objectAt(after, 'spec'));
  return { ...after, spec };
}

const directives = ['nodeSelector', 'tolerations', 'schedulingGates'];

/** Takes over the scheduling fields, labels and annotations. Of the affinity, only nodeAffinity may change. */
function withScheduling(before: JsonObject, after: JsonObject): JsonObject {
  const newSpec = objectAt(after, 'spec');
  const newMetadata = objectAt(after, 'metadata');
  const spec = { ...objectAt(before, 'spec'), ...pick(newSpec, directives) };
  const metadata = { ...objectAt(before, 'metadata'), ...pick(newMetadata, ['labels', 'annotations']) };
  const rest = withoutNodeAffinity(objectAt(spec, 'affinity'));
  const affinity = isObject(newSpec['affinity'])
    ? { ...rest, nodeAffinity: objectAt(newSpec, 'affinity')['nodeAffinity'] ?? null }
    : Object.keys(rest).length === 0
      ? null
      : rest;
  return { ...before, metadata, spec: { ...spec, affinity } };
}

const pick = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, field(object, name) ?? null]));

const withoutNodeAffinity = (affinity: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(affinity).filter(([name, value]) => name !== 'nodeAffinity' && (value ?? null) !== null),
  );

/** Pairs containers by position, as kube-apiserver does. */
function withResources(before: JsonObject, after: JsonObject): JsonObject {
  const sent = { ...before };
  for (const list of initialLists) {
    const from = before[list];
    const to = after[list];
    if (!isList(from) || !isList(to) || from.length !== to.length) continue;
    sent[list] = from.map((container, i) => {
      const other = to[i];
      const pair = isObject(container) && field(container, 'name') === field(other, 'name');
      return pair ? { ...container, resources: field(other, 'resources') ?? null } : container;
    });
  }
  return sent;
}

import { differences, type Difference } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isList, isObject, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { defaultPullPolicy } from '../../kubernetes/apiserver/default-image.ts';
import { specPath, valueAt } from '../../json/path.ts';
import { additionsInVain } from '../../kubernetes/apiserver/dropped-fields.ts';
import { hasMutableTemplate } from '../../change/suspended-job.ts';
import { generatedLabels } from '../../change/generated-selector.ts';
import { namesakesIn } from '../../change/namesakes.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, recreate } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const path = specPath.child('template');
const shape = shapeOf('JobSpec', 'template');

export const jobTemplateImmutable = defineUpdateRule({
  id: 'job-template-immutable',
  title: 'The template of a Job never changes',
  why: 'All Pods of a Job are made from one template, so that it means something to count them. While a Job is suspended, only where its Pods run may change.',
  mirrors: 'ValidateJobSpecUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['Job'] },
  messages: {
    changed: { text: '{{subject}} cannot change: all Pods of a Job are made from one template.' },
    added: { text: '{{subject}} cannot be added: all Pods of a Job are made from one template.' },
    removed: { text: '{{subject}} cannot be removed: all Pods of a Job are made from one template.' },
    reordered: { text: 'the order of {{subject}} cannot change: all Pods of a Job are made from one template.' },
    pullPolicy: { text: '{{subject}} cannot change, and imagePullPolicy, which was left out, follows it.' },
  },
  *check(change) {
    const before = objectAt(change.before, 'spec', 'template');
    const after = objectAt(change.after, 'spec', 'template');
    const generated = generatedLabels(change);
    const isInVain = additionsInVain(change.after, objectAt(after, 'spec'), versionFacts(change.minor));
    const found = [...differences(withPermitted(before, after, change), after, path, shape)].filter(
      (difference) => !isSilent(difference, isInVain) && !isNamedElsewhere(difference, generated),
    );
    const { followed, following } = followingOf(found, change);
    for (const difference of found) {
      if (following.has(difference)) continue;
      yield invalid(difference.path, followed.has(difference) ? 'pullPolicy' : difference.kind, {
        from: difference.from ?? null,
        to: difference.to ?? null,
        fix: recreate,
      });
    }
  },
});

const isSilent = ({ path: at, kind, to }: Difference, isInVain: ReturnType<typeof additionsInVain>): boolean =>
  kind === 'added' && isInVain(at, to);

/** `job-selector-generated` names the labels that kube-apiserver generates. A claim for a volume has labels too, which are its own. */
const isNamedElsewhere = ({ path: at, to }: Difference, generated: ReadonlyMap<string, string>): boolean => {
  const isLabel = at.parent.last === 'labels' && at.parent.parent.parent === path;
  const expected = isLabel ? generated.get(String(at.last)) : undefined;
  return expected !== undefined && expected !== to;
};

/** The old template with what may change as it is in the new one. */
function withPermitted(before: JsonObject, after: JsonObject, change: Change): JsonObject {
  if (!hasMutableTemplate(change)) return before;
  const scheduled = withScheduling(before, after);
  if (!versionFacts(change.minor).suspendedJobResources) return scheduled;
  // kube-apiserver compares no more than the spec then.
  const spec = withResources(objectAt(scheduled, 'spec'), objectAt(after, 'spec'));
  return { ...after, spec: isObject(scheduled['spec']) ? spec : (scheduled['spec'] ?? null) };
}

const directives = ['nodeSelector', 'tolerations', 'schedulingGates'];

/** Where the Pods run, and their labels and annotations. Of the affinity that is nodeAffinity alone. */
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

/** Containers are paired by their place, as kube-apiserver does. */
function withResources(before: JsonObject, after: JsonObject): JsonObject {
  const sent = { ...before };
  for (const list of ['containers', 'initContainers'] as const) {
    const from = before[list];
    const to = after[list];
    if (!isList(from) || !isList(to) || from.length !== to.length) continue;
    sent[list] = from.map((container, i) => {
      const other = to[i];
      const pair = isObject(container) && isObject(other) && field(container, 'name') === field(other, 'name');
      return pair ? { ...container, resources: field(other, 'resources') ?? null } : container;
    });
  }
  return sent;
}

interface Following {
  /** Differences that another one brings about, so that they are named there. */
  readonly following: ReadonlySet<Difference>;
  /** Images whose pull policy follows them. */
  readonly followed: ReadonlySet<Difference>;
}

/** A new tag moves an imagePullPolicy that was left out; `serviceAccount` is the old name of `serviceAccountName`. */
function followingOf(found: readonly Difference[], { before, after }: Change): Following {
  const namesake = namesakesIn(objectAt(before, 'spec', 'template', 'spec'));
  const named = found.some(({ path: at }) => at.last === 'serviceAccountName');
  // Differences in one container have the very same path before their last name.
  const images = new Map(
    found.filter(({ path: at }) => at.last === 'image').map((image) => [image.path.parent, image]),
  );
  const [following, followed] = [new Set<Difference>(), new Set<Difference>()];
  for (const difference of found) {
    const { last, parent } = difference.path;
    if (last === 'serviceAccount' && named) following.add(difference);
    const image = last === 'imagePullPolicy' ? images.get(parent) : undefined;
    if (image === undefined) continue;
    const container = valueAt(after, parent);
    if (![namesake(String(parent.parent.last), container), container].every(hasDefaultPolicy)) continue;
    following.add(difference);
    followed.add(image);
  }
  return { following, followed };
}

const hasDefaultPolicy = (container: Json | undefined): boolean =>
  field(container, 'imagePullPolicy') === defaultPullPolicy(stringAt(container, 'image') ?? '');

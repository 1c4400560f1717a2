import { differences, type Difference } from '../../pod/difference.ts';
import { field, isList, isObject, listAt, objectAt, stringAt, type JsonObject } from '../../pod/json.ts';
import { defaultPullPolicy } from '../../pod/native-image.ts';
import { specPath, valueAt } from '../../pod/path.ts';
import { isAddedInVain } from '../dropped-fields.ts';
import { hasMutableTemplate } from '../job-suspended.ts';
import { generatedLabels } from '../job-selector.ts';
import { defineRule, invalid, recreate, type Change } from '../rule.ts';
import { subjectOf } from '../subject.ts';
import { versionFacts } from '../versions.ts';

const path = specPath.child('template');

export const jobTemplateImmutable = defineRule({
  id: 'job-template-immutable',
  title: 'The template of a Job never changes',
  area: 'templates',
  why: 'All Pods of a Job are made from one template, so that it means something to count them. While a Job is suspended, only where its Pods run may change.',
  mirrors: 'ValidateJobSpecUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['Job'] },
  messages: {
    changed: '{{subject}} cannot change: all Pods of a Job are made from one template',
    added: '{{subject}} cannot be added: all Pods of a Job are made from one template',
    removed: '{{subject}} cannot be removed: all Pods of a Job are made from one template',
    reordered: 'the order of {{subject}} cannot change: all Pods of a Job are made from one template',
    pullPolicy: '{{subject}} cannot change, and imagePullPolicy, which was left out, follows it',
  },
  *check(change) {
    const before = objectAt(change.before, 'spec', 'template');
    const after = objectAt(change.after, 'spec', 'template');
    const generated = generatedLabels(change);
    const found = [...differences(withPermitted(before, after, change), after, path)].filter(
      (difference) => !isSilent(difference, change) && !isNamedElsewhere(difference, generated),
    );
    for (const difference of found) {
      if (found.some((other) => other !== difference && isFollowedBy(other, difference, change))) continue;
      const follows = found.some(
        (other) => other.path.last === 'imagePullPolicy' && isFollowedBy(difference, other, change),
      );
      yield invalid(difference.path, follows ? 'pullPolicy' : difference.kind, {
        data: { subject: subjectOf(difference, change.before ?? {}, change.after) },
        from: difference.from ?? null,
        to: difference.to ?? null,
        fix: recreate,
      });
    }
  },
});

const isSilent = ({ path: at, kind, to }: Difference, { after, minor }: Change): boolean =>
  kind === 'added' && isAddedInVain(after, objectAt(after, 'spec', 'template', 'spec'), at, to, versionFacts(minor));

/** `job-selector-generated` names the labels that kube-apiserver generates. */
const isNamedElsewhere = ({ path: at, to }: Difference, generated: ReadonlyMap<string, string>): boolean => {
  const expected = at.parent.last === 'labels' ? generated.get(String(at.last)) : undefined;
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
  const lists: Record<string, JsonObject[string]> = {};
  for (const list of ['containers', 'initContainers']) {
    const from = before[list];
    const to = after[list];
    if (!isList(from) || !isList(to) || from.length !== to.length) continue;
    lists[list] = from.map((container, i) => {
      const other = to[i];
      const pair = isObject(container) && isObject(other) && field(container, 'name') === field(other, 'name');
      return pair ? { ...container, resources: field(other, 'resources') ?? null } : container;
    });
  }
  return { ...before, ...lists };
}

/** A new tag moves an imagePullPolicy that was left out; `serviceAccount` is the old name of `serviceAccountName`. */
function isFollowedBy(cause: Difference, effect: Difference, { before, after }: Change): boolean {
  if (effect.path.last === 'serviceAccount') return cause.path.last === 'serviceAccountName';
  if (effect.path.last !== 'imagePullPolicy' || cause.path.last !== 'image') return false;
  if (cause.path.parent.toString() !== effect.path.parent.toString()) return false;
  const list = String(effect.path.parent.parent.last);
  const container = valueAt(after, effect.path.parent);
  const old = listAt(before, 'spec', 'template', 'spec', list).find(
    (other) => stringAt(other, 'name') === stringAt(container, 'name'),
  );
  return [old, container].every(
    (one) => field(one, 'imagePullPolicy') === defaultPullPolicy(stringAt(one, 'image') ?? ''),
  );
}

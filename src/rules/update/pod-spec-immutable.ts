import { shapeOf } from '../../kubernetes/schema/shape.ts';
import {
  isFilledField,
  isPlainManifest,
  isTokenMount,
  isTokenVolume,
} from '../../kubernetes/apiserver/cluster-filled.ts';
import { differences, same, type Difference } from '../../kubernetes/schema/difference.ts';
import { field, isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { causesOf, type Cause } from '../../change/effects.ts';
import type { Update } from '../../change/change.ts';
import { oncePer } from '../../change/once.ts';
import { pairContainers } from '../../change/container-pairs.ts';
import { amountLists, isCpuOrMemory } from '../../kubernetes/resource-names.ts';
import { topOwnerOf } from '../../kubernetes/pod/owner.ts';
import { forbidden } from '../finding.ts';
import { existingOrder } from '../parts/entry.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { lackedFields } from './lacked-fields.ts';
import { isAmount, isResizable, isResizedByUpdate, resizingOf } from './resize.ts';
import { listText, quoted } from '../../text/quoted.ts';

const ofPodSpec = shapeOf('PodSpec');

const debugAgain = 'Add another ephemeral container: kubectl debug -it {{name}} --image=busybox.';

export const podSpecImmutable = defineUpdateRule({
  id: 'pod-spec-immutable',
  title: 'Most fields of a Pod spec are immutable',
  why: 'The scheduler and the kubelet apply most fields only once, when the Pod starts. An update may change only the images of containers, activeDeadlineSeconds, tolerations and schedulingGates. While the Pod has scheduling gates, an update may also change nodeSelector and node affinity. A negative terminationGracePeriodSeconds may be set to 1.',
  mirrors: ['ValidatePodUpdate'],
  appliesTo: podUpdates,
  messages: {
    changed: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. {{reason}}',
      fix: '{{recreate}}',
    },
    reordered: {
      text: '{{subject}} cannot be reordered after the Pod is created.',
      fix: 'Keep the existing order: {{order}}.',
    },
    gracePeriod: {
      text: '{{subject}} cannot be {{change}} after the Pod is created.',
      fix: '{{recreate}} To delete the Pod with another grace period, use kubectl delete pod {{name}} --grace-period={{to}}.',
    },
    ephemeralAdded: {
      text: '{{container}} cannot be added by an update of the Pod.',
      fix: '{{debug}}',
    },
    ephemeralRemoved: {
      text: '{{container}} cannot be removed, even if the container has terminated.',
      fix: 'Put the entry for {{entry}} back into spec.ephemeralContainers{{orRecreate}}',
    },
    ephemeralChanged: { text: '{{subject}} cannot be {{change}} after the container is added.', fix: debugAgain },
    hostPorts: {
      text: 'hostNetwork cannot be {{change}} after the Pod is created. Setting hostNetwork also made the API server set hostPort {{ports}}.',
      fix: '{{recreate}}',
    },
    hostPortsRemoved: {
      text: 'hostNetwork cannot be {{change}} after the Pod is created. The change would also remove hostPort {{ports}}, which the API server set because of hostNetwork.',
      fix: '{{recreate}}',
    },
    resize: { text: '{{subject}} cannot be {{change}} by an update of the Pod.', fix: '{{resize}}' },
    requests: {
      text: '{{subject}} cannot be {{change}} by an update of the Pod. {{why}}',
      fix: '{{resize}}',
    },
    qos: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. A resize would change the QoS class from {{oldClass}} to {{newClass}}, which is not allowed.',
      fix: '{{recreate}}',
    },
    pullPolicy: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. If the manifest omits imagePullPolicy, the API server derives it from the image tag.',
      fix: 'Set imagePullPolicy to {{policy}}.',
    },
    plain: {
      text: 'this manifest would remove fields that the cluster added to the Pod ({{fields}}).',
      fix: '{{applyOrRecreate}}',
    },
  },
  *check(change) {
    const { before, after, facts } = change;
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    if (oldSpec === newSpec) return;
    const specs = withPermitted(oldSpec, newSpec, isResizedByUpdate(facts));
    const all = [...differences(...specs, specPath, ofPodSpec, undoneChanges(oldSpec, after, newSpec, facts))];
    if (all.length === 0) return;
    const plain = isPlainManifest(oldSpec, newSpec);
    if (plain) {
      const probes = all.some(isFilledProbe) ? ['the readiness probe that Podward added'] : [];
      const fields = listText([...lackedFields(oldSpec, newSpec), ...probes]);
      yield forbidden(specPath, 'plain', { shown: { fields } });
    }
    const meant = plain ? all.filter((difference) => !isFilled(difference, newSpec)) : all;
    for (const cause of causesOf(meant, change, specPath)) yield report(cause, change);
  },
});

/** Computed once for all differences of a change, and only for a change of cpu or memory. */
const resizingOfChange = oncePer(resizingOf);

/** The old and the new spec, with the fields that may change, or that other rules judge, made equal. Every remaining difference is a finding. */
function withPermitted(before: JsonObject, after: JsonObject, isResized: boolean): [JsonObject, JsonObject] {
  const old = {
    ...before,
    // Other rules judge these.
    activeDeadlineSeconds: field(after, 'activeDeadlineSeconds'),
    schedulingGates: field(after, 'schedulingGates'),
    tolerations: field(after, 'tolerations'),
    containers: containersWithPermitted(listAt(before, 'containers'), field(after, 'containers'), isResized),
    initContainers: containersWithPermitted(listAt(before, 'initContainers'), field(after, 'initContainers'), false),
  } as JsonObject;
  return listAt(before, 'schedulingGates').length > 0 ? withNodeSelection(old, after) : [old, after];
}

/** For each new container, the old one with the name and the image of the new one. `containers-fixed` reports containers without an old one. */
function containersWithPermitted(
  before: readonly Json[],
  after: Json | undefined,
  isResized: boolean,
): Json | undefined {
  if (!isList(after)) return after;
  const { oldOf, renamed } = pairContainers(before, after);
  return after.map((container, j) => {
    const old = oldOf[j];
    if (old === container || !isObject(old) || !isObject(container)) return container;
    const kept = renamed.has(j) ? withoutTokenMounts(old, container) : old;
    const taken = { ...kept, name: field(container, 'name'), image: field(container, 'image') };
    return isResized ? { ...taken, resources: resizedResources(old, container) } : taken;
  });
}

/** The old resources with the new cpu and memory. A list that was empty may get any resource. */
function resizedResources(before: JsonObject, after: JsonObject): Json {
  const lists = amountLists.map((list) => {
    const [old, sent] = [before, after].map((container) => Object.entries(objectAt(container, 'resources', list)));
    const kept = old!.filter(([name]) => !isCpuOrMemory(name));
    return [list, Object.fromEntries([...kept, ...sent!.filter(([name]) => old!.length === 0 || isCpuOrMemory(name))])];
  });
  return { ...objectAt(before, 'resources'), ...Object.fromEntries(lists) } as JsonObject;
}

/** `kubectl apply` treats a renamed container as a new one, so the new one lacks the mounts that the cluster added to the old one. */
function withoutTokenMounts(old: JsonObject, container: JsonObject): JsonObject {
  if (listAt(container, 'volumeMounts').some(isTokenMount)) return old;
  return { ...old, volumeMounts: listAt(old, 'volumeMounts').filter((mount) => !isTokenMount(mount)) };
}

/**
 * `gated-scheduling-tightened` judges the nodeSelector and the nodeAffinity while the Pod has scheduling gates. If nodeAffinity stays the same, an empty affinity
 * differs from an absent one, as in any other Pod.
 */
function withNodeSelection(stored: JsonObject, after: JsonObject): [JsonObject, JsonObject] {
  const before = { ...stored, nodeSelector: field(after, 'nodeSelector') };
  const [old, sent] = [objectAt(before, 'affinity'), objectAt(after, 'affinity')];
  const nodeAffinity = field(sent, 'nodeAffinity');
  if (same(field(old, 'nodeAffinity'), nodeAffinity, shapeOf('Affinity', 'nodeAffinity'))) return [before, after];
  return [
    { ...before, affinity: { ...old, nodeAffinity } },
    { ...after, affinity: sent },
  ];
}

/** Whether the cluster added the removed field, so that a plain manifest lacks it. */
function isFilled(difference: Difference, newSpec: JsonObject): boolean {
  const { path, kind, from } = difference;
  if (kind !== 'removed') return false;
  const [, name, ...deeper] = path.segments();
  if (deeper.length === 0) return isFilledField(String(name));
  if (name === 'imagePullSecrets' || name === 'ephemeralContainers') return listAt(newSpec, name).length === 0;
  return isTokenVolume(from) || isTokenMount(from) || isFilledProbe(difference);
}

/** A readiness probe that is missing from a manifest is most likely the one that Podward added by default. */
const isFilledProbe = ({ path, kind }: Difference): boolean => kind === 'removed' && path.last === 'readinessProbe';

/** The first case that applies. A reordered list or an imagePullPolicy may be that of an ephemeral container, so the order of these cases counts. */
function report(cause: Cause, change: Update) {
  const { difference, effects, isOfImage } = cause;
  const { path, kind, from = null, to = null } = difference;
  const values = { from, to };
  const [, name, ...below] = path.segments();

  if (kind === 'reordered')
    return forbidden(path, 'reordered', { ...values, shown: { order: existingOrder(difference) } });
  if (name === 'ephemeralContainers' && below.length > 0) return ephemeralFinding(difference, below.length === 1);
  if (name === 'terminationGracePeriodSeconds' && typeof to === 'number') return forbidden(path, 'gracePeriod', values);
  if (name === 'hostNetwork' && effects.length > 0) return hostNetworkFinding(cause);
  if (isOfImage) return forbidden(path, 'pullPolicy', { ...values, shown: { policy: stringAt(from) ?? '' } });
  if (isResizable(difference)) return resizeFinding(cause, change);
  return forbidden(path, 'changed', { ...values, shown: { reason: reasonFor(path) } });
}

function ephemeralFinding({ path, kind, from = null, to = null }: Difference, isWholeContainer: boolean) {
  const values = { from, to };
  if (!isWholeContainer) return forbidden(path, 'ephemeralChanged', values);
  if (kind === 'added') return forbidden(path, 'ephemeralAdded', values);
  const entry = quoted(stringAt(from, 'name') ?? '');
  return forbidden(path, 'ephemeralRemoved', { ...values, shown: { entry } });
}

function hostNetworkFinding({ difference: { path, from = null, to = null }, effects }: Cause) {
  const ports = effects.map((port) => JSON.stringify(port.to ?? port.from));
  const shown = { ports: listText(ports, 'and') };
  return forbidden(path, to === true ? 'hostPorts' : 'hostPortsRemoved', { from, to, shown });
}

/** Says whether a resize could make this change of cpu or memory, and why not if it could not. */
function resizeFinding({ difference, effects }: Cause, change: Update) {
  const { path, from = null, to = null } = difference;
  const values = { from, to };
  const resizing = resizingOfChange(change);
  if (resizing.qos !== undefined) return forbidden(path, 'qos', { ...values, shown: resizing.qos });
  const reason = resizing.obstacle(difference);
  if (reason !== undefined) return forbidden(path, 'changed', { ...values, shown: { reason } });
  if (effects.length === 0) return forbidden(path, 'resize', values);
  const resource = String(path.last);
  // Of a Pod with an owner there are two ways to name, and no more than three sentences.
  const why = topOwnerOf(change.before)
    ? ''
    : `If the manifest omits the ${resource} request, the API server changes the request together with the limit.`;
  return forbidden(path, 'requests', { ...values, shown: { why } });
}

/** The reason, if it is not obvious. */
function reasonFor(path: FieldPath): string {
  const [, name, below] = path.segments();
  if (name === 'nodeName') return 'A Pod is assigned to a node only once, by its scheduler.';
  if (name === 'nodeSelector' || below === 'nodeAffinity')
    return 'Node selection can be narrowed only while the Pod has scheduling gates.';
  if (isAmount(path)) return 'A resize may change only cpu and memory.';
  return '';
}

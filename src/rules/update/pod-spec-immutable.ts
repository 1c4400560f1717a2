import { shapeOf } from '../../kubernetes/schema/shape.ts';
import {
  isFilledField,
  isPlainManifest,
  isTokenMount,
  isTokenVolume,
  lackedFields,
} from '../../kubernetes/apiserver/cluster-filled.ts';
import { differences, same, type Difference } from '../../kubernetes/schema/difference.ts';
import { field, isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { causesOf, type Cause } from '../../change/effects.ts';
import { pairContainers } from '../../change/container-pairs.ts';
import { controllerOf } from '../../kubernetes/pod/owner.ts';
import { forbidden } from '../finding.ts';
import { existingOrder } from '../parts/differences.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { additionsInVain } from '../../kubernetes/apiserver/dropped-fields.ts';
import { isAmount, isResizable, resizingOf, type Resizing } from './resize.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { firstOf, quoted } from '../../text/quoted.ts';

const debugAgain = 'Add another ephemeral container with a new name: kubectl debug -it {{name}} --image=busybox.';

export const podSpecImmutable = defineUpdateRule({
  id: 'pod-spec-immutable',
  title: 'Most fields of a Pod spec are immutable',
  why: 'A node sets up a Pod from the spec that the Pod was created with. Fields that may change have rules of their own, and every other field must stay as it is, including fields of later Kubernetes versions.',
  mirrors: 'ValidatePodUpdate',
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
      text: '{{container}} cannot be added by an update of the Pod. Ephemeral containers are added through the ephemeralcontainers subresource.',
      fix: '{{debug}}',
    },
    ephemeralRemoved: {
      text: '{{container}} cannot be removed, even if the container has terminated.',
      fix: 'Put the entry for {{entry}} back into spec.ephemeralContainers{{orRecreate}}',
    },
    ephemeralChanged: { text: '{{subject}} cannot be {{change}}.', fix: debugAgain },
    hostPorts: {
      text: 'hostNetwork cannot be {{change}} after the Pod is created. With hostNetwork, the API server also sets hostPort {{ports}}.',
      fix: '{{recreate}}',
    },
    hostPortsRemoved: {
      text: 'hostNetwork cannot be {{change}} after the Pod is created. Without hostNetwork, hostPort {{ports}} would be removed too.',
      fix: '{{recreate}}',
    },
    resize: { text: '{{subject}} cannot be {{change}} by an update of the Pod.', fix: '{{resize}}' },
    requests: {
      text: '{{subject}} cannot be {{change}} by an update of the Pod. {{why}}',
      fix: '{{resize}}',
    },
    requestsFixed: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. If the manifest omits the {{resource}} request, the API server changes the request together with the limit.',
      fix: '{{recreate}}',
    },
    qos: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. A resize would change the QoS class from {{oldClass}} to {{newClass}}, which is not allowed.',
      fix: '{{recreate}}',
    },
    pullPolicy: {
      text: '{{subject}} cannot be {{change}} after the Pod is created. If the manifest omits imagePullPolicy, the API server derives it from the image tag.',
      fix: 'Set imagePullPolicy: {{policy}}.',
    },
    plain: {
      text: 'this manifest would remove fields that the cluster added to the Pod ({{fields}}).',
      fix: '{{applyOrRecreate}}',
    },
  },
  *check(change) {
    const { before, after, minor } = change;
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    if (oldSpec === newSpec) return;
    const isInVain = additionsInVain(after, newSpec, versionFacts(minor));
    const all = [...differences(...withPermitted(oldSpec, newSpec), specPath, shapeOf('PodSpec'))].filter(
      ({ path, kind, to }) => !(kind === 'added' && isInVain(path, to)),
    );
    const plain = isPlainManifest(oldSpec, newSpec);
    if (plain) {
      const probes = all.some(isFilledProbe) ? ['the readiness probe that Podward added'] : [];
      const fields = firstOf([...lackedFields(oldSpec, newSpec), ...probes]);
      yield forbidden(specPath, 'plain', { shown: { fields } });
    }
    const found = plain ? all.filter((difference) => !isFilled(difference, newSpec)) : all;
    const resizing = found.some(isResizable) ? resizingOf(change) : undefined;
    const hasOwner = controllerOf(before) !== undefined;
    for (const cause of causesOf(found, change, specPath)) yield report(cause, resizing, hasOwner);
  },
});

/** Fields of the spec that other rules judge. The second list applies only while the Pod has scheduling gates. */
const judgedElsewhere = ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'];
const whileGated = ['nodeSelector'];

/** The old and the new spec, with the fields that may change, or that other rules judge, made equal. Every remaining difference is a finding. */
function withPermitted(before: JsonObject, after: JsonObject): [JsonObject, JsonObject] {
  const isGated = listAt(before, 'schedulingGates').length > 0;
  const taken = [...judgedElsewhere, ...(isGated ? whileGated : [])].map((name) => [name, field(after, name)]);
  const containers = ['containers', 'initContainers'].map((name) => [
    name,
    containersWithPermitted(field(before, name), field(after, name)),
  ]);
  const old = { ...before, ...Object.fromEntries([...taken, ...containers]) } as JsonObject;
  return isGated ? withNodeAffinity(old, after) : [old, after];
}

/** For each new container, the old one with the name and the image of the new one. `containers-fixed` reports containers without an old one. */
function containersWithPermitted(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (!isList(after)) return after;
  const { oldOf, renamed } = pairContainers(isList(before) ? before : [], after);
  return after.map((container, j) => {
    const old = oldOf.get(j);
    if (old === container || !isObject(old) || !isObject(container)) return container;
    const kept = renamed.has(j) ? withoutTokenMounts(old, container) : old;
    return { ...kept, name: field(container, 'name'), image: field(container, 'image') };
  });
}

/** `kubectl apply` treats a renamed container as a new one, so the new one lacks the mounts that the cluster added to the old one. */
function withoutTokenMounts(old: JsonObject, container: JsonObject): JsonObject {
  if (listAt(container, 'volumeMounts').some(isTokenMount)) return old;
  return { ...old, volumeMounts: listAt(old, 'volumeMounts').filter((mount) => !isTokenMount(mount)) };
}

/**
 * `gated-scheduling-tightened` judges the nodeAffinity of a gated Pod. If nodeAffinity stays the same, an empty affinity differs from an
 * absent one, as in any other Pod.
 */
function withNodeAffinity(before: JsonObject, after: JsonObject): [JsonObject, JsonObject] {
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

function report({ difference, effects, isOfImage }: Cause, resizing: Resizing | undefined, hasOwner: boolean) {
  const { path, kind, from = null, to = null } = difference;
  const change = { from, to };
  const [, name, ...below] = path.segments();

  if (kind === 'reordered')
    return forbidden(path, 'reordered', { ...change, shown: { order: existingOrder(difference) } });
  if (name === 'ephemeralContainers' && below.length > 0) {
    if (below.length > 1) return forbidden(path, 'ephemeralChanged', change);
    if (kind === 'added') return forbidden(path, 'ephemeralAdded', change);
    const entry = quoted(stringAt(from, 'name') ?? '');
    return forbidden(path, 'ephemeralRemoved', { ...change, shown: { entry } });
  }
  if (name === 'terminationGracePeriodSeconds' && kind === 'changed') return forbidden(path, 'gracePeriod', change);
  if (name === 'hostNetwork' && effects.length > 0) {
    const ports = firstOf(effects.map((port) => JSON.stringify(port.to ?? port.from)), 'and'); // prettier-ignore
    return forbidden(path, to === true ? 'hostPorts' : 'hostPortsRemoved', { ...change, shown: { ports } });
  }
  if (isOfImage) {
    return forbidden(path, 'pullPolicy', { ...change, shown: { policy: stringAt({ from }, 'from') ?? '' } });
  }
  if (resizing !== undefined && isResizable(difference)) {
    if (resizing.qos !== undefined) return forbidden(path, 'qos', { ...change, shown: resizing.qos });
    const works = resizing.works(difference);
    if (effects.length > 0) {
      const resource = String(path.last);
      if (!works) return forbidden(path, 'requestsFixed', { ...change, shown: { resource } });
      // Of a Pod with an owner there are two ways to name, and no more than three sentences.
      const why = hasOwner
        ? ''
        : `If the manifest omits the ${resource} request, the API server changes the request together with the limit.`;
      return forbidden(path, 'requests', { ...change, shown: { why } });
    }
    if (works) return forbidden(path, 'resize', change);
  }
  return forbidden(path, 'changed', { ...change, shown: { reason: reasonFor(path) } });
}

/** The reason, if it is not obvious. */
function reasonFor(path: FieldPath): string {
  const [, name, below] = path.segments();
  if (name === 'nodeName') return 'A Pod is assigned to a node only once, by its scheduler.';
  if (name === 'nodeSelector' || (name === 'affinity' && below === 'nodeAffinity'))
    return 'Node selection can be narrowed only while the Pod has scheduling gates.';
  if (isAmount(path) && path.last !== 'cpu' && path.last !== 'memory')
    return 'A resize may change only cpu and memory.';
  return '';
}

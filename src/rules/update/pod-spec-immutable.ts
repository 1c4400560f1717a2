import {
  isFilledField,
  isPlainManifest,
  isTokenMount,
  isTokenVolume,
  lackedFields,
} from '../../kubernetes/apiserver/cluster-filled.ts';
import { differences, same, type Difference } from '../../kubernetes/schema/difference.ts';
import { below, shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { defaultPullPolicy } from '../../kubernetes/apiserver/default-image.ts';
import { specPath, valueAt, type FieldPath } from '../../json/path.ts';
import { sameQuantity } from '../../kubernetes/quantity.ts';
import { applyOrRecreate, forbidden, recreate, say, type Finding, type Fix } from '../finding.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { additionsInVain } from '../../kubernetes/apiserver/dropped-fields.ts';
import { namesakesIn } from '../../change/namesakes.ts';
import { resizingOf, type Resizing } from './resize.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { cut, firstOf } from '../../text/quoted.ts';

/** Fields of the spec that other rules judge. */
const judgedElsewhere = new Set(['activeDeadlineSeconds', 'schedulingGates', 'tolerations']);

/** Why a field cannot change, by the innermost name on its path that is listed here. */
const reasons: ReadonlyMap<string | number, string> = new Map([
  ['env', 'a container gets its environment when it starts'],
  ['envFrom', 'a container gets its environment when it starts'],
  ['command', 'a container gets its command line when it starts'],
  ['args', 'a container gets its command line when it starts'],
  ['ports', 'ports are fixed when the Pod is created'],
  ['volumeMounts', 'volumes are mounted when a container starts'],
  ['volumes', 'volumes are set up before the Pod starts'],
  ['securityContext', 'privileges are fixed when a container starts'],
  ['livenessProbe', 'the kubelet reads probes when a container starts'],
  ['readinessProbe', 'the kubelet reads probes when a container starts'],
  ['startupProbe', 'the kubelet reads probes when a container starts'],
  ['nodeName', 'only the scheduler binds a Pod to a node'],
  ['serviceAccountName', 'the identity of a Pod is fixed when it is created'],
  ['ephemeralContainers', 'ephemeral containers are added through their own subresource'],
  ['limits', 'resources are set up when a container starts'],
  ['requests', 'resources decide where a Pod is scheduled'],
  ['imagePullPolicy', 'only the image changes in place'],
]);
const otherwise = 'only images change in a running Pod';

export const podSpecImmutable = defineUpdateRule({
  id: 'pod-spec-immutable',
  title: 'Nothing else in the spec of a Pod changes',
  why: 'A Pod is replaced, not edited: what runs on the node was set up from the spec as it was. Any field that no other rule permits to change is kept, those of later Kubernetes versions included.',
  mirrors: 'ValidatePodUpdate',
  appliesTo: podUpdates,
  messages: {
    changed: { text: '{{subject}} cannot change: {{reason}}.' },
    added: { text: '{{subject}} cannot be added: {{reason}}.' },
    removed: { text: '{{subject}} cannot be removed: {{reason}}.' },
    reordered: { text: 'the order of {{subject}} cannot change: {{reason}}.' },
    hostPorts: { text: '{{subject}} cannot change, and it makes the host ports {{ports}} follow: {{reason}}.' },
    resize: { text: '{{subject}} changes only through the resize subresource.' },
    pullPolicy: 'left out, it follows the new tag of the image, and it cannot change',
    qos: { text: '{{subject}} cannot change in place: the QoS class of the Pod would change from {{from}} to {{to}}.' },
    requests: { text: '{{subject}} cannot change here, and the request that was left out follows it.' },
    plain: 'the manifest lacks what the cluster filled in ({{fields}}), which cannot be taken away',
  },
  *check(change) {
    const { before, after, minor } = change;
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    if (oldSpec === newSpec) return;
    const plain = isPlainManifest(oldSpec, newSpec);
    const isInVain = additionsInVain(after, newSpec, versionFacts(minor));
    const all = [...specDifferences(oldSpec, newSpec)].filter(
      ({ path, kind, to }) => !(kind === 'added' && isInVain(path, to)),
    );
    const found = all.filter((difference) => !(plain && isFilled(difference, newSpec)));
    if (plain) {
      const probes = all.some((difference) => isFilledProbe(difference)) ? ['readiness probe'] : [];
      const fields = [...lackedFields(oldSpec, newSpec), ...probes].join(', ');
      yield forbidden(specPath, 'plain', { data: { fields }, fix: applyOrRecreate(change) });
    }
    const following = followingOf(found, oldSpec, newSpec);
    const namesake = namesakesIn(oldSpec);
    const resizing = found.some(isResizable) ? resizingOf(change) : undefined;
    for (const difference of found) {
      if (!following.all.has(difference)) yield report(difference, { following, namesake, oldSpec, newSpec, resizing });
    }
  },
});

/** The differences that no other rule judges. */
function* specDifferences(oldSpec: JsonObject, newSpec: JsonObject): Generator<Difference> {
  const gated = listAt(oldSpec, 'schedulingGates').length > 0;
  for (const name of new Set([...Object.keys(newSpec), ...Object.keys(oldSpec)])) {
    if (judgedElsewhere.has(name) || (gated && name === 'nodeSelector')) continue;
    const from = field(oldSpec, name);
    const to = field(newSpec, name);
    if (name === 'containers' || name === 'initContainers') yield* containerDifferences(from, to, specPath.child(name));
    else if (gated && name === 'affinity') yield* affinityDifferences(from, to);
    else yield* differences(from, to, specPath.child(name), shapeOf('PodSpec', name));
  }
}

/** Containers are paired by name; one that was renamed, by its place. What `containers-fixed` judges is passed over. */
function* containerDifferences(from: Json | undefined, to: Json | undefined, path: FieldPath): Generator<Difference> {
  const before = listAt({ from: from ?? null }, 'from');
  const after = listAt({ to: to ?? null }, 'to');
  const names = new Map(before.map((container, i) => [stringAt(container, 'name'), i]));
  const paired = new Set<number>();
  for (const [j, container] of after.entries()) {
    const namesake = names.get(stringAt(container, 'name'));
    // A name that is there twice is another rule's; to compare an old container again for each would be no end of work.
    if (namesake !== undefined && paired.has(namesake)) continue;
    if (namesake !== undefined) paired.add(namesake);
    const i = namesake ?? (before.length === after.length ? j : undefined);
    if (i === undefined) continue;
    const at = path.index(j);
    for (const difference of differences(before[i], container, at, shapeOf('Container'))) {
      const { parent, last } = difference.path;
      if (parent === at && (last === 'image' || last === 'name')) continue;
      yield difference;
    }
  }
}

/**
 * Of the affinity of a gated Pod `gated-scheduling-tightened` judges nodeAffinity. Where that stays as it is, an empty affinity is not
 * the same as none, as everywhere.
 */
function* affinityDifferences(from: Json | undefined, to: Json | undefined): Generator<Difference> {
  const shape = shapeOf('PodSpec', 'affinity');
  if (same(field(from, 'nodeAffinity'), field(to, 'nodeAffinity'), below(shape, 'nodeAffinity'))) {
    yield* differences(from, to, specPath.child('affinity'), shape);
    return;
  }
  for (const name of new Set([...Object.keys(objectOf(from)), ...Object.keys(objectOf(to))])) {
    if (name !== 'nodeAffinity')
      yield* differences(field(from, name), field(to, name), specPath.child('affinity', name), below(shape, name));
  }
}

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Whether this is part of what a plain manifest lacks. */
function isFilled(difference: Difference, newSpec: JsonObject): boolean {
  const { path, kind, from } = difference;
  if (kind !== 'removed') return false;
  const [, name, ...deeper] = path.segments();
  if (deeper.length === 0) return isFilledField(String(name));
  if (name === 'imagePullSecrets') return listAt(newSpec, 'imagePullSecrets').length === 0;
  return isTokenVolume(from) || isTokenMount(from) || isFilledProbe(difference);
}

/** A readiness probe that a manifest lacks is most likely the one that Podward's default filled in. */
const isFilledProbe = ({ path, kind }: Difference): boolean => kind === 'removed' && path.last === 'readinessProbe';

/** The differences that another one brings about, so that they are named there. */
interface Following {
  readonly all: ReadonlySet<Difference>;
  readonly hostPorts: readonly Difference[];
  /** The names of requests that follow their limits, by the path of the resources that hold both. */
  readonly requests: ReadonlyMap<FieldPath, ReadonlySet<string | number>>;
}

function followingOf(found: readonly Difference[], oldSpec: JsonObject, newSpec: JsonObject): Following {
  const changed = new Set(found.filter(({ path }) => path.parent === specPath).map(({ path }) => path.last));
  const limits = namesBelow('limits', found);
  const follows = (difference: Difference): boolean => {
    const { path } = difference;
    if (path.last === 'hostPort') return changed.has('hostNetwork') && isFilledHostPort(difference, oldSpec, newSpec);
    if (path.last === 'serviceAccount') return changed.has('serviceAccountName');
    return (
      path.parent.last === 'requests' &&
      limits.get(path.parent.parent)?.has(path.last) === true &&
      sameQuantity(difference.to, limitOf(newSpec, path)) &&
      wasLimit(oldSpec, path)
    );
  };
  const all = found.filter(follows);
  const hostPorts = all.filter(({ path }) => path.last === 'hostPort');
  return { all: new Set(all), hostPorts, requests: namesBelow('requests', all) };
}

/** The last names of the differences in fields of this name, by the path of the object that holds the field. */
function namesBelow(name: string, found: readonly Difference[]): Map<FieldPath, Set<string | number>> {
  const names = new Map<FieldPath, Set<string | number>>();
  for (const { path } of found) {
    if (path.parent.last !== name) continue;
    const holder = path.parent.parent;
    const others = names.get(holder);
    if (others === undefined) names.set(holder, new Set([path.last]));
    else others.add(path.last);
  }
  return names;
}

const isHostNetwork = ({ path }: Difference): boolean => path.parent === specPath && path.last === 'hostNetwork';

/** hostNetwork makes the server set each hostPort that is left out to its containerPort (SetDefaults_Pod). */
const isFilledHostPort = ({ path, kind, from, to }: Difference, oldSpec: JsonObject, newSpec: JsonObject): boolean => {
  const port = valueAt({ spec: newSpec }, path.parent);
  if (field(oldSpec, 'hostNetwork') === true) return kind === 'removed' && from === field(port, 'containerPort');
  return kind === 'added' && to === field(port, 'containerPort');
};

const limitOf = (spec: JsonObject, request: FieldPath): Json | undefined =>
  valueAt({ spec }, request.parent.parent.child('limits', String(request.last)));

/** Whether the old request was equal to its limit, or absent like it: then it may have been filled in. */
const wasLimit = (oldSpec: JsonObject, request: FieldPath): boolean => {
  const from = valueAt({ spec: oldSpec }, request) ?? null;
  return from === null || sameQuantity(from, limitOf(oldSpec, request));
};

interface Context {
  readonly following: Following;
  /** Finds the old container of the same name. */
  readonly namesake: (list: string, container: Json | undefined) => Json | undefined;
  readonly oldSpec: JsonObject;
  readonly newSpec: JsonObject;
  readonly resizing: Resizing | undefined;
}

function report(difference: Difference, { following, namesake, newSpec, resizing }: Context) {
  const { path, kind } = difference;
  const from = difference.from ?? null;
  const to = difference.to ?? null;
  const data = {
    reason: reasonFor(path),
  };
  const fix = fixFor(difference, resizing);
  const change = { data, from, to, fix };

  if (isPullPolicyOfNewTag(difference, namesake, newSpec)) {
    return forbidden(path, 'pullPolicy', {
      from,
      to,
      fix: say(`write imagePullPolicy: ${typeof from === 'string' ? cut(from) : 'as it was'}`),
    });
  }
  if (isHostNetwork(difference) && following.hostPorts.length > 0) {
    const ports = firstOf(following.hostPorts.map((port) => JSON.stringify(port.to ?? port.from)));
    return forbidden(path, 'hostPorts', { ...change, data: { ...data, ports } });
  }
  if (resizing?.qos !== undefined && isResizable(difference)) {
    return forbidden(path, 'qos', { ...change, data: { ...data, ...resizing.qos } });
  }
  if (path.parent.last === 'limits' && following.requests.get(path.parent.parent)?.has(path.last) === true) {
    return forbidden(path, 'requests', change);
  }
  return forbidden(path, fix.kind === 'resize' ? 'resize' : kind, change) satisfies Finding;
}

function reasonFor(path: FieldPath): string {
  for (let at = path; at.depth > 0; at = at.parent) {
    const reason = reasons.get(at.last);
    if (reason !== undefined) return reason;
  }
  return otherwise;
}

/** An amount of cpu or memory. */
const isResizable = ({ path }: Difference): boolean =>
  (path.parent.last === 'limits' || path.parent.last === 'requests') && (path.last === 'cpu' || path.last === 'memory');

function fixFor(difference: Difference, resizing: Resizing | undefined): Fix {
  const { path } = difference;
  if (isResizable(difference) && resizing?.works(difference) === true) return { kind: 'resize' };
  if (path.segments()[1] === 'ephemeralContainers') return { kind: 'debug' };
  return recreate;
}

/** A tag of `latest`, or none, turns an omitted imagePullPolicy into Always, any other tag into IfNotPresent (SetDefaults_Container). */
function isPullPolicyOfNewTag({ path }: Difference, namesake: Context['namesake'], newSpec: JsonObject): boolean {
  if (path.last !== 'imagePullPolicy') return false;
  const container = valueAt({ spec: newSpec }, path.parent);
  const old = namesake(String(path.parent.parent.last), container);
  const image = stringAt(container, 'image') ?? '';
  return stringAt(old, 'image') !== image && field(container, 'imagePullPolicy') === defaultPullPolicy(image);
}

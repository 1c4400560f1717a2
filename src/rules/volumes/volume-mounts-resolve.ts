import type { Container } from '../../kubernetes/pod/containers.ts';
import { field, get, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { descendingPathError, isDnsLabel } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { oncePer } from '../../change/once.ts';
import { volumesByName } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, notFound, notSupported, required, say, type FindingOf } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

const messages = {
  missing: 'must not be empty',
  unknown: 'the Pod has no such volume',
  taken: 'something else is mounted there already',
  device: 'the container uses it as a device in volumeDevices',
  subPath: '{{problem}}',
  twoSubPaths: 'subPath is set too',
  propagation: 'is no mountPropagation; there are None, HostToContainer and Bidirectional',
  privileged: 'Bidirectional is for privileged containers',
  recursive: 'is no recursiveReadOnly; there are Disabled, IfPossible and Enabled',
  readOnly: 'needs readOnly: true',
  noPropagation: 'needs mountPropagation None, or none',
} as const;
type Found = Generator<FindingOf<typeof messages>>;

/** kube-apiserver leaves the index out of the paths of subPath, mountPropagation and recursiveReadOnly. */
export const volumeMountsResolve = definePodRule({
  id: 'volume-mounts-resolve',
  title: 'A mount names a volume of the Pod and a path of its own',
  why: 'Without the volume the container could not start; two mounts on one path would hide each other.',
  mirrors: 'ValidateVolumeMounts',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'containers.securityContext', 'containers.volumeDevices', 'containers.volumeMounts', 'workload'],
  messages,
  *check(pod) {
    const { imageVolumes } = versionFacts(pod.change.minor);
    let volumes: ReadonlyMap<string, Json> | undefined;
    for (const container of pod.changedContainers) {
      const mounts = listAt(container.value, 'volumeMounts');
      if (mounts.length > 0) yield* mountFindings(mounts, container, (volumes ??= volumesByName(pod)), imageVolumes);
    }
  },
});

function* mountFindings(
  mounts: readonly Json[],
  { value, path }: Container,
  volumes: ReadonlyMap<string, Json>,
  imageVolumes: boolean,
): Found {
  const devices = devicesOf(value);
  const taken = new Set<string>();
  for (const [i, mount] of mounts.entries()) {
    const name = stringAt(mount, 'name') ?? '';
    // Where volumes cannot be images, these are dropped with their mounts.
    if (!imageVolumes && isSet(get(volumes.get(name), 'image'))) continue;
    const at = path.child('volumeMounts').index(i);
    const mountPath = stringAt(mount, 'mountPath') ?? '';
    if (name === '') yield required(at.child('name'), 'missing', { fix: say('name a volume of the Pod') });
    else if (!volumes.has(name))
      yield notFound(at.child('name'), 'unknown', { to: name, fix: say(knownVolumes(volumes)) });
    if (name !== '' && devices.names.has(name)) {
      yield invalid(at.child('name'), 'device', { to: name, fix: say('use it as one of the two') });
    }
    if (mountPath === '') yield required(at.child('mountPath'), 'missing', { fix: say('say where it is mounted') });
    else if (taken.has(mountPath) || devices.paths.has(mountPath)) {
      yield invalid(at.child('mountPath'), 'taken', { to: mountPath, fix: say('choose another path') });
    }
    taken.add(mountPath);
    yield* subPathFindings(mount, at);
    yield* propagationFindings(mount, at, value);
    yield* recursiveFindings(mount, at);
  }
}

/** Names that are not valid are not repeated. */
const knownVolumes = oncePer((volumes: ReadonlyMap<string, Json>): string => {
  const names = [...volumes.keys()].filter(isDnsLabel).slice(0, maxNamed);
  return names.length === 0
    ? 'add it to the volumes of the Pod'
    : `add it to the volumes, or use ${names.join(' or ')}`;
});
const maxNamed = 3;

interface Devices {
  readonly names: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

/** Where a volume is named twice, its last path counts. */
function devicesOf(container: JsonObject): Devices {
  const devices = listAt(container, 'volumeDevices');
  if (devices.length === 0) return noDevices;
  const paths = new Map(
    devices.map((device) => [stringAt(device, 'name') ?? '', stringAt(device, 'devicePath') ?? '']),
  );
  return { names: new Set(paths.keys()), paths: new Set(paths.values()) };
}
const noDevices: Devices = { names: new Set(), paths: new Set() };

function* subPathFindings(mount: Json, path: FieldPath): Found {
  const subPath = stringAt(mount, 'subPath') ?? '';
  for (const name of ['subPath', 'subPathExpr']) {
    const text = stringAt(mount, name) ?? '';
    if (text === '') continue;
    const problem = descendingPathError(text);
    if (problem !== undefined) {
      yield invalid(path.child(name), 'subPath', {
        data: { problem },
        to: text,
        fix: say('name a path in the volume'),
      });
    }
    if (name === 'subPathExpr' && subPath !== '') {
      yield invalid(path.child(name), 'twoSubPaths', { to: text, fix: say('keep one of them') });
    }
  }
}

const propagations: readonly unknown[] = ['None', 'HostToContainer', 'Bidirectional'];

function* propagationFindings(mount: Json, path: FieldPath, container: JsonObject): Found {
  const propagation = field(mount, 'mountPropagation');
  if (!isSet(propagation)) return;
  const at = path.child('mountPropagation');
  if (!propagations.includes(propagation)) {
    yield notSupported(at, 'propagation', { to: propagation, fix: say('leave it out for None') });
  }
  if (propagation === 'Bidirectional' && get(container, 'securityContext', 'privileged') !== true) {
    yield forbidden(at, 'privileged', { to: propagation, fix: say('use HostToContainer, or leave it out for None') });
  }
}

function* recursiveFindings(mount: Json, path: FieldPath): Found {
  const recursive = field(mount, 'recursiveReadOnly');
  if (!isSet(recursive) || recursive === 'Disabled') return;
  const at = path.child('recursiveReadOnly');
  if (recursive !== 'IfPossible' && recursive !== 'Enabled') {
    yield notSupported(at, 'recursive', { to: recursive, fix: say('leave it out for Disabled') });
    return;
  }
  if (field(mount, 'readOnly') !== true) {
    yield forbidden(at, 'readOnly', { to: recursive, fix: say('mount it read-only, or leave this out') });
  }
  const propagation = field(mount, 'mountPropagation');
  if (isSet(propagation) && propagation !== 'None') {
    yield forbidden(at, 'noPropagation', { to: recursive, fix: say('leave one of them out') });
  }
}

import { namedVolumes, type NamedVolumes } from '../../change/pod-volumes.ts';
import { field, isObject, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { backstepError } from '../../kubernetes/names.ts';
import type { Container } from '../../kubernetes/pod/containers.ts';
import { sourceOf } from '../../kubernetes/pod/volumes.ts';
import { duplicate, invalid, notFound, required, type FindingOf } from '../finding.ts';
import { addedName } from '../parts/added-name.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { volumePlaces } from './volume-places.ts';

const messages = {
  missing: {
    text: 'an entry of volumeDevices must have a name.',
    fix: 'Set name to the name of a volume of the Pod.',
  },
  pathMissing: {
    text: 'an entry of volumeDevices must have a devicePath.',
    fix: 'Set devicePath to the path of the device in the container, such as "/dev/data".',
  },
  unknown: {
    text: 'the Pod has no volume with this name.',
    fix: 'Add a persistentVolumeClaim volume with {{named}} to volumes.',
  },
  source: {
    text: 'must be a persistentVolumeClaim or ephemeral volume, but the source of this volume is {{source}}.',
    fix: 'Move this entry to volumeMounts of {{container}}, with a mountPath.',
  },
  taken: {
    text: 'volumeDevices of {{container}} may list each volume once.',
    fix: 'Remove one of the two entries.',
  },
  pathTaken: {
    text: 'another device of {{container}} already has this path.',
    fix: 'Set devicePath to another path.',
  },
  path: { text: 'devicePath {{problem}}.', fix: 'Use the path of a device in the container, such as "/dev/data".' },
  mounted: {
    text: '{{container}} cannot use the same volume in both volumeDevices and volumeMounts.',
    fix: 'Remove the volume from one of the two lists.',
  },
  pathMounted: {
    text: '{{container}} already has a volume mount at this path.',
    fix: 'Set devicePath to another path.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const volumeDevicesResolve = definePodRule({
  id: 'volume-devices-resolve',
  title: 'Volume devices must name a persistentVolumeClaim or ephemeral volume and have different devicePaths',
  why: 'Only a persistentVolumeClaim or ephemeral volume can be a block device. A container uses a volume either as a block device or as a mount.',
  mirrors: ['ValidateVolumeDevices'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'containers.volumeDevices', 'containers.volumeMounts', 'spec.volumeClaimTemplates'],
  needs: ['containers.volumeDevices'],
  messages,
  *check(pod) {
    let volumes: NamedVolumes | undefined;
    for (const container of pod.changedContainers) {
      if (listAt(container.value, 'volumeDevices').length === 0) continue;
      yield* deviceFindings(container, (volumes ??= namedVolumes(pod, isClaim)));
    }
  },
});

const isClaim = (volume: Json): boolean =>
  isSet(field(volume, 'persistentVolumeClaim')) || isSet(field(volume, 'ephemeral'));

function* deviceFindings({ value, path }: Container, volumes: NamedVolumes): Generator<Found> {
  const mounts = volumePlaces(listAt(value, 'volumeMounts'), path.child('volumeMounts'), 'mountPath');
  const names = new Map<string, FieldPath>();
  const paths = new Map<string, FieldPath>();
  for (const [i, device] of listAt(value, 'volumeDevices').entries()) {
    const at = path.child('volumeDevices').index(i);
    const name = stringAt(device, 'name') ?? '';
    const devicePath = stringAt(device, 'devicePath') ?? '';
    yield* nameFindings(name, at.child('name'), volumes);
    yield* pathFindings(devicePath, at.child('devicePath'), paths.get(devicePath));
    if (name !== '' && names.has(name)) {
      yield duplicate(at.child('name'), 'taken', { to: name, beside: names.get(name) });
    }
    if (name !== '' && mounts.names.has(name)) {
      yield invalid(at.child('name'), 'mounted', { to: name, beside: mounts.names.get(name) });
    }
    if (devicePath !== '' && mounts.paths.has(devicePath)) {
      yield invalid(at.child('devicePath'), 'pathMounted', { to: devicePath, beside: mounts.paths.get(devicePath) });
    }
    if (!names.has(name)) names.set(name, at.child('name'));
    if (!paths.has(devicePath)) paths.set(devicePath, at.child('devicePath'));
  }
}

function* nameFindings(to: string, path: FieldPath, { byName, known, path: beside }: NamedVolumes): Generator<Found> {
  const volume = byName.get(to);
  if (to === '') yield required(path, 'missing');
  else if (volume === undefined) {
    yield notFound(path, 'unknown', to, known(), { shown: { named: addedName(to) }, beside });
  } else if (!isClaim(volume)) {
    // A volume without a source becomes an emptyDir (SetDefaults_Volume).
    const source = (isObject(volume) ? sourceOf(volume) : undefined) ?? 'emptyDir';
    yield invalid(path, 'source', { to, shown: { source } });
  }
}

function* pathFindings(to: string, path: FieldPath, other: FieldPath | undefined): Generator<Found> {
  const problem = backstepError(to);
  if (to === '') yield required(path, 'pathMissing');
  else if (other !== undefined) yield duplicate(path, 'pathTaken', { to, beside: other });
  else if (problem !== undefined) yield invalid(path, 'path', { data: { problem }, to });
}

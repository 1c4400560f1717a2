import type { Container } from '../../kubernetes/pod/containers.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { backstepError } from '../../kubernetes/names.ts';
import { volumesByName } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notFound, required, say, type FindingOf } from '../finding.ts';

const messages = {
  missing: 'must not be empty',
  unknown: 'the Pod has no such volume',
  source: 'only a persistentVolumeClaim or an ephemeral volume can be a device',
  taken: 'another device of the container has it',
  path: '{{problem}}',
  mounted: 'the container has it in volumeMounts too',
} as const;
type Found = FindingOf<typeof messages>;

export const volumeDevicesResolve = definePodRule({
  id: 'volume-devices-resolve',
  title: 'A block device names a claim of the Pod and a path of its own',
  why: 'Only the volume of a claim can be used as a device, and a container has it as a device or as a directory.',
  mirrors: 'ValidateVolumeDevices',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'containers.volumeDevices', 'containers.volumeMounts', 'workload'],
  messages,
  *check(pod) {
    let volumes: ReadonlyMap<string, Json> | undefined;
    for (const container of pod.changedContainers) {
      const devices = listAt(container.value, 'volumeDevices');
      if (devices.length > 0) yield* deviceFindings(devices, container, (volumes ??= volumesByName(pod)));
    }
  },
});

function* deviceFindings(
  devices: readonly Json[],
  { value, path }: Container,
  volumes: ReadonlyMap<string, Json>,
): Generator<Found> {
  // Where a volume is mounted twice, the last mount counts.
  const mounts = new Map(
    listAt(value, 'volumeMounts').map((mount) => [stringAt(mount, 'name') ?? '', stringAt(mount, 'mountPath') ?? '']),
  );
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [i, device] of devices.entries()) {
    const at = path.child('volumeDevices').index(i);
    const name = stringAt(device, 'name') ?? '';
    const devicePath = stringAt(device, 'devicePath') ?? '';
    const source = volumes.get(name);
    if (name === '') yield required(at.child('name'), 'missing', { fix: say('name a volume of the Pod') });
    else if (source === undefined) {
      yield notFound(at.child('name'), 'unknown', { to: name, fix: say('add it to the volumes of the Pod') });
    } else if (!isSet(field(source, 'persistentVolumeClaim')) && !isSet(field(source, 'ephemeral'))) {
      yield invalid(at.child('name'), 'source', { to: name, fix: say('mount it with volumeMounts') });
    }
    if (name !== '' && names.has(name)) {
      yield invalid(at.child('name'), 'taken', { to: name, fix: say('list each volume once') });
    }
    if (name !== '' && mounts.has(name)) {
      yield invalid(at.child('name'), 'mounted', { to: name, fix: say('use it as one of the two') });
    }
    names.add(name);

    const problem = backstepError(devicePath);
    if (devicePath === '') yield required(at.child('devicePath'), 'missing', { fix: say('say where it appears') });
    else if (paths.has(devicePath)) {
      yield invalid(at.child('devicePath'), 'taken', { to: devicePath, fix: say('choose another path') });
    } else if (problem !== undefined) {
      yield invalid(at.child('devicePath'), 'path', {
        data: { problem },
        to: devicePath,
        fix: say('write the path out'),
      });
    }
    if (devicePath !== '' && mountPaths.has(devicePath)) {
      yield invalid(at.child('devicePath'), 'mounted', { to: devicePath, fix: say('choose another path') });
    }
    paths.add(devicePath);
  }
}

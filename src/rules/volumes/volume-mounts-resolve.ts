import { oncePer } from '../../change/once.ts';
import { namedVolumes, type NamedVolumes } from '../../change/pod-volumes.ts';
import { isTokenVolume } from '../../kubernetes/apiserver/cluster-filled.ts';
import { field, get, isOneOf, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { descendingPathError, isDnsLabel } from '../../kubernetes/names.ts';
import type { Container } from '../../kubernetes/pod/containers.ts';
import { isDroppedVolume } from '../../kubernetes/pod/volumes.ts';
import { changedIn, type ServerFacts } from '../../kubernetes/versions.ts';
import { quoted } from '../../text/quoted.ts';
import { duplicate, forbidden, invalid, notFound, notSupported, required, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { volumePlaces } from './volume-places.ts';
import { choiceOf } from './choice.ts';

const messages = {
  missing: {
    text: 'a volume mount must have a name.',
    fix: 'Set name to the name of a volume of the Pod.',
  },
  pathMissing: {
    text: 'a volume mount must have a mountPath.',
    fix: 'Set mountPath to a path in {{container}}, such as "/data".',
  },
  unknown: { text: 'the Pod has no volume with this name.', fix: 'Add {{volume}} to volumes{{orUse}}.' },
  token: {
    text: 'the Pod has no volume with this name.',
    fix: 'Remove this volume mount, which the cluster adds together with its volume when the Pod is created.',
  },
  taken: {
    text: '{{container}} already has a volume mount or device at this path.',
    fix: 'Set mountPath to another path.',
  },
  device: {
    text: '{{container}} cannot use the same volume in both volumeMounts and volumeDevices.',
    fix: 'Remove the volume from one of the two lists.',
  },
  subPath: { text: '{{field}} {{problem}}.', fix: 'Set {{field}} to a path in the volume, such as "logs/web".' },
  imageSubPath: {
    text: `{{field}} is not allowed in a mount of an image volume before Kubernetes ${changedIn('imageVolumeSubPaths')}.`,
    fix: 'Remove {{field}}.',
  },
  twoSubPaths: { text: 'subPathExpr is not allowed when subPath is set.', fix: 'Remove subPath or subPathExpr.' },
  propagation: {},
  privileged: {
    text: 'Bidirectional mount propagation is not allowed unless the container is privileged.',
    fix: 'Use HostToContainer, or remove mountPropagation from {{container}}.',
  },
  option: {},
  optionTwice: { text: 'each option may be listed once.', fix: 'Remove one of the two entries.' },
  imageOptions: {
    text: 'bindMountOptions are not allowed in a mount of an image volume.',
    fix: 'Remove bindMountOptions.',
  },
  recursive: {},
  readOnly: {
    text: 'recursiveReadOnly {{recursive}} is not allowed unless readOnly is true.',
    fix: 'Set readOnly to true, or remove recursiveReadOnly.',
  },
  noPropagation: {
    text: 'recursiveReadOnly {{recursive}} is not allowed when mountPropagation is {{propagation}}.',
    fix: 'Remove mountPropagation or recursiveReadOnly.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver omits the index from the paths of subPath, mountPropagation and recursiveReadOnly. */
export const volumeMountsResolve = definePodRule({
  id: 'volume-mounts-resolve',
  title: 'Volume mounts must name a volume of the Pod and have different mountPaths',
  why: 'A container cannot start without the volumes that it mounts. Of two mounts at the same path, only one would be visible.',
  mirrors: ['ValidateVolumeMounts'],
  appliesTo: podsAndTemplates,
  reads: [
    'volumes',
    'containers.securityContext',
    'containers.volumeDevices',
    'containers.volumeMounts',
    'spec.volumeClaimTemplates',
  ],
  needs: ['containers.volumeMounts'],
  messages,
  *check(pod) {
    let volumes: NamedVolumes | undefined;
    for (const container of pod.changedContainers) {
      if (listAt(container.value, 'volumeMounts').length === 0) continue;
      yield* mountFindings(container, (volumes ??= namedVolumes(pod)), pod.change.facts);
    }
  },
});

function* mountFindings({ value, path }: Container, volumes: NamedVolumes, facts: ServerFacts): Generator<Found> {
  const devices = volumePlaces(listAt(value, 'volumeDevices'), path.child('volumeDevices'), 'devicePath');
  const mounts = path.child('volumeMounts');
  /** The first mount at each path. */
  const taken = new Map<string, number>();
  for (const [i, mount] of listAt(value, 'volumeMounts').entries()) {
    const name = stringAt(mount, 'name') ?? '';
    const volume = volumes.byName.get(name);
    if (isDroppedVolume(volume, facts)) continue;
    const isImage = isSet(get(volume, 'image'));
    const at = mounts.index(i);
    yield* nameFindings(name, at, volumes, devices.names.get(name));
    const to = stringAt(mount, 'mountPath') ?? '';
    const other = taken.get(to);
    const beside = other === undefined ? devices.paths.get(to) : mounts.index(other).child('mountPath');
    if (to === '') yield required(at.child('mountPath'), 'pathMissing');
    else if (beside !== undefined) yield duplicate(at.child('mountPath'), 'taken', { to, beside });
    else taken.set(to, i);
    yield* subPathFindings(mount, at, isImage && !facts.imageVolumeSubPaths);
    const [propagation, recursive] = [field(mount, 'mountPropagation'), field(mount, 'recursiveReadOnly')];
    const options = listAt(mount, 'bindMountOptions');
    if (isSet(propagation)) yield* propagationFindings(propagation, at, value, path);
    if (isSet(recursive) && facts.RecursiveReadOnlyMounts) yield* recursiveFindings(recursive, mount, at);
    if (options.length > 0 && facts.VolumeBindMountOptions) yield* optionFindings(options, at, isImage);
  }
}

/** `device` is the place where the container uses the same volume as a device. */
function* nameFindings(
  to: string,
  mountPath: FieldPath,
  volumes: NamedVolumes,
  device: FieldPath | undefined,
): Generator<Found> {
  const { byName, known, path: beside } = volumes;
  if (to === '') {
    yield required(mountPath.child('name'), 'missing');
    return;
  }
  const isKnown = byName.has(to);
  if (isKnown && device === undefined) return;
  const path = mountPath.child('name');
  if (!isKnown && isTokenVolume({ name: to })) yield notFound(path, 'token', to, [], { beside });
  else if (!isKnown) {
    const volume = isDnsLabel(to) ? quoted(to) : 'a volume with a valid name';
    yield notFound(path, 'unknown', to, known(), { shown: { volume, orUse: () => orUse(volumes) }, beside });
  }
  if (device !== undefined) yield invalid(path, 'device', { to, beside: device });
}

const orUse = oncePer(({ known }: NamedVolumes): string =>
  known().length === 0 ? '' : `, or use ${choiceOf(known())}`,
);

function* subPathFindings(mount: Json, path: FieldPath, isForbidden: boolean): Generator<Found> {
  const subPath = stringAt(mount, 'subPath') ?? '';
  for (const name of ['subPath', 'subPathExpr']) {
    const to = stringAt(mount, name) ?? '';
    if (to === '') continue;
    if (isForbidden) yield forbidden(path.child(name), 'imageSubPath', { to });
    const problem = descendingPathError(to);
    if (problem !== undefined) yield invalid(path.child(name), 'subPath', { data: { problem }, to });
    if (name === 'subPathExpr' && subPath !== '') {
      yield forbidden(path.child(name), 'twoSubPaths', { to, beside: path.child('subPath') });
    }
  }
}

const propagations: readonly string[] = ['None', 'HostToContainer', 'Bidirectional'];

function* propagationFindings(
  to: Json,
  path: FieldPath,
  container: JsonObject,
  containerPath: FieldPath,
): Generator<Found> {
  const at = path.child('mountPropagation');
  if (!isOneOf(to, propagations)) yield notSupported(at, 'propagation', to, propagations);
  const privileged = get(container, 'securityContext', 'privileged');
  if (to === 'Bidirectional' && privileged !== true) {
    const beside = isSet(privileged) ? containerPath.child('securityContext', 'privileged') : undefined;
    yield forbidden(at, 'privileged', { to, beside });
  }
}

const mountOptions: readonly string[] = ['nodev', 'noexec', 'nosuid'];

function* optionFindings(options: readonly Json[], mountPath: FieldPath, isImage: boolean): Generator<Found> {
  const path = mountPath.child('bindMountOptions');
  if (isImage) yield invalid(path, 'imageOptions', { to: options });
  const places = new Map<Json, FieldPath>();
  for (const [i, to] of options.entries()) {
    const at = path.index(i);
    const beside = places.get(to);
    if (!isOneOf(to, mountOptions)) yield notSupported(at, 'option', to, mountOptions);
    if (beside !== undefined) yield duplicate(at, 'optionTwice', { to, beside });
    else places.set(to, at);
  }
}

const recursions: readonly string[] = ['Disabled', 'IfPossible', 'Enabled'];

function* recursiveFindings(to: Json, mount: Json, path: FieldPath): Generator<Found> {
  if (to === 'Disabled') return;
  const at = path.child('recursiveReadOnly');
  if (to !== 'IfPossible' && to !== 'Enabled') {
    yield notSupported(at, 'recursive', to, recursions);
    return;
  }
  const readOnly = field(mount, 'readOnly');
  if (readOnly !== true) {
    const beside = isSet(readOnly) ? path.child('readOnly') : undefined;
    yield forbidden(at, 'readOnly', { to, shown: { recursive: to }, beside });
  }
  const propagation = field(mount, 'mountPropagation');
  if (!isSet(propagation) || propagation === 'None') return;
  yield forbidden(at, 'noPropagation', {
    to,
    // A value that is not a string has a finding of its own.
    shown: { recursive: to, propagation: typeof propagation === 'string' ? propagation : 'not None' },
    beside: path.child('mountPropagation'),
  });
}

import { oncePer } from '../../change/once.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import type { PodView } from '../../change/change.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { filePathError, isDnsLabel } from '../../kubernetes/names.ts';
import { volumeFields } from '../../kubernetes/pod/downward-api.ts';
import { keptSources } from '../../kubernetes/pod/projected-sources.ts';
import type { Volume } from '../../kubernetes/pod/volumes.ts';
import { duplicate, forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { fieldRefFindings, fieldRefMessages, resourceRefFindings, resourceRefMessages } from '../parts/downward-api.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { choiceOf } from './choice.ts';
import { modeFindings, modeMessages } from './file-mode.ts';
import { keepsUsers, keepsUsersOfEntry, userFindings, userMessages } from './file-user.ts';

const messages = {
  ...fieldRefMessages,
  ...resourceRefMessages,
  ...modeMessages,
  ...userMessages,
  container: {
    text: 'containerName is required in a volume, because a volume does not belong to one container.',
    fix: 'Set containerName to {{choice}}.',
  },
  missing: {
    text: 'an item must have a path.',
    fix: 'Set path to the path of the file in the volume, such as "app.conf".',
  },
  keyMissing: {
    text: 'an item must have a key.',
    fix: 'Set key to the key of the {{object}} that becomes the file.',
  },
  path: { text: 'path {{problem}}.', fix: 'Set path to the path of the file in the volume, such as "app.conf".' },
  taken: {
    text: '{{other}} has the same path, and the sources of a projected volume share one directory.',
    fix: 'Set {{field}} to another path.',
  },
  noRef: {
    text: 'an item of a downwardAPI volume must have a fieldRef or a resourceFieldRef.',
    fix: 'Add a reference such as fieldRef: {fieldPath: metadata.labels}.',
  },
  twoRefs: {
    text: 'an item of a downwardAPI volume cannot have both fieldRef and resourceFieldRef.',
    fix: 'Move one of the two to an item of its own.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/**
 * kube-apiserver omits the index of the item from the paths of the downward API, and reports a duplicate path at the volume.
 */
export const volumeFilesValid = definePodRule({
  id: 'volume-files-valid',
  title: 'Files of a volume must have a source, and a path inside the volume',
  why: 'The kubelet writes these files to the directory of the volume. A path must not lead out of that directory, and two sources must not write the same file.',
  mirrors: ['validateKeyToPath', 'validateDownwardAPIVolumeFile', 'validateProjectionSources'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: ['volumes.secret', 'volumes.configMap', 'volumes.downwardAPI', 'volumes.projected'],
  messages,
  *check(pod) {
    for (const volume of podVolumes(pod)) {
      const { source = '', value, path } = volume;
      const check = checks.get(source);
      const usersCount = keepsUsers(value, source, pod.change.facts);
      if (check !== undefined) yield* items(field(value, source), path.child(source), { check, pod, usersCount });
      else if (source === 'projected') yield* projected(volume, pod);
    }
  },
});

type Check = (item: Json, path: FieldPath, pod: PodView) => Generator<Found>;

/** For each source with files, the check of an item in addition to its path and mode. */
const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['secret', (item, path) => keyFindings(item, path, 'Secret')],
  ['configMap', (item, path) => keyFindings(item, path, 'ConfigMap')],
  ['downwardAPI', downwardFindings],
]);

/** The field that first has each path. */
type Taken = Map<string, FieldPath>;

function* projected({ value, path }: Volume, pod: PodView): Generator<Found> {
  const { facts } = pod.change;
  const taken: Taken = new Map();
  for (const [i, entry] of listAt(value, 'projected', 'sources').entries()) {
    const at = path.child('projected', 'sources').index(i);
    for (const [name, check] of checks) {
      const source = field(entry, name);
      if (!isSet(source)) continue;
      const usersCount = keepsUsersOfEntry(entry, name, facts);
      yield* items(source, at.child(name), { check, pod, usersCount, taken });
    }
    for (const [name, fields] of pathsOf) {
      const source = field(entry, name);
      if (!isSet(source) || !keptSources(entry, facts).includes(name)) continue;
      for (const file of fields) yield* pathFindings(source, at.child(name), taken, file);
    }
  }
}

/** The paths of the sources that have no items. */
const pathsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['clusterTrustBundle', ['path']],
  ['podCertificate', ['credentialBundlePath', 'keyPath', 'certificateChainPath']],
]);

interface Items {
  readonly check: Check;
  readonly pod: PodView;
  /** Whether kube-apiserver validates the users of the files. */
  readonly usersCount: boolean;
  /** Only for a projected volume. */
  readonly taken?: Taken;
}

function* items(source: Json | undefined, path: FieldPath, { check, pod, usersCount, taken }: Items): Generator<Found> {
  for (const [i, item] of listAt(source, 'items').entries()) {
    const at = path.child('items').index(i);
    yield* check(item, at, pod);
    yield* fileFindings(item, at);
    if (usersCount) yield* userFindings(item, 'user', at);
    if (taken !== undefined) yield* pathFindings(item, at, taken);
  }
}

/** kube-apiserver reports it at the volume. */
function* pathFindings(file: Json | undefined, path: FieldPath, taken: Taken, name = 'path'): Generator<Found> {
  const to = stringAt(file, name) ?? '';
  const at = path.child(name);
  const other = taken.get(to);
  if (to === '') return;
  if (other === undefined) taken.set(to, at);
  else yield duplicate(at, 'taken', { to, shown: { other: String(other.parent) }, beside: other });
}

function* fileFindings(item: Json, path: FieldPath): Generator<Found> {
  const to = stringAt(item, 'path') ?? '';
  const problem = filePathError(to);
  if (to === '') yield required(path.child('path'), 'missing');
  else if (problem !== undefined) yield invalid(path.child('path'), 'path', { data: { problem }, to });
  yield* modeFindings(field(item, 'mode'), path.child('mode'));
}

function* keyFindings(item: Json, path: FieldPath, object: string): Generator<Found> {
  if ((stringAt(item, 'key') ?? '') === '') yield required(path.child('key'), 'keyMissing', { shown: { object } });
}

function* downwardFindings(item: Json, path: FieldPath, pod: PodView): Generator<Found> {
  const fieldRef = field(item, 'fieldRef');
  const resourceRef = field(item, 'resourceFieldRef');
  if (isSet(fieldRef)) {
    yield* fieldRefFindings(fieldRef, path.child('fieldRef'), volumeFields);
    if (isSet(resourceRef)) yield forbidden(path, 'twoRefs');
  } else if (isSet(resourceRef)) {
    const at = path.child('resourceFieldRef');
    if ((stringAt(resourceRef, 'containerName') ?? '') !== '') yield* resourceRefFindings(resourceRef, at);
    else yield required(at.child('containerName'), 'container', { shown: { choice: containerChoice(pod) } });
  } else {
    yield required(path, 'noRef');
  }
}

const containerChoice = oncePer(({ containers }: PodView): string => {
  const names = containers
    .filter(({ name, path }) => isDnsLabel(name) && path.parent.last !== 'ephemeralContainers')
    .map(({ name }) => name);
  return names.length === 0 ? 'the name of a container' : choiceOf(names);
});

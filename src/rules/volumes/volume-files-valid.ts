import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { filePathError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { isFileMode, type Volume } from '../../kubernetes/pod/volumes.ts';
import {
  fieldRefFindings,
  fieldRefMessages,
  resourceRefFindings,
  resourceRefMessages,
  volumeFields,
} from '../parts/downward-api.ts';
import { podVolumes } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';

const messages = {
  ...fieldRefMessages,
  ...resourceRefMessages,
  container: 'in a volume the container is named too',
  missing: 'must not be empty',
  path: '{{problem}}',
  mode: 'must be between 0 and 0777 (511)',
  taken: 'another file of the volume has this path',
  noRef: 'a fieldRef or a resourceFieldRef is needed',
  twoRefs: 'has both a fieldRef and a resourceFieldRef',
} as const;
type Found = Generator<FindingOf<typeof messages>>;

/** kube-apiserver leaves the items' indices out of the paths of the downward API, and names a path that is taken at the volume. */
export const volumeFilesValid = definePodRule({
  id: 'volume-files-valid',
  title: 'A file of a volume has a source and a path inside the volume',
  why: 'The kubelet writes the files into a directory of the Pod. No path may lead out of it, and no two files may be one.',
  mirrors: 'validateKeyToPath, validateDownwardAPIVolumeFile, validateProjectionSources',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'workload'],
  messages,
  *check(pod) {
    for (const volume of podVolumes(pod)) {
      const { source, value, path } = volume;
      if (source === 'secret' || source === 'configMap') {
        yield* items(value[source]!, path.child(source), keyFindings);
      } else if (source === 'downwardAPI') {
        yield* items(value[source]!, path.child(source), downwardFindings);
      } else if (source === 'projected') {
        yield* projected(volume);
      }
    }
  },
});

function* projected({ value, path }: Volume): Found {
  const taken = new Set<string>();
  for (const [i, entry] of listAt(value, 'projected', 'sources').entries()) {
    const at = path.child('projected', 'sources').index(i);
    for (const kind of ['secret', 'configMap', 'downwardAPI']) {
      const source = field(entry, kind);
      if (!isSet(source)) continue;
      yield* items(source, at.child(kind), kind === 'downwardAPI' ? downwardFindings : keyFindings, taken);
    }
  }
}

function* items(
  source: Json,
  path: FieldPath,
  check: (item: Json, path: FieldPath) => Found,
  taken?: Set<string>,
): Found {
  for (const [i, item] of listAt(source, 'items').entries()) {
    const at = path.child('items').index(i);
    yield* check(item, at);
    yield* fileFindings(item, at);
    const target = stringAt(item, 'path') ?? '';
    if (taken === undefined || target === '') continue;
    if (taken.has(target)) yield invalid(at.child('path'), 'taken', { to: target, fix: say('choose another path') });
    taken.add(target);
  }
}

function* fileFindings(item: Json, path: FieldPath): Found {
  const target = stringAt(item, 'path') ?? '';
  const problem = filePathError(target);
  const mode = field(item, 'mode');
  if (target === '') yield required(path.child('path'), 'missing', { fix: say('name the file') });
  else if (problem !== undefined) {
    yield invalid(path.child('path'), 'path', { data: { problem }, to: target, fix: say('name a file in the volume') });
  }
  if (!isFileMode(mode)) {
    yield invalid(path.child('mode'), 'mode', { to: mode, fix: say('use one such as 0644 (420)') });
  }
}

function* keyFindings(item: Json, path: FieldPath): Found {
  if ((stringAt(item, 'key') ?? '') === '') {
    yield required(path.child('key'), 'missing', { fix: say('say which key becomes the file') });
  }
}

function* downwardFindings(item: Json, path: FieldPath): Found {
  const fieldRef = field(item, 'fieldRef');
  const resourceRef = field(item, 'resourceFieldRef');
  if (isSet(fieldRef)) {
    yield* fieldRefFindings(fieldRef, path.child('fieldRef'), volumeFields);
    if (isSet(resourceRef)) yield invalid(path, 'twoRefs', { fix: say('make two files of it') });
  } else if (isSet(resourceRef)) {
    const at = path.child('resourceFieldRef');
    if ((stringAt(resourceRef, 'containerName') ?? '') !== '') yield* resourceRefFindings(resourceRef, at);
    else yield required(at.child('containerName'), 'container', { fix: say('name one of the Pod’s containers') });
  } else {
    yield required(path, 'noRef', { fix: say('name one of them') });
  }
}

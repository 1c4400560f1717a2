import { field, get, isObject, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { namedVolumes } from '../../change/pod-volumes.ts';
import type { PodView } from '../../change/change.ts';
import { sourceOf } from '../../kubernetes/pod/volumes.ts';
import { invalid, notFound, type FindingOf } from '../finding.ts';
import { addedName } from '../parts/added-name.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  unknown: {
    text: 'the Pod has no volume with this name.',
    fix: 'Add an emptyDir volume with {{named}}, and mount the volume in the init container that writes the file.',
  },
  source: {
    text: 'fileKeyRef must name an emptyDir volume, but the source of this volume is {{source}}.',
    fix: 'Use an emptyDir volume to which an init container writes the file.',
  },
  sourceKey: {
    text: 'fileKeyRef must name an emptyDir volume, but the source of this volume is {{source}}.',
    fix: 'Use {{ref}} to read a key of the {{object}}.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const envFileVolumes = definePodRule({
  id: 'env-file-volumes',
  title: 'fileKeyRef must name an emptyDir volume of the Pod',
  why: 'An init container writes the variables to a file in an emptyDir volume. The kubelet reads the file when it starts the container that uses the variables.',
  mirrors: ['validateFileKeyRefVolumes'],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'containers.env', 'spec.volumeClaimTemplates'],
  needs: ['containers.env'],
  messages,
  *check(pod) {
    if (!pod.change.facts.EnvFiles) return;
    let volumes: Volumes | undefined;
    for (const { value, path } of pod.changedContainers) {
      for (const [i, variable] of listAt(value, 'env').entries()) {
        const valueFrom = field(variable, 'valueFrom');
        if (!isSet(valueFrom)) continue;
        const name = stringAt(valueFrom, 'fileKeyRef', 'volumeName') ?? '';
        if (name === '') continue;
        const at = path.child('env').index(i).child('valueFrom', 'fileKeyRef', 'volumeName');
        const volume = (volumes ??= volumesOf(pod)).byName.get(name);
        if (volume === undefined)
          yield notFound(at, 'unknown', name, volumes.emptyDirs, { shown: { named: addedName(name) } });
        else if (!isSet(get(volume, 'emptyDir'))) yield sourceFinding(at, name, volume, volumes.paths.get(volume));
      }
    }
  },
});

interface Volumes {
  readonly byName: ReadonlyMap<string, Json>;
  /** The names that a fileKeyRef may have. */
  readonly emptyDirs: readonly string[];
  /** The path of each volume. The volume of a claim template has none. */
  readonly paths: ReadonlyMap<Json, FieldPath>;
}

function volumesOf(pod: PodView): Volumes {
  const { byName, known } = namedVolumes(pod, (volume) => isSet(get(volume, 'emptyDir')));
  const at = pod.specPath.child('volumes');
  return {
    byName,
    emptyDirs: known(),
    paths: new Map(listAt(pod.spec, 'volumes').map((volume, i) => [volume, at.index(i)])),
  };
}

/** Sources with a reference that reads a key without a file. */
const keyRefs: ReadonlyMap<string, { readonly ref: string; readonly object: string }> = new Map([
  ['configMap', { ref: 'configMapKeyRef', object: 'ConfigMap' }],
  ['secret', { ref: 'secretKeyRef', object: 'Secret' }],
]);

function sourceFinding(at: FieldPath, to: string, volume: Json, beside: FieldPath | undefined): Found {
  const source = (isObject(volume) ? sourceOf(volume) : undefined) ?? 'not known';
  const keyRef = keyRefs.get(source);
  return keyRef === undefined
    ? invalid(at, 'source', { shown: { source }, to, beside })
    : invalid(at, 'sourceKey', { shown: { source, ...keyRef }, to, beside });
}

import { get, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { volumesByName } from '../../change/pod-volumes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notFound, say } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const envFileVolumes = definePodRule({
  id: 'env-file-volumes',
  title: 'A file of variables lies in an emptyDir volume of the Pod',
  why: 'An init container writes the file, and the kubelet reads it when it starts the next container.',
  mirrors: 'validateFileKeyRefVolumes',
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'containers.env', 'workload'],
  messages: {
    unknown: 'the Pod has no such volume',
    source: 'the volume must be an emptyDir',
  },
  *check(pod) {
    if (!versionFacts(pod.change.minor).envFiles) return;
    const fix = say('name an emptyDir of the Pod');
    let volumes: ReadonlyMap<string, Json> | undefined;
    for (const { value, path } of pod.changedContainers) {
      for (const [i, variable] of listAt(value, 'env').entries()) {
        const ref = get(variable, 'valueFrom', 'fileKeyRef');
        const name = stringAt(ref, 'volumeName') ?? '';
        if (name === '') continue;
        const volume = (volumes ??= volumesByName(pod)).get(name);
        const at = path.child('env').index(i).child('valueFrom', 'fileKeyRef', 'volumeName');
        if (volume === undefined) yield notFound(at, 'unknown', { to: name, fix });
        else if (!isSet(get(volume, 'emptyDir'))) yield invalid(at, 'source', { to: name, fix });
      }
    }
  },
});

/**
 * The volumes that a Pod made from a template has. To a StatefulSet's template the controller adds one for each of its claim
 * templates, in place of a volume of the same name (volumesToAddForTemplates in pkg/apis/apps/validation).
 */
import { isSet, listAt, stringAt, type Json } from '../json/json.ts';
import { volumesOf, type Volume } from '../kubernetes/pod/volumes.ts';
import type { PodView } from './change.ts';
import { versionFacts } from '../kubernetes/versions.ts';

const none: ReadonlySet<string> = new Set();

/** Their names in the object that the view is of: of the old Pod, those of the old StatefulSet. A rule that asks reads `workload`. */
function claimTemplates({ kind, change }: PodView): ReadonlySet<string> {
  if (kind !== 'StatefulSet') return none;
  return new Set(
    listAt(change.after, 'spec', 'volumeClaimTemplates').map((claim) => stringAt(claim, 'metadata', 'name') ?? ''),
  );
}

/** The volumes of the Pod's own spec that will be there. */
export function* podVolumes(pod: PodView): Generator<Volume> {
  const claims = claimTemplates(pod);
  const { imageVolumes } = versionFacts(pod.change.minor);
  for (const volume of volumesOf(pod.spec, pod.specPath)) {
    const isDropped = !imageVolumes && isSet(volume.value['image']);
    if (!isDropped && !claims.has(volume.name)) yield volume;
  }
}

const claimVolume: Json = { persistentVolumeClaim: {} };

/**
 * What a container can name: the volumes by their names, with those of the claim templates. Image volumes that the server drops are
 * there too, because it drops their mounts with them. Made anew at each call, so a rule asks once.
 */
export function volumesByName(pod: PodView): ReadonlyMap<string, Json> {
  const volumes = new Map<string, Json>();
  for (const volume of listAt(pod.spec, 'volumes')) volumes.set(stringAt(volume, 'name') ?? '', volume);
  for (const name of claimTemplates(pod)) volumes.set(name, claimVolume);
  return volumes;
}

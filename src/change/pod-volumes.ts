/**
 * The volumes that a Pod made from a template has. To a StatefulSet's template the controller adds one for each of its claim
 * templates, in place of a volume of the same name (volumesToAddForTemplates in pkg/apis/apps/validation).
 */
import type { FieldPath } from '../json/path.ts';
import { isTokenVolume } from '../kubernetes/apiserver/cluster-filled.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
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

/** What a rule needs that says which volume a container may name. */
export interface NamedVolumes {
  readonly byName: ReadonlyMap<string, Json>;
  /** Names to suggest. */
  readonly known: readonly string[];
  /** The list of them in the Pod's spec, where there is one. */
  readonly path: FieldPath | undefined;
}

/** More than enough to find a misspelt one among. */
const maxKnown = 100;

/**
 * `volumesByName` with the names of those that a person may have meant: no volume that the cluster injected, which is nobody's to mount,
 * and no name that is not valid.
 */
export function namedVolumes(pod: PodView, isMeant: (volume: Json) => boolean = () => true): NamedVolumes {
  const byName = volumesByName(pod);
  const known = [...byName]
    .filter(([name, volume]) => isDnsLabel(name) && !isTokenVolume({ name }) && isMeant(volume))
    .slice(0, maxKnown)
    .map(([name]) => name);
  const path = listAt(pod.spec, 'volumes').length === 0 ? undefined : pod.specPath.child('volumes');
  return { byName, known, path };
}

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

/** The names of the claim templates around the view's own template, old or new. A rule that needs them reads `workload`. */
function claimTemplates({ kind, change }: PodView): ReadonlySet<string> {
  if (kind !== 'StatefulSet') return none;
  return new Set(
    listAt(change.after, 'spec', 'volumeClaimTemplates').map((claim) => stringAt(claim, 'metadata', 'name') ?? ''),
  );
}

/** The volumes of the Pod's own spec that the API server keeps and no claim template replaces. */
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
 * The volumes that a container may name, by their names, with those of the claim templates. Image volumes that the API server drops are
 * among them, because it drops their mounts too. Each call makes a new map, so a rule calls this once.
 */
export function volumesByName(pod: PodView): ReadonlyMap<string, Json> {
  const volumes = new Map<string, Json>();
  for (const volume of listAt(pod.spec, 'volumes')) volumes.set(stringAt(volume, 'name') ?? '', volume);
  for (const name of claimTemplates(pod)) volumes.set(name, claimVolume);
  return volumes;
}

/** The volumes that a container may name, for a rule that reports a name which is none of them. */
export interface NamedVolumes {
  readonly byName: ReadonlyMap<string, Json>;
  /** The names to suggest. */
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

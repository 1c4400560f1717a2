/**
 * The volumes of the Pods that are created from a template. The StatefulSet controller adds one for each claim template, which replaces a
 * volume with the same name (volumesToAddForTemplates in pkg/apis/apps/validation).
 */
import type { FieldPath } from '../json/path.ts';
import { isTokenVolume } from '../kubernetes/apiserver/cluster-filled.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { listAt, stringAt, type Json } from '../json/json.ts';
import { isDroppedVolume, volumesOf, type Volume } from '../kubernetes/pod/volumes.ts';
import type { PodView } from './change.ts';

const none: ReadonlySet<string> = new Set();

/** The names of the claim templates in the same object as the view's template, old or new. A rule that calls this reads `spec.volumeClaimTemplates`. */
function claimTemplates({ kind, change }: PodView): ReadonlySet<string> {
  if (kind !== 'StatefulSet') return none;
  return new Set(
    listAt(change.after, 'spec', 'volumeClaimTemplates').map((claim) => stringAt(claim, 'metadata', 'name') ?? ''),
  );
}

/** The volumes in the Pod's own spec that the API server keeps and that no claim template replaces. */
export function* podVolumes(pod: PodView): Generator<Volume> {
  const claims = claimTemplates(pod);
  for (const volume of volumesOf(pod.spec, pod.specPath)) {
    if (!isDroppedVolume(volume.value, pod.change.facts) && !claims.has(volume.name)) yield volume;
  }
}

interface SentVolume {
  readonly value: Json;
  readonly path: FieldPath;
}

/** The volumes in the Pod's own spec that the API server keeps, also those that a claim template replaces. */
export const keptVolumes = ({ spec, specPath, change: { facts } }: PodView): SentVolume[] =>
  listAt(spec, 'volumes')
    .map((value, i) => ({ value, path: specPath.child('volumes').index(i) }))
    .filter(({ value }) => !isDroppedVolume(value, facts));

const claimVolume: Json = { persistentVolumeClaim: {} };

/**
 * The volumes that a container may refer to, by name, including those of the claim templates. Image volumes that the API server drops are
 * included, because it also drops their mounts. Each call creates a new map, so a rule should call this once.
 */
function volumesByName(pod: PodView): ReadonlyMap<string, Json> {
  const volumes = new Map<string, Json>();
  for (const volume of listAt(pod.spec, 'volumes')) volumes.set(stringAt(volume, 'name') ?? '', volume);
  for (const name of claimTemplates(pod)) volumes.set(name, claimVolume);
  return volumes;
}

/** The volumes that a container may refer to, for a rule that reports an unknown name. */
export interface NamedVolumes {
  readonly byName: ReadonlyMap<string, Json>;
  /** The names that may be suggested. */
  readonly known: () => readonly string[];
  /** The path of the list of volumes in the Pod's spec, if it exists. */
  readonly path: FieldPath | undefined;
}

/** `volumesByName`, with the names that a user may have meant. Volumes that the cluster injected and invalid names are not suggested. */
export function namedVolumes(pod: PodView, isMeant: (volume: Json) => boolean = () => true): NamedVolumes {
  const byName = volumesByName(pod);
  let names: readonly string[] | undefined;
  const known = (): readonly string[] =>
    (names ??= [...byName]
      .filter(([name, volume]) => isDnsLabel(name) && !isTokenVolume({ name }) && isMeant(volume))
      .map(([name]) => name));
  const path = listAt(pod.spec, 'volumes').length === 0 ? undefined : pod.specPath.child('volumes');
  return { byName, known, path };
}

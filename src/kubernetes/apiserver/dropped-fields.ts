/** What the API server drops without a warning. `droppedFields` in src/kubernetes/versions.ts lists the fields of each version. */
import { withEntries, withObjectAt } from '../../json/edit.ts';
import { isList, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { FieldPath, valueAt } from '../../json/path.ts';
import { hasGate } from '../gates.ts';
import { kindFacts, type Kind } from '../kinds.ts';
import { containerLists, containersOf } from '../pod/containers.ts';
import { isDroppedVolume } from '../pod/volumes.ts';
import type { Difference } from '../schema/difference.ts';
import type { ServerFacts } from '../versions.ts';

/** Whether this version of the API server silently drops what was added at the path, alone or together with the object around it. */
export function isDroppedAt(place: FieldPath, value: Json | undefined, facts: ServerFacts): boolean {
  // An entry is dropped with its list.
  const path = typeof place.last === 'number' ? place.parent : place;
  const { last, parent } = path;
  const owner = typeof parent.last === 'number' ? parent.parent.last : parent.last;
  // The spec of a claim is not that of a Pod.
  if (owner === 'spec' && parent.parent.last === 'volumeClaimTemplate') return false;
  return (
    facts.droppedFields.includes(`${owner}.${last}`) ||
    isDroppedWithItsFields(path, value, facts) ||
    (last === 'restartPolicy' && isRestartPolicyDropped(String(owner), value, facts))
  );
}

/** A new object as kube-apiserver stores it: without the fields of its Pod or template that are dropped. */
export function withoutDropped(object: JsonObject, kind: Kind, facts: ServerFacts): JsonObject {
  const specPath = kindFacts(kind).podPath.child('spec');
  return withObjectAt(object, specPath, (spec) => keptFields(withoutDroppedVolumes(spec, facts), specPath, facts));
}

function keptFields(object: JsonObject, path: FieldPath, facts: ServerFacts): JsonObject {
  const fields = Object.entries(object).filter(([name, value]) => !isDroppedAt(path.child(name), value, facts));
  return Object.fromEntries(fields.map(([name, value]) => [name, keptValue(value, path.child(name), facts)]));
}

function keptValue(value: Json | undefined, path: FieldPath, facts: ServerFacts): Json | undefined {
  if (isList(value)) return value.map((entry, i) => keptValue(entry, path.index(i), facts) ?? null);
  if (isObject(value)) return keptFields(value, path, facts);
  return isProcMount(path) && isSet(value) && !facts.ProcMountType ? 'Default' : value;
}

function withoutDroppedVolumes(spec: JsonObject, facts: ServerFacts): JsonObject {
  const isDropped = (volume: Json): boolean => isDroppedVolume(volume, facts);
  const volumes = listAt(spec, 'volumes');
  const dropped = new Set(volumes.filter(isDropped).map(nameOf));
  if (dropped.size === 0) return spec;
  const kept: JsonObject = { ...spec, volumes: volumes.filter((volume) => !isDropped(volume)) };
  return containerLists.reduce(
    (all, list) =>
      withEntries(all, list, (container) => ({
        ...container,
        volumeMounts: listAt(container, 'volumeMounts').filter((mount) => !dropped.has(nameOf(mount))),
      })),
    kept,
  );
}

/** Before the feature gate ContainerRestartRules existed, kube-apiserver refused these values. Since then, it drops them while the gate is off. */
function isRestartPolicyDropped(
  owner: string,
  value: Json | undefined,
  { ContainerRestartRules, minor }: ServerFacts,
): boolean {
  if (ContainerRestartRules || !hasGate('ContainerRestartRules', minor)) return false;
  return (
    owner === 'containers' || owner === 'ephemeralContainers' || (owner === 'initContainers' && value !== 'Always')
  );
}

/**
 * dropContainerStopSignals and dropPodLifecycleSleepAction also drop a lifecycle that contains only dropped fields, and a hook. Other objects are
 * kept, although they are empty then.
 */
function isDroppedWithItsFields({ last }: FieldPath, value: Json | undefined, { droppedFields }: ServerFacts): boolean {
  if (!isObject(value)) return false;
  const isDropped = (owner: string, name: string): boolean => droppedFields.includes(`${owner}.${name}`);
  const hasOnlyDropped = (object: JsonObject, owner: string): boolean => {
    const names = Object.keys(object);
    return names.length > 0 && names.every((name) => isDropped(owner, name));
  };
  if (last === 'preStop' || last === 'postStart') return hasOnlyDropped(value, last);
  // An empty `resources` is as none.
  if (last === 'resources') return hasOnlyDropped(value, last);
  if (last !== 'lifecycle') return false;
  const entries = Object.entries(value).filter(([, hook]) => isSet(hook));
  // dropPodLifecycleSleepAction also drops an empty lifecycle.
  return (
    (entries.length > 0 || isDropped('preStop', 'sleep')) &&
    entries.every(([name, hook]) => isDropped(last, name) || (isObject(hook) && hasOnlyDropped(hook, name)))
  );
}

/** Whether kube-apiserver undoes the difference to the old Pod spec before it compares the objects. */
export function undoneChanges(
  oldSpec: JsonObject,
  object: JsonObject,
  spec: JsonObject,
  facts: ServerFacts,
): (difference: Difference) => boolean {
  const isDropped = droppedAdditions(object, spec, facts);
  let isProcMountUsed: boolean | undefined;
  return (difference) =>
    difference.kind === 'added'
      ? isDropped(difference.path, difference.to)
      : isResetAt(difference, facts) && !(isProcMountUsed ??= usesProcMount(oldSpec));
}

/** With the feature gate ProcMountType off, each procMount becomes Default, unless the old spec has another one (dropDisabledProcMountField). */
const isResetAt = ({ path, kind, from }: Difference, facts: ServerFacts): boolean =>
  kind === 'changed' && from === 'Default' && isProcMount(path) && !facts.ProcMountType;

const isProcMount = ({ last, parent }: FieldPath): boolean => last === 'procMount' && parent.last === 'securityContext';

const usesProcMount = (spec: JsonObject): boolean =>
  [...containersOf(spec, FieldPath.root)].some(
    ({ value }) => !['', 'Default'].includes(stringAt(value, 'securityContext', 'procMount') ?? ''),
  );

/**
 * Whether kube-apiserver drops what was added at the path before it compares the objects. If a dropped field is added to an empty
 * lifecycle, the lifecycle is dropped too, and that is a change. A dropped volume is dropped together with all its mounts.
 */
function droppedAdditions(
  object: JsonObject,
  spec: JsonObject,
  facts: ServerFacts,
): (path: FieldPath, value: Json | undefined) => boolean {
  const isDropped = (volume: Json): boolean => isDroppedVolume(volume, facts);
  let dropped: ReadonlySet<string> | undefined;
  const isOfDropped = (mount: Json): boolean => {
    dropped ??= new Set(listAt(spec, 'volumes').filter(isDropped).map(nameOf));
    return isObject(mount) && dropped.has(nameOf(mount));
  };
  return (path, value) => {
    if (isDroppedAt(path, value, facts))
      return !isDroppedWithItsFields(path.parent, valueAt(object, path.parent), facts);
    const list = typeof path.last === 'number' ? path.parent.last : path.last;
    if ((list !== 'volumes' && list !== 'volumeMounts') || facts.ImageVolume) return false;
    const entries = isList(value) ? value : [value ?? null];
    return entries.every(list === 'volumes' ? isDropped : isOfDropped);
  };
}

const nameOf = (entry: Json): string => stringAt(entry, 'name') ?? '';

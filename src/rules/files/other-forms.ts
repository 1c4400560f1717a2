/** Advice for unknown fields that can neither be renamed nor moved as they are. */
import { field, get, isList, isObject, isSet, objectAt, own, type Json } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { kindFacts, type Kind } from '../../kubernetes/kinds.ts';
import { isVolumeSource, sourcesOf } from '../../kubernetes/pod/volumes.ts';
import type { UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
import { fieldsOf } from '../../kubernetes/schema/types.ts';

export type Advice =
  /** A field of an entry of another list, which has a name. */
  | { readonly kind: 'entry'; readonly entry: string; readonly list: string; readonly path?: FieldPath }
  /** The field repeats what another one says. */
  | { readonly kind: 'useless' }
  | { readonly kind: 'emptyDir' }
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'user'; readonly place: string }
  | { readonly kind: 'port'; readonly port: number }
  /** A key in `envFrom`, which imports all keys. */
  | { readonly kind: 'oneKey'; readonly all: string }
  /** A label in a term, which has only expressions. The value is undefined if there is no label. */
  | { readonly kind: 'expressions'; readonly label: readonly [key: string, value: string] | undefined };

/** The only sensible form of the field, if it is known. `root` is the whole object. */
export function adviceFor(unknown: UnknownField, kind: Kind, root: Json): Advice | undefined {
  const { name, object } = unknown;
  const value = field(object.value, name);
  switch (object.type) {
    case 'VolumeMount':
      return isVolumeSource(name) ? entryOfVolumes(unknown, kindFacts(kind).podPath, root) : undefined;
    case 'Volume':
      return name === 'type' ? typeOfVolume(object.value, value) : entryOfMounts(unknown);
    case 'Container':
      if (name === 'port' && Number.isInteger(value)) return { kind: 'port', port: value as number };
      return userOf(unknown, 'securityContext.runAsUser');
    case 'PodSpec':
      return userOf(unknown, 'securityContext.runAsUser');
    case 'SecurityContext':
    case 'PodSecurityContext':
      return userOf(unknown, 'runAsUser');
    case 'EnvFromSource': {
      const all = oneKeyOf.get(name);
      return all !== undefined && isSet(get(value, 'key')) ? { kind: 'oneKey', all } : undefined;
    }
    case 'NodeSelectorTerm':
      return name === 'matchLabels' ? { kind: 'expressions', label: firstLabel(value) } : undefined;
    default:
      return object.around?.type === 'Volume' ? entryOfMounts(unknown) : undefined;
  }
}

const oneKeyOf: ReadonlyMap<string, string> = new Map([
  ['configMapKeyRef', 'configMapRef'],
  ['secretKeyRef', 'secretRef'],
]);

/** The volume with the name of the mount. */
function entryOfVolumes({ object }: UnknownField, podPath: FieldPath, root: Json): Advice | undefined {
  const entry = field(object.value, 'name');
  if (typeof entry !== 'string') return undefined;
  const path = podPath.child('spec', 'volumes');
  const volumes = valueAt(root, path);
  const entries = isList(volumes) ? volumes : [];
  const index = entries.findIndex((volume) => get(volume, 'name') === entry);
  if (sourcesOf(entries[index]).length > 0) return { kind: 'useless' };
  return { kind: 'entry', entry, list: path.toString(), path: path.index(index < 0 ? entries.length : index) };
}

/** The fields that are set if the advice is followed. */
export function pathsOf(advice: Advice, { path, name }: UnknownField): readonly FieldPath[] {
  switch (advice.kind) {
    case 'entry':
      return advice.path === undefined ? [] : [advice.path.child('name'), advice.path.child(name)];
    case 'emptyDir':
      return [path.parent.child('emptyDir')];
    case 'oneKey':
      return [path.parent.child(advice.all)];
    default:
      return [];
  }
}

/** Fields of a mount, in a volume or its source. */
const ofMount: ReadonlySet<string> = new Set(['mountPath', 'readOnly', 'subPath']);

function entryOfMounts({ name, object }: UnknownField): Advice | undefined {
  const volume = object.type === 'Volume' ? object.value : object.around?.value;
  const entry = get(volume, 'name');
  if (!ofMount.has(name) || typeof entry !== 'string') return undefined;
  // The source may have the field.
  const types = sourcesOf(volume).map((source) => own(fieldsOf('Volume'), source)!);
  if (types.some((type) => own(fieldsOf(type), name) !== undefined)) return undefined;
  return { kind: 'entry', entry, list: 'volumeMounts' };
}

function typeOfVolume(volume: Json, value: Json | undefined): Advice | undefined {
  // The types of a hostPath begin with a capital.
  if (typeof value !== 'string' || !/^[a-z]/.test(value)) return undefined;
  if (sourcesOf(volume).length > 0 || !isVolumeSource(value)) return { kind: 'useless' };
  return value === 'emptyDir' ? { kind: 'emptyDir' } : { kind: 'source', source: value };
}

function userOf({ name, object }: UnknownField, place: string): Advice | undefined {
  if (name !== 'user') return undefined;
  const context = place === 'runAsUser' ? object.value : objectAt(object.value, 'securityContext');
  return isSet(field(context, 'runAsUser')) ? { kind: 'useless' } : { kind: 'user', place };
}

function firstLabel(labels: Json | undefined): readonly [string, string] | undefined {
  const [label] = isObject(labels) ? Object.entries(labels) : [];
  return label !== undefined && typeof label[1] === 'string' ? [label[0], label[1]] : undefined;
}

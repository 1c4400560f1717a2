/**
 * The fields of an object that may contain a secret. The fields are listed below. What may be shown at a place follows from them and from
 * the types of the fields, so that misspelled fields and values of an unexpected type are hidden too. SECURITY.md describes the same.
 */
import type { FieldType } from '../kubernetes/schema/generated.ts';
import {
  fieldsOf,
  fieldsOfAll,
  fieldType,
  isIntegerType,
  isListType,
  isMapType,
  isStruct,
  itemType,
} from '../kubernetes/schema/types.ts';
import { isList, isObject, type Json } from '../json/json.ts';
import type { Way } from '../json/path.ts';
import { kinds } from '../kubernetes/kinds.ts';
import { standardResources } from '../kubernetes/resource-names.ts';
import { saysSecret } from './credentials.ts';
import { oneEditAway } from './nearest.ts';

/**
 * Nothing at or below these fields is shown, except the names of variables, headers, annotations and similar. A name with a dot counts
 * only in the field before the dot, because dnsConfig has options too.
 */
export const hiddenFields: readonly string[] = [
  'env',
  'envFrom',
  'annotations',
  'userAnnotations',
  'httpHeaders',
  'command',
  'args',
  'flexVolume.options',
  'csi.volumeAttributes',
  'windowsOptions.gmsaCredentialSpec',
];

/** Strings below these fields are shown only if they look like names. */
export const namedFields: readonly string[] = [
  'secret',
  'configMap',
  'imagePullSecrets',
  'secretRef',
  'nodePublishSecretRef',
];

export interface Place {
  /** The possible types of the value. Empty if Kubernetes does not know the field. */
  readonly types: readonly FieldType[];
  /**
   * What is shown of the value. `name`: a string is shown like a name. `field`: only the name of a field is shown. `number`: only a number or a
   * boolean of an expected type is shown.
   */
  readonly shows: 'value' | 'name' | 'field' | 'number' | 'nothing';
  /** How the name of the field is shown: as it is (a field of Kubernetes), as text, as a name that may contain a value, or not at all. */
  readonly key: 'plain' | 'text' | 'name' | 'nothing';
  /** The name of the field, which also applies to the entries of a list. */
  readonly name: string;
}

export const rootPlace: Place = { types: kinds.map(({ kind }) => kind), shows: 'value', key: 'plain', name: '' };

export const placeBelowRoot = (way: Way): Place => way.reduce(placeBelow, rootPlace);

/**
 * The place one level below. A misplaced field has the types that fields with its name have elsewhere, and only its numbers and booleans are
 * shown. No value is shown below any other unknown field, because its content is unknown. Names of fields of Kubernetes are always shown.
 */
export const placeBelow = (place: Place, segment: string | number): Place =>
  typeof segment === 'number' ? entryOf(place) : fieldOf(place, segment);

function entryOf({ types, shows, name }: Place): Place {
  const lists = types.filter(isListType);
  if (lists.length > 0) return { types: lists.map(itemType), shows, key: 'plain', name };
  const isOneOfOne = shows === 'value' && types.some(hasFields) && !types.some((type) => holdsSecret(type, name));
  return isOneOfOne ? { types, shows, key: 'plain', name } : unknown(name, 'plain');
}

function fieldOf(place: Place, name: string): Place {
  const types = place.types.flatMap((type) => typeBelow(place, type, name));
  if (types.length === 0) return misplaced(place, name);
  const isWord = place.types.some(isMapType);
  const shows = showsBelow(place, name, isWord);
  return { types, shows, key: isWord ? keyOf(place, shows) : 'plain', name };
}

/** How the key of a map is shown. */
function keyOf(map: Place, shows: Place['shows']): Place['key'] {
  if (map.shows === 'number') return 'nothing';
  return shows === 'nothing' ? 'name' : 'text';
}

/** A field that Kubernetes does not know at this place. It may be one that is misplaced. */
function misplaced({ types: around, shows, name: outer }: Place, name: string): Place {
  const types = elsewhere.get(name);
  const isField = shows !== 'number' && around.map(withoutList).some(hasFields);
  if (types === undefined) return unknown(name, isField ? 'name' : 'nothing');
  if (shows !== 'value' || isSecret(outer, name)) return unknown(name, 'plain');
  return { types, shows: 'number', key: 'plain', name };
}

/** If a list is expected and an object is found, it is treated as an entry of the list, unless an entry may contain a secret. */
function typeBelow(place: Place, type: FieldType, name: string): FieldType[] {
  if (isListType(type))
    return place.shows === 'value' && !holdsSecret(type, place.name) ? typeBelow(place, itemType(type), name) : [];
  const known = fieldType(type, name);
  return known === undefined ? [] : [known];
}

function showsBelow({ types, shows, name: around }: Place, name: string, isWord: boolean): Place['shows'] {
  if (name === 'name' && types.some((type) => type === 'EnvVar' || type === 'HTTPHeader')) return 'name';
  if (shows === 'nothing' && types.some((type) => selectedBy.get(type) === name)) return 'field';
  if (shows === 'nothing') return shows;
  if (isWord) return saysSecret(name) ? 'nothing' : shows;
  if (isListed(hiddenFields, around, name)) return 'nothing';
  if (!isListed(namedFields, around, name)) return shows;
  return shows === 'number' ? 'nothing' : 'name';
}

/** The fields that name a field of the Pod or of a container (the downward API). In a variable, they are the only values that are shown. */
const selectedBy: ReadonlyMap<FieldType, string> = new Map([
  ['ObjectFieldSelector', 'fieldPath'],
  ['ResourceFieldSelector', 'resource'],
]);

/** The first words of such a name, or of one that lacks its beginning, such as `podIP` for `status.podIP`, in lower case. */
const beginnings: ReadonlySet<string> = new Set(
  [
    ...['Pod', 'ObjectMeta', 'PodSpec', 'PodStatus', 'ResourceRequirements'].flatMap((type) =>
      Object.keys(fieldsOf(type)),
    ),
    ...standardResources,
  ].map((name) => name.toLowerCase()),
);

/** Whether the text is the name of a field, even a misspelled one, and not a secret in the wrong place. */
export function isFieldName(text: string): boolean {
  const [, first = '', rest = ''] = /^\.?([a-z-]+)([./[][-\w./[\]'"]*)?$/i.exec(text) ?? [];
  // A single word with a similar name, such as a password, may be a secret. One before a dot is a misspelled field: `limit.cpu`.
  return (
    beginnings.has(first.toLowerCase()) || (rest.startsWith('.') && oneEditAway(first, [...beginnings]) !== undefined)
  );
}

const unknown = (name: string, key: Place['key']): Place => ({ types: [], shows: 'nothing', key, name });

/** Whether the value may be shown at the place: it has the expected type, or the place cannot contain a secret. */
export function isShown(value: Json, { types, shows, name }: Place): boolean {
  if (shows === 'nothing') return false;
  if (shows === 'number')
    return (typeof value === 'number' || typeof value === 'boolean') && types.some((type) => isOfType(value, type));
  if (value === null || types.some((type) => isOfType(value, type))) return true;
  return shows === 'value' && !types.some((type) => holdsSecret(type, name));
}

function isOfType(value: Json, type: FieldType): boolean {
  if (isListType(type)) return isList(value);
  if (hasFields(type)) return isObject(value);
  if (type === 'string' || type === 'boolean') return typeof value === type;
  return isIntegerType(type) ? typeof value === 'number' : typeof value !== 'object';
}

const withoutList = (type: FieldType): FieldType => (isListType(type) ? itemType(type) : type);
const hasFields = (type: FieldType): boolean => isMapType(type) || isStruct(type);

const isListed = (list: readonly string[], around: string, name: string): boolean =>
  list.includes(name) || list.includes(`${around}.${name}`);

const isSecret = (around: string, name: string): boolean =>
  isListed(hiddenFields, around, name) || isListed(namedFields, around, name);

/** By the name of every field, the types of the fields with this name. */
const elsewhere: ReadonlyMap<string, readonly FieldType[]> = typesByName();

function typesByName(): Map<string, FieldType[]> {
  const byName = new Map<string, FieldType[]>();
  for (const fields of fieldsOfAll)
    for (const [name, type] of Object.entries(fields))
      byName.set(name, [...new Set([...(byName.get(name) ?? []), type])]);
  return byName;
}

/** Cached results, by the type and the name of the field. */
const holding = new Map<string, boolean>();

/** Whether a value of the type contains one of the listed fields, at any depth. `name` is the name of the field with this type. */
function holdsSecret(type: FieldType, name: string): boolean {
  const key = `${type} ${name}`;
  const known = holding.get(key);
  if (known !== undefined) return known;
  if (!isStruct(type)) return (isListType(type) || isMapType(type)) && holdsSecret(itemType(type), name);
  // No struct contains itself. This result would end the recursion if one did.
  holding.set(key, false);
  const holds = Object.entries(fieldsOf(type)).some(
    ([field, inner]) => isSecret(name, field) || holdsSecret(inner, field),
  );
  holding.set(key, holds);
  return holds;
}

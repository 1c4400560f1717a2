/** Reads the types of the generated schema, which are written as texts: `string`, `PodSpec`, `[]Container`, `{}quantity`. */
import { own } from '../../json/json.ts';
import {
  fieldTypes,
  fieldVersions,
  formerFields,
  type FieldType,
  type FieldVersions,
  type StructName,
} from './generated.ts';

export const isListType = (type: FieldType): boolean => type.startsWith('[]');
export const isMapType = (type: FieldType): boolean => type.startsWith('{}');

/** Integers have 32 or 64 bits. */
export const isIntegerType = (type: FieldType): boolean => type === 'int32' || type === 'int64';

/** The type of the entries of a list, or of the values of a map. */
export const itemType = (type: FieldType): FieldType => type.slice(2);

type Fields = Readonly<Record<string, FieldType>>;

/** In all supported versions together. */
const structs: ReadonlyMap<string, Fields> = new Map(
  [...new Set([...Object.keys(fieldTypes), ...Object.keys(formerFields)])].map((name) => [
    name,
    { ...own(fieldTypes, name), ...own(formerFields, name) },
  ]),
);

export const structNames: readonly string[] = [...structs.keys()];

/** The fields of each struct, in any supported version. */
export const fieldsOfAll: readonly Fields[] = [...structs.values()];

export const isStruct = (type: FieldType): boolean => structs.has(type);

const noFields: Fields = {};

/** The fields that a struct has in any supported version, with their types. Other types have no fields. */
export const fieldsOf = (type: FieldType): Fields => structs.get(type) ?? noFields;

/** The versions with a field that not every supported version has. Undefined for other fields. */
export const versionsOf = (type: FieldType, name: string): FieldVersions | undefined =>
  own(own(fieldVersions, type) ?? {}, name);

const isIn = ({ since = -Infinity, until = Infinity }: FieldVersions, minor: number): boolean =>
  since <= minor && minor <= until;

/** Whether the struct has the field in this supported minor version. Only for a field that some supported version has. */
export const isFieldIn = (type: StructName, name: string, minor: number): boolean =>
  isIn(versionsOf(type, name) ?? {}, minor);

/** Cached results, by minor version and type. */
const fieldsByMinor = new Map<string, Fields>();

/** The fields of a struct in this supported minor version, with their types. Other types have no fields. */
export function fieldsIn(type: FieldType, minor: number): Fields {
  const key = `${minor} ${type}`;
  let fields = fieldsByMinor.get(key);
  if (fields === undefined) {
    const all = Object.entries(fieldsOf(type));
    fields = Object.fromEntries(all.filter(([name]) => isIn(versionsOf(type, name) ?? {}, minor)));
    fieldsByMinor.set(key, fields);
  }
  return fields;
}

/** The type of a field of the struct, or of a value of the map. Undefined if Kubernetes does not know the field. */
export const fieldType = (type: FieldType, name: string): FieldType | undefined =>
  isMapType(type) ? itemType(type) : own(fieldsOf(type), name);

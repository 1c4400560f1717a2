/**
 * The facts of the schema about a value: its fields, whether it is a map or a quantity, which values mean the same as an absent one, and
 * the keys of a list.
 */
import { own } from '../../json/json.ts';
import { alwaysWritten, formerFields, listMapKeys, pointers, type FieldType, type StructName } from './generated.ts';
import { fieldsOf, isIntegerType, isListType, isMapType, isStruct, itemType, structNames } from './types.ts';

/** The place of a value: a field, an entry of a list, or a value of a map. */
export interface Shape {
  /** The fields of a struct. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** The entries of a list, or the values of a map. */
  readonly entry: Shape | undefined;
  /** The user chooses the keys of a map, so a path contains them in brackets. */
  readonly isMap: boolean;
  readonly isQuantity: boolean;
  /**
   * Whether `{}` means the same as an absent value, as for maps and for structs that Go holds by value (`resources` of a container). A
   * pointer to an empty struct is a value (`emptyDir`, `resources` of a Pod).
   */
  readonly emptyMeansAbsent: boolean;
  /** Whether Go omits `''`, `false` and `0` when it writes the object. */
  readonly zeroMeansAbsent: boolean;
  /** The fields by which entries of the list are paired. Entries of other lists are paired by index. */
  readonly keys: readonly string[] | undefined;
  /** The field by which entries of the list are paired if their keys differ. */
  readonly secondKey: string | undefined;
}

/**
 * Keys of lists that the API declares as atomic, for which the schema has no keys. Their entries are nevertheless unique:
 * validateResizePolicy refuses a second policy for a resource, and the kubelet writes one status for each container.
 */
const keysOfAtomicLists: Readonly<Record<string, readonly string[]>> = {
  resizePolicy: ['resourceName'],
  containerStatuses: ['name'],
  initContainerStatuses: ['name'],
  ephemeralContainerStatuses: ['name'],
};

/** If the key of a port, a mount or a device changes and its name does not, it is still the same one. */
const secondKeys: Readonly<Record<string, string>> = { ports: 'name', volumeMounts: 'name', volumeDevices: 'name' };

const noFields: ReadonlyMap<string, Shape> = new Map();

const structs: ReadonlyMap<string, Map<string, Shape>> = new Map(
  structNames.map((name) => [name, new Map<string, Shape>()]),
);
for (const struct of structNames) {
  for (const [name, type] of Object.entries(fieldsOf(struct)))
    structs.get(struct)!.set(name, fieldShape(struct, name, type));
}

/** For strings, numbers, booleans, lists of them, and everything that is not in the schema. */
export const plain: Shape = shapeOfType('any');

const structShapes: ReadonlyMap<string, Shape> = new Map([...structs.keys()].map((name) => [name, shapeOfType(name)]));

/** The shape of the struct, or of the field at these names: `shapeOf('PodSpec', 'affinity')`. */
export function shapeOf(struct: StructName, ...names: readonly string[]): Shape {
  return names.reduce(below, structShapes.get(struct)!);
}

/** The shape of a field of the struct, or of a value of the map. */
export const below = (shape: Shape, name: string): Shape =>
  shape.isMap ? entryOf(shape) : (shape.fields.get(name) ?? plain);

/** The shape of an entry of the list. */
export const entryOf = (shape: Shape): Shape => shape.entry ?? plain;

/**
 * The fields that identify an entry of a list, by the name of the field with the list. Lists with the same name have the same keys in all
 * structs.
 */
export const listKeys: ReadonlyMap<string, readonly string[]> = new Map(
  [...structs.values()].flatMap((fields) =>
    [...fields].flatMap(([name, { keys }]): [string, readonly string[]][] =>
      keys === undefined ? [] : [[name, keys]],
    ),
  ),
);

function fieldShape(struct: string, name: string, type: FieldType): Shape {
  // The generated pointers are those of the newest version. Former fields that are structs were pointers, too.
  const isFormer = own(own(formerFields, struct) ?? {}, name) !== undefined;
  const isPointer = own(pointers, struct)?.includes(name) === true || (isFormer && isStruct(type));
  const isAlwaysWritten = own(alwaysWritten, struct)?.includes(name) === true;
  const isList = isListType(type);
  return {
    ...shapeOfType(type),
    emptyMeansAbsent: isMapType(type) || (structs.has(type) && !isPointer),
    zeroMeansAbsent: (['string', 'boolean'].includes(type) || isIntegerType(type)) && !isPointer && !isAlwaysWritten,
    keys: isList ? keysOf(struct, name) : undefined,
    secondKey: isList ? own(secondKeys, name) : undefined,
  };
}

function keysOf(struct: string, name: string): readonly string[] | undefined {
  return own(own(listMapKeys, struct) ?? {}, name) ?? own(keysOfAtomicLists, name);
}

function shapeOfType(type: FieldType): Shape {
  const isMap = isMapType(type);
  return {
    fields: structs.get(type) ?? noFields,
    entry: isMap || isListType(type) ? shapeOfType(itemType(type)) : undefined,
    isMap,
    isQuantity: type === 'quantity',
    emptyMeansAbsent: isMap,
    zeroMeansAbsent: false,
    keys: undefined,
    secondKey: undefined,
  };
}

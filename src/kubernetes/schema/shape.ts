/** What the schema says of a value: its fields, whether it is a map or a quantity, what means the same as no value, and its list keys. */
import { own } from '../../json/json.ts';
import { alwaysWritten, fieldTypes, listMapKeys, pointers, type FieldType, type StructName } from './generated.ts';

/** The place of a value: a field, an entry of a list, or a value of a map. */
export interface Shape {
  /** The fields of a struct. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** Of a list or a map. */
  readonly entry: Shape | undefined;
  /** The keys of a map are chosen by the user, so a path has them in brackets. */
  readonly isMap: boolean;
  readonly isQuantity: boolean;
  /**
   * Whether `{}` means the same as no value, as it does for maps and for structs that Go holds by value (`resources` of a container).
   * A pointer to an empty struct is a value (`emptyDir`, `resources` of a Pod).
   */
  readonly emptyMeansAbsent: boolean;
  /** Whether Go leaves `''`, `false` and `0` out when it writes the object. */
  readonly zeroMeansAbsent: boolean;
  /** The fields by which entries of the list are paired. Entries of other lists are paired by position. */
  readonly keys: readonly string[] | undefined;
  /** The field by which entries of the list are paired whose keys differ. */
  readonly secondKey: string | undefined;
}

/**
 * Keys of lists that the API declares as atomic, so that the schema has no keys of them. Their entries are unique all the same:
 * validateResizePolicy refuses a second policy for a resource, and the kubelet writes one status for each container.
 */
const keysOfAtomicLists: Readonly<Record<string, readonly string[]>> = {
  resizePolicy: ['resourceName'],
  containerStatuses: ['name'],
  initContainerStatuses: ['name'],
  ephemeralContainerStatuses: ['name'],
};

/** A port, a mount or a device whose key was changed is still the same one if its name is the same. */
const secondKeys: Readonly<Record<string, string>> = { ports: 'name', volumeMounts: 'name', volumeDevices: 'name' };

const noFields: ReadonlyMap<string, Shape> = new Map();

const structs: ReadonlyMap<string, Map<string, Shape>> = new Map(
  Object.keys(fieldTypes).map((name) => [name, new Map<string, Shape>()]),
);
for (const [struct, fields] of Object.entries(fieldTypes)) {
  for (const [name, type] of Object.entries(fields)) structs.get(struct)!.set(name, fieldShape(struct, name, type));
}

/** Of a text, a number, a boolean, a list of them, and whatever the schema does not have. */
export const plain: Shape = shapeOfType('any');

/** The shape of the struct, or of the field that these names lead to: `shapeOf('PodSpec', 'affinity')`. */
export function shapeOf(struct: StructName, ...names: readonly string[]): Shape {
  return names.reduce(below, shapeOfType(struct));
}

/** The shape of a field of the struct, or of a value of the map. */
export const below = (shape: Shape, name: string): Shape =>
  shape.isMap ? entryOf(shape) : (shape.fields.get(name) ?? plain);

/** The shape of an entry of the list. */
export const entryOf = (shape: Shape): Shape => shape.entry ?? plain;

/**
 * The fields by which entries of a list are told apart, by the name of the field that holds the list. In all structs, lists of one name have
 * the same keys.
 */
export const listKeys: ReadonlyMap<string, readonly string[]> = new Map(
  [...structs.values()].flatMap((fields) =>
    [...fields].flatMap(([name, { keys }]): [string, readonly string[]][] =>
      keys === undefined ? [] : [[name, keys]],
    ),
  ),
);

function fieldShape(struct: string, name: string, type: FieldType): Shape {
  const isPointer = own(pointers, struct)?.includes(name) === true;
  const isAlwaysWritten = own(alwaysWritten, struct)?.includes(name) === true;
  const isList = type.startsWith('[]');
  return {
    ...shapeOfType(type),
    emptyMeansAbsent: type.startsWith('{}') || (structs.has(type) && !isPointer),
    zeroMeansAbsent: ['string', 'boolean', 'integer'].includes(type) && !isPointer && !isAlwaysWritten,
    keys: isList ? (own(own(listMapKeys, struct) ?? {}, name) ?? own(keysOfAtomicLists, name)) : undefined,
    secondKey: isList ? own(secondKeys, name) : undefined,
  };
}

function shapeOfType(type: FieldType): Shape {
  const isMap = type.startsWith('{}');
  return {
    fields: structs.get(type) ?? noFields,
    entry: isMap || type.startsWith('[]') ? shapeOfType(type.slice(2)) : undefined,
    isMap,
    isQuantity: type === 'quantity',
    emptyMeansAbsent: isMap,
    zeroMeansAbsent: false,
    keys: undefined,
    secondKey: undefined,
  };
}

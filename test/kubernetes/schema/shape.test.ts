import { describe, expect, test } from '@jest/globals';
import { kinds } from '../../../src/kubernetes/kinds.ts';
import {
  alwaysWritten,
  fieldTypes,
  listMapKeys,
  patchStrategies,
  pointers,
  type FieldType,
  type StructName,
} from '../../../src/kubernetes/schema/generated.ts';
import { entryOf, listKeys, plain, shapeOf, type Shape } from '../../../src/kubernetes/schema/shape.ts';
import {
  fieldsOf,
  fieldType,
  isListType,
  isMapType,
  isStruct,
  itemType,
} from '../../../src/kubernetes/schema/types.ts';

const structs = Object.keys(fieldTypes) as StructName[];
const scalars = ['string', 'int32', 'int64', 'boolean', 'quantity', 'intOrString', 'time', 'any'];
const innermost = (type: FieldType): FieldType =>
  isListType(type) || isMapType(type) ? innermost(itemType(type)) : type;

describe('the schema', () => {
  test('has each kind', () => expect(structs).toEqual(expect.arrayContaining(kinds.map(({ kind }) => kind))));

  test('has the struct of each field', () => {
    const types = Object.values(fieldTypes).flatMap((fields) => Object.values(fields).map(innermost));
    expect(types.filter((type) => !scalars.includes(type) && !isStruct(type))).toEqual([]);
  });

  test.each(Object.entries({ pointers, alwaysWritten }))('has each field of %s', (_, table) => {
    const fields = Object.entries(table).flatMap(([struct, names]) => names.map((name) => [struct, name] as const));
    expect(fields.filter(([struct, name]) => fieldType(struct, name) === undefined)).toEqual([]);
  });

  test('has the fields of each key', () => {
    const rows = Object.entries(listMapKeys).flatMap(([struct, lists]) =>
      Object.entries(lists).flatMap(([list, keys]) => keys.map((key) => [fieldType(struct, list)!, key] as const)),
    );
    expect(rows.filter(([list, key]) => fieldType(itemType(list), key) === undefined)).toEqual([]);
  });

  test('has the field of each merge key', () => {
    const rows = Object.entries(patchStrategies).flatMap(([struct, fields]) =>
      Object.entries(fields).map(([name, { mergeKey = '' }]) => [fieldType(struct, name)!, mergeKey] as const),
    );
    const entries = rows.filter(([, key]) => key !== '');
    expect(entries.filter(([list, key]) => fieldType(itemType(list), key) === undefined)).toEqual([]);
  });

  test('has maps of scalars alone', () => {
    const types = Object.values(fieldTypes).flatMap((fields) => Object.values(fields));
    expect(types.filter((type) => isMapType(type) && !scalars.includes(itemType(type)))).toEqual([]);
  });

  test('has no struct that contains itself', () => {
    const within = (struct: string, around: readonly string[]): string[] =>
      around.includes(struct)
        ? [struct]
        : Object.values(fieldsOf(struct)).flatMap((type) => within(innermost(type), [...around, struct]));
    expect(kinds.flatMap(({ kind }) => within(kind, []))).toEqual([]);
  });
});

test('lists of one name have the same keys in all structs', () => {
  const rows = structs.flatMap((struct) =>
    [...shapeOf(struct).fields].flatMap(([name, { keys }]) => (keys === undefined ? [] : [{ struct, name, keys }])),
  );
  expect(rows.filter(({ name, keys }) => listKeys.get(name)!.join() !== keys.join())).toEqual([]);
});

describe('shapeOf', () => {
  const empty = { emptyMeansAbsent: true };
  const full = { emptyMeansAbsent: false };
  test.each<[StructName, string, Partial<Shape>]>([
    ['Container', 'resources', empty],
    ['EphemeralContainer', 'resources', empty],
    ['PodSpec', 'resources', full],
    ['ContainerStatus', 'resources', full],
    ['PersistentVolumeClaimSpec', 'resources', empty],
    ['Pod', 'metadata', empty],
    ['Volume', 'emptyDir', full],
    ['PodSpec', 'nodeSelector', { isMap: true, ...empty }],
    ['FlexVolumeSource', 'options', { isMap: true, ...empty }],
    ['PodDNSConfig', 'options', { isMap: false, ...full }],
    ['ReplicationControllerSpec', 'selector', { isMap: true, ...empty }],
    ['JobSpec', 'selector', { isMap: false, ...full }],
    ['EmptyDirVolumeSource', 'sizeLimit', { isQuantity: true }],
    ['HTTPGetAction', 'port', { isQuantity: false, zeroMeansAbsent: false }],
    ['PodSpec', 'hostname', { zeroMeansAbsent: true }],
    ['PodSpec', 'hostNetwork', { zeroMeansAbsent: true }],
    ['PodSpec', 'priority', { zeroMeansAbsent: false }],
    ['PodSpec', 'restartPolicy', { zeroMeansAbsent: true }],
    ['Container', 'restartPolicy', { zeroMeansAbsent: false }],
    ['EnvVar', 'name', { zeroMeansAbsent: false }],
    ['EnvVar', 'value', { zeroMeansAbsent: true }],
    ['HTTPHeader', 'value', { zeroMeansAbsent: false }],
    ['Container', 'ports', { keys: ['containerPort', 'protocol'], secondKey: 'name' }],
    ['Container', 'resizePolicy', { keys: ['resourceName'] }],
    ['Container', 'args', { keys: undefined }],
    ['PodSpec', 'hostAliases', { keys: ['ip'] }],
    ['PodSpec', 'tolerations', { keys: undefined }],
    ['PodSpec', 'evictionResponders', { keys: ['name'] }],
    ['PodStatus', 'containerStatuses', { keys: ['name'] }],
    ['PodStatus', 'initContainerStatuses', { keys: ['name'] }],
    ['PodStatus', 'ephemeralContainerStatuses', { keys: ['name'] }],
  ])('%s.%s', (struct, name, expected) => expect(shapeOf(struct, name)).toMatchObject(expected));

  test('of a value of a map', () => {
    expect(shapeOf('ResourceRequirements', 'limits', 'cpu')).toMatchObject({ isQuantity: true });
    expect(shapeOf('ObjectMeta', 'labels', 'metadata')).toEqual(plain);
  });
  test('of an entry of a list', () => {
    expect(entryOf(shapeOf('PodSpec', 'containers')).fields).toBe(shapeOf('Container').fields);
  });
  test.each(['constructor', '__proto__', 'nothing'])('of %s', (name) => expect(shapeOf('PodSpec', name)).toBe(plain));
});

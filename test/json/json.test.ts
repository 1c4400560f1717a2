import { expect, test } from '@jest/globals';
import {
  copyOf,
  field,
  get,
  isSet,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  type JsonObject,
} from '../../src/json/json.ts';

const object = JSON.parse('{"a":{"b":[1],"c":"x","d":5,"e":null},"__proto__":{"own":1}}') as JsonObject;

test('existing fields are read', () => {
  expect(get(object, 'a', 'd')).toBe(5);
  expect(listAt(object, 'a', 'b')).toEqual([1]);
  expect(stringAt(object, 'a', 'c')).toBe('x');
  expect(numberAt(object, 'a', 'd')).toBe(5);
  expect(objectAt(object, 'a')).toBe(object['a']);
});

test('a missing field or one of another type is empty', () => {
  expect(get(object, 'a', 'b', '0')).toBeUndefined();
  expect(get(object, 'x', 'y')).toBeUndefined();
  expect(listAt(object, 'a')).toEqual([]);
  expect(objectAt(object, 'a', 'b')).toEqual({});
  expect(stringAt(object, 'a', 'd')).toBeUndefined();
  expect(numberAt(object, 'a', 'c')).toBeUndefined();
});

test('inherited properties are not read', () => {
  expect(field({}, 'constructor')).toBeUndefined();
  expect(get(object, '__proto__', 'own')).toBe(1);
  expect(field({}, '__proto__')).toBeUndefined();
});

test('null is not set, but false, zero and empty values are', () => {
  expect([undefined, null, false, 0, '', [], {}].map(isSet)).toEqual([false, false, true, true, true, true, true]);
});

test('a copy has equal but separate fields and lists', () => {
  const copy = copyOf(object);
  expect(copy).toEqual(object);
  expect(Object.keys(copy)).toEqual(Object.keys(object));
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(copy['a']).not.toBe(object['a']);
  expect(get(copy, 'a', 'b')).not.toBe(get(object, 'a', 'b'));
});

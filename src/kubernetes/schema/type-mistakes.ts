/** Walks an object along the types of its fields, as kube-apiserver's decoder does. */
import { fieldTypes, type FieldType } from './generated.ts';
import { isList, isObject, isSet, own, type Json } from '../../json/json.ts';
import { FieldPath } from '../../json/path.ts';

type Mistake =
  | { readonly kind: 'type'; readonly path: FieldPath; readonly value: Json; readonly expected: string }
  | { readonly kind: 'unknown'; readonly path: FieldPath; readonly name: string; readonly known: readonly string[] };

/** Every field of an object of the kind that has another type than its own, and every field that there is not. */
export const mistakesIn = (object: Json, kind: string): Generator<Mistake> => mistakes(object, kind, FieldPath.root);

const scalars: Readonly<Record<string, { readonly is: (value: Json) => boolean; readonly expected: string }>> = {
  string: { is: (value) => typeof value === 'string', expected: 'a string' },
  boolean: { is: (value) => typeof value === 'boolean', expected: 'true or false' },
  integer: { is: (value) => Number.isInteger(value), expected: 'a whole number' },
  intOrString: {
    is: (value) => typeof value === 'string' || Number.isInteger(value),
    expected: 'a whole number or a string',
  },
  quantity: { is: (value) => typeof value === 'string' || typeof value === 'number', expected: 'a quantity' },
  time: { is: isTime, expected: 'a time, as in 2026-01-02T03:04:05Z' },
  any: { is: () => true, expected: '' },
};

/** RFC 3339, which has a zone and a T. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)$/;

function isTime(value: Json): boolean {
  return typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value.replace(',', '.')));
}

function* mistakes(value: Json | undefined, type: FieldType, path: FieldPath): Generator<Mistake> {
  if (!isSet(value)) return;
  const wrong = (expected: string): Mistake => ({ kind: 'type', path, value, expected });
  const scalar = own(scalars, type);
  if (scalar !== undefined) {
    if (!scalar.is(value)) yield wrong(scalar.expected);
  } else if (type.startsWith('[]')) {
    if (!isList(value)) yield wrong('a list');
    else for (const [i, entry] of value.entries()) yield* mistakes(entry, type.slice(2), path.index(i));
  } else if (!isObject(value)) {
    yield wrong('an object');
  } else if (type.startsWith('{}')) {
    for (const [key, entry] of Object.entries(value)) yield* mistakes(entry, type.slice(2), path.key(key));
  } else {
    const fields = own(fieldTypes, type) ?? {};
    for (const [name, entry] of Object.entries(value)) {
      const inner = own(fields, name);
      if (inner !== undefined) yield* mistakes(entry, inner, path.child(name));
      else yield { kind: 'unknown', path: path.child(name), name, known: Object.keys(fields) };
    }
  }
}

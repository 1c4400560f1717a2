import { field, isObject, type Json } from '../../json/json.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { isEmpty } from '../../kubernetes/schema/difference.ts';

/** The same string for two owner references that are equal to kube-apiserver: a field with its zero value counts as absent, in any order. */
export function ownerKey(reference: Json): string {
  if (!isObject(reference)) return JSON.stringify(reference);
  const fields = Object.keys(reference).filter(
    (name) => !isEmpty(field(reference, name), shapeOf('OwnerReference', name)),
  );
  return JSON.stringify(fields.sort().map((name) => [name, field(reference, name)]));
}

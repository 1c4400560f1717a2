/** Any three objects can be merged, and the work is proportional to their size and not to the product of their sizes. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { field, isList, isObject, type Json, type JsonObject } from '../../../src/json/json.ts';
import { merge } from '../../../src/kubernetes/apiserver/strategic-merge.ts';
import { seed } from '../../property.ts';

/** What the merged object must have, whatever the stored one has: the scalars of `sent`, and neither its nulls nor the fields that only `last` has. */
function expectMerged(merged: Json | undefined, sent: JsonObject, last: Json | undefined): void {
  for (const [name, value] of Object.entries(sent)) {
    const result = field(merged, name);
    if (isObject(value)) expectMerged(result, value, field(last, name));
    else if (isList(value)) expect(isList(result)).toBe(true);
    else expect(result).toBe(value ?? undefined);
  }
  for (const name of isObject(last) ? Object.keys(last) : [])
    if (!Object.hasOwn(sent, name)) expect(field(merged, name)).toBeUndefined();
}

test('the result has what was sent, and not what was removed from the manifest', () => {
  const name = fc.constantFrom(
    'spec',
    'containers',
    'name',
    'env',
    'volumes',
    'metadata',
    'finalizers',
    'labels',
    '__proto__',
    'a',
  );
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, '', 'a', 0, false),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(name, tie('json'), { maxKeys: 4 }),
    ),
  }));
  const object = fc.dictionary(name, json, { maxKeys: 4 });
  fc.assert(
    fc.property(object, object, object, (live, sent, last) => {
      for (const struct of ['Pod', 'PodSpec']) {
        expectMerged(merge(live, sent, last, struct), sent, last);
        expect(merge(live, {}, {}, struct)).toEqual(live);
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test('the work grows with the lists, not with their product', () => {
  // A quadratic merge of these would take minutes.
  const list = (image: string, name: (i: number) => string): JsonObject => ({
    containers: Array.from({ length: 100_000 }, (_, i) => ({ name: name(i), image })),
  });
  for (const name of [(i: number) => `c${i}`, () => 'c']) {
    const [live, sent] = [list('a:1', name), list('a:2', name)];
    expect(merge(live, sent, live, 'PodSpec')).toEqual(sent);
  }
});

/** Any three objects can be merged, and the work is proportional to their size and not to the product of their sizes. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { merge } from '../../../src/kubernetes/apiserver/strategic-merge.ts';
import { seed } from '../../property.ts';

test('never throws, whatever the three objects', () => {
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
      expect(merge(live, sent, last, 'Pod')).toBeDefined();
      expect(merge(live, sent, last, 'PodSpec')).toBeDefined();
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

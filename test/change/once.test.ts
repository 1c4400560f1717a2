import { expect, test } from '@jest/globals';
import { oncePer } from '../../src/change/once.ts';

test('the result for an object is computed once, also if it is undefined', () => {
  const computed: string[] = [];
  const lookUp = oncePer(({ name }: { readonly name: string }) => {
    computed.push(name);
    return name === 'a' ? 1 : undefined;
  });
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  expect([a, b, a, b].map(lookUp)).toEqual([1, undefined, 1, undefined]);
  expect(computed).toEqual(['a', 'b']);
});

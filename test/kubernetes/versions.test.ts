import { expect, test } from '@jest/globals';
import { changedIn } from '../../src/kubernetes/versions.ts';

test('a message names the first version in which a fact differs from the oldest one', () => {
  expect(changedIn('firstResourcesFree')).toBe('1.35');
  expect(changedIn('MutableSchedulingDirectivesForSuspendedJobs')).toBe('1.36');
  expect(changedIn('claimsResize')).toBe('1.37');
});

test('a fact that no version changes cannot be in a message', () => {
  expect(() => changedIn('later' as never)).toThrow('No supported version changes later.');
});

import { expect, test } from '@jest/globals';
import { changedIn, endedIn } from '../../src/kubernetes/versions.ts';

test('a message names the version in which a fact changes', () => {
  expect(changedIn('firstResourcesFree')).toBe('1.35');
  expect(changedIn('claimsResize')).toBe('1.37');
});

test('a message names the version in which a fact ends', () => {
  expect(endedIn('memoryLimitsNotLowered')).toBe('1.34');
  expect(endedIn('firstResourcesFree')).toBe('1.35');
});

test('a fact that no version changes, or several versions change, has no version in which it changes', () => {
  expect(() => changedIn('later' as never)).toThrow('No supported version changes later.');
  expect(() => changedIn('memoryLimitsNotLowered')).toThrow('Several versions change memoryLimitsNotLowered.');
});

test('a fact that is true in the newest version has not ended', () => {
  expect(() => endedIn('claimsResize')).toThrow('No supported version ends claimsResize.');
  expect(() => endedIn('later' as never)).toThrow('No supported version ends later.');
});

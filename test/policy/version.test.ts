import { expect, test } from '@jest/globals';
import { judgedMinor, replacement } from '../../src/policy/version.ts';

const supported = 'Podward supports Kubernetes 1.34 to 1.37, so the rules for';

test.each([
  ['1.29', undefined, undefined],
  ['1.30', 34, `${supported} 1.34 are used in place of those for 1.30.`],
  ['v1.33.9', 34, `${supported} 1.34 are used in place of those for 1.33.`],
  ['1.34', 34, undefined],
  ['1.36+', 36, undefined],
  ['1.37.0-gke.1', 37, undefined],
  ['1.38', 37, `${supported} 1.37 are used in place of those for 1.38.`],
  ['1.999', 37, `${supported} 1.37 are used in place of those for 1.999.`],
  ['2.0', undefined, undefined],
])('%s', (version, minor, sentence) => {
  expect(judgedMinor(version)).toBe(minor);
  expect(replacement(version)).toBe(sentence);
});

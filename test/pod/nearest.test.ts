import { expect, test } from '@jest/globals';
import { nearest } from '../../src/pod/nearest.ts';

test.each<[string, string[], string | undefined]>([
  ['contaners', ['volumes', 'containers', 'initContainers'], 'containers'],
  ['ImagePullpolicy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
  ['ab', ['abc', 'abd', 'a'], 'abc'],
  ['abc', ['xyz', 'uvwxyz'], undefined],
  ['dta', ['data', 'dta'], 'dta'],
  ['', ['a', 'abc'], 'a'],
  ['x'.repeat(101), ['x'.repeat(101)], undefined],
])('%s of %j', (name, known, expected) => expect(nearest(name, known)).toBe(expected));

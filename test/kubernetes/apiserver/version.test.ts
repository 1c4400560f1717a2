/** The versions in the answers of API servers. */
import { expect, test } from '@jest/globals';
import type { Json } from '../../../src/json/json.ts';
import { minorsOf } from '../../../src/kubernetes/apiserver/version.ts';

test.each<[string, Json, readonly number[] | undefined]>([
  ['a release', { major: '1', minor: '36', gitVersion: 'v1.36.1' }, [36]],
  ['a provider with a + after the minor version', { major: '1', minor: '99+', gitVersion: 'v1.99.1-eks-1-2' }, [99]],
  ['a provider with a git version of its own', { major: '1', minor: '36', gitVersion: 'v1.36.1-gke.100' }, [36]],
  ['only the git version', { gitVersion: 'v1.36.1-gke.100' }, [36]],
  ['only the git version, with a build', { major: '', minor: '', gitVersion: 'v1.36.1+k3s1' }, [36]],
  ['only the git version, without a patch version', { gitVersion: 'v1.36' }, [36]],
  [
    'a program that emulates the previous version',
    { major: '1', minor: '37', emulationMajor: '1', emulationMinor: '36' },
    [36, 37],
  ],
  [
    'a program that emulates its own version',
    { major: '1', minor: '37', emulationMajor: '1', emulationMinor: '37' },
    [37],
  ],
  [
    'an emulated version that cannot be read',
    { major: '1', minor: '37', emulationMajor: '1', emulationMinor: 'x' },
    [37],
  ],
  ['a newer major version', { major: '2', minor: '0', gitVersion: 'v2.0.0' }, undefined],
  ['a minor version with other characters', { major: '1', minor: '36; 37' }, undefined],
  ['a minor version with too many digits', { major: '1', minor: '3600', gitVersion: 'v1.3600.0' }, undefined],
  ['a negative minor version', { major: '1', minor: '-1' }, undefined],
  ['numbers', { major: 1, minor: 36 }, undefined],
  ['a git version without a v', { gitVersion: '1.36.1' }, [36]],
  ['a git version in the middle of a text', { gitVersion: 'kube-v1.36.1' }, undefined],
  ['a git version that continues without a separator', { gitVersion: 'v1.36x' }, undefined],
  ['an empty object', {}, undefined],
  ['another object', { kind: 'Status', code: 404 }, undefined],
  ['inherited fields', { __proto__: { major: '1', minor: '36' } }, undefined],
  ['null', null, undefined],
  ['a list', [{ major: '1', minor: '36' }], undefined],
  ['a string', 'v1.36.1', undefined],
])('%s', (_, info, minors) => expect(minorsOf(info)).toEqual(minors));

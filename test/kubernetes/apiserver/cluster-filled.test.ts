import { describe, expect, test } from '@jest/globals';
import { isPlainManifest, isTokenMount, isTokenVolume } from '../../../src/kubernetes/apiserver/cluster-filled.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';

const token = { name: 'kube-api-access-x7k2p', projected: {} };
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

test.each<[Json, boolean]>([
  [token, true],
  [{ name: 'kube-api-access-mine' }, false],
  [{ name: 'kube-api-access-x7k2p-2' }, false],
  [{ name: 'my-kube-api-access-x7k2p' }, false],
  [null, false],
])('token volume: %j', (volume, expected) => expect(isTokenVolume(volume)).toBe(expected));

test.each<[Json, boolean]>([
  [{ name: token.name, mountPath: tokenPath }, true],
  [{ name: token.name, mountPath: '/elsewhere' }, false],
  [{ name: 'mine', mountPath: tokenPath }, false],
])('token mount: %j', (mount, expected) => expect(isTokenMount(mount)).toBe(expected));

describe('isPlainManifest', () => {
  test.each<[string, JsonObject, JsonObject, boolean]>([
    ['node missing', { nodeName: 'a' }, {}, true],
    ['node emptied', { nodeName: 'a' }, { nodeName: '' }, true],
    ['token missing', { volumes: [token] }, { volumes: [] }, true],
    ['default service account missing', { serviceAccountName: 'default' }, {}, true],
    ['another service account removed', { serviceAccountName: 'mine' }, {}, false],
    ['nothing missing', { nodeName: 'a', volumes: [token] }, { nodeName: 'a', volumes: [token] }, false],
    ['a volume of the user removed', { volumes: [{ name: 'a' }] }, {}, false],
    ['another node', { nodeName: 'a' }, { nodeName: 'b' }, false],
  ])('%s', (_, before, after, expected) => expect(isPlainManifest(before, after)).toBe(expected));
});

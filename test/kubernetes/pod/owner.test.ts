import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { topOwnerOf, type Owner } from '../../../src/kubernetes/pod/owner.ts';
import { pod } from '../../objects.ts';

const owned = (kind: string, name: string, extra: JsonObject = {}, labels: JsonObject = {}): JsonObject =>
  pod(
    {},
    {
      labels,
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Other', name: 'x' },
        { apiVersion: 'apps/v1', kind, name, controller: true, ...extra },
      ],
    },
  );
const hash = { 'pod-template-hash': '7d4b' };
const owner = (kind: string, name: string): Owner => ({ apiVersion: 'apps/v1', kind, name });

test.each<[string, JsonObject, Owner | undefined]>([
  ['a bare Pod', pod(), undefined],
  ['a Pod of a StatefulSet', owned('StatefulSet', 'db'), owner('StatefulSet', 'db')],
  ['a Pod of a Deployment', owned('ReplicaSet', 'my-web-7d4b', {}, hash), owner('Deployment', 'my-web')],
  ['a Pod of a ReplicaSet without Deployment', owned('ReplicaSet', 'web'), owner('ReplicaSet', 'web')],
  ['a ReplicaSet whose name has another hash', owned('ReplicaSet', 'web-1', {}, hash), owner('ReplicaSet', 'web-1')],
  [
    'a StatefulSet whose name ends like the hash',
    owned('StatefulSet', 'db-7d4b', {}, hash),
    owner('StatefulSet', 'db-7d4b'),
  ],
  [
    'a reference without apiVersion',
    owned('StatefulSet', 'db', { apiVersion: null }),
    { apiVersion: undefined, kind: 'StatefulSet', name: 'db' },
  ],
  ['an owner that is not the controller', owned('ReplicaSet', 'web', { controller: false }), undefined],
  ['a reference without a name', owned('ReplicaSet', 'web', { name: null }), undefined],
  ['a reference without a kind', owned('ReplicaSet', 'web', { kind: null }), undefined],
  ['rubbish', { metadata: { ownerReferences: [null, 5, 'x', {}] } }, undefined],
])('%s', (_, object, expected) => expect(topOwnerOf(object)).toEqual(expected));

import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { controllerOf, type Owner } from '../../../src/kubernetes/pod/owner.ts';
import { pod } from '../../objects.ts';

const owned = (kind: string, name: string, extra: JsonObject = {}, labels: JsonObject = {}): JsonObject =>
  pod(
    {},
    {
      labels,
      ownerReferences: [
        { kind: 'Other', name: 'x' },
        { kind, name, controller: true, ...extra },
      ],
    },
  );
const hash = { 'pod-template-hash': '7d4b' };

test.each<[string, JsonObject, Owner | undefined]>([
  ['a bare Pod', pod(), undefined],
  ['a Pod of a StatefulSet', owned('StatefulSet', 'db'), { kind: 'StatefulSet', name: 'db' }],
  ['a Pod of a Deployment', owned('ReplicaSet', 'web-7d4b', {}, hash), { kind: 'Deployment', name: 'web' }],
  ['a Pod of a ReplicaSet without Deployment', owned('ReplicaSet', 'web'), { kind: 'ReplicaSet', name: 'web' }],
  [
    'a ReplicaSet whose name has another hash',
    owned('ReplicaSet', 'web-1', {}, hash),
    { kind: 'ReplicaSet', name: 'web-1' },
  ],
  ['an owner that is not the controller', owned('ReplicaSet', 'web', { controller: false }), undefined],
  ['a reference without a name', owned('ReplicaSet', 'web', { name: null }), undefined],
  ['rubbish', { metadata: { ownerReferences: [null, 5, 'x', {}] } }, undefined],
])('%s', (_, object, owner) => expect(controllerOf(object)).toEqual(owner));

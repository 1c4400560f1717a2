import { expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { volumeDefaults } from '../../../src/kubernetes/apiserver/default-volumes.ts';

test.each<[what: string, volume: JsonObject, path: string, expected: Json]>([
  ['a volume without a source', {}, 'emptyDir', {}],
  ['a volume from a Secret', { secret: {} }, 'secret.defaultMode', 420],
  ['a ConfigMap without a mode', { configMap: {} }, 'configMap.defaultMode', 420],
  ['a downward API volume without a mode', { downwardAPI: {} }, 'downwardAPI.defaultMode', 420],
  ['a projected volume', { projected: {} }, 'projected.defaultMode', 420],
  ['a volume from a ConfigMap', { configMap: { defaultMode: 256 } }, 'configMap.defaultMode', 256],
  [
    'a downward API volume',
    { downwardAPI: { items: [{ fieldRef: {} }] } },
    'downwardAPI.items.0.fieldRef.apiVersion',
    'v1',
  ],
  [
    'a projected token',
    { projected: { sources: [{ serviceAccountToken: {} }] } },
    'projected.sources.0.serviceAccountToken.expirationSeconds',
    3600,
  ],
  ['hostPath', { hostPath: { path: '/x' } }, 'hostPath.type', ''],
  ['an image volume', { image: { reference: 'a' } }, 'image.pullPolicy', 'Always'],
  [
    'an ephemeral claim',
    { ephemeral: { volumeClaimTemplate: {} } },
    'ephemeral.volumeClaimTemplate.spec.volumeMode',
    'Filesystem',
  ],
  ['iSCSI', { iscsi: {} }, 'iscsi.iscsiInterface', 'default'],
  ['RBD', { rbd: {} }, 'rbd', { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }],
  [
    'an Azure disk',
    { azureDisk: {} },
    'azureDisk',
    { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  ],
  ['ScaleIO', { scaleIO: {} }, 'scaleIO', { storageMode: 'ThinProvisioned', fsType: 'xfs' }],
])('%s', (_, volume, path, expected) =>
  expect(volumeDefaults({ name: 'v', ...volume })).toHaveProperty(path, expected),
);

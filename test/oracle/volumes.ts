/** A valid example of every volume source, and of the claims of StatefulSets and ephemeral volumes, with all fields that are validated. */
import type { Json, JsonObject } from '../../src/json/json.ts';

const secretRef = { name: 'tls' };
const items = [{ key: 'a', path: 'a.conf', mode: 256 }];
const downwardItems = [
  { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' }, mode: 256 },
  { path: 'cpu', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu', divisor: '1m' } },
];

const signerBundle = { signerName: 'example.com/signer', labelSelector: { matchLabels: { a: 'b' } }, path: 'ca.pem' };
const namedBundle = { name: 'example.com:signer:roots', path: 'a.conf' };
const bundleNames = [
  'roots',
  'example.com:signer:roots',
  'example.com:signer:Bad',
  'example.com/signer:roots',
  ':roots',
  'a:',
  'Bad',
  '',
];
const certificate = {
  signerName: 'example.com/signer',
  keyType: 'ED25519',
  maxExpirationSeconds: 86400,
  credentialBundlePath: 'bundle.pem',
  userAnnotations: { 'example.com/a': 'b' },
};

export const claimSpec: JsonObject = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
  storageClassName: 'fast',
  volumeMode: 'Filesystem',
  selector: { matchLabels: { tier: 'ssd' } },
  dataSource: { kind: 'PersistentVolumeClaim', name: 'old' },
  dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'old' },
  volumeAttributesClassName: 'silver',
};

export const snapshotClaimSpec: JsonObject = {
  accessModes: ['ReadWriteMany', 'ReadOnlyMany'],
  resources: { requests: { storage: '1Gi' }, limits: { storage: '2Gi' } },
  dataSourceRef: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'old', namespace: 'other' },
};

/** By the name of the type. */
export const sourceExamples: Readonly<Record<string, readonly JsonObject[]>> = {
  AWSElasticBlockStoreVolumeSource: [{ volumeID: 'vol-1', partition: 1 }],
  AzureDiskVolumeSource: [
    { diskName: 'a', diskURI: '/subscriptions/a/resourcegroups/b', kind: 'Managed', cachingMode: 'None' },
    { diskName: 'a', diskURI: 'https://a.blob.core.windows.net/b/c.vhd' },
  ],
  AzureFileVolumeSource: [{ secretName: 'azure', shareName: 'share' }],
  CephFSVolumeSource: [{ monitors: ['10.0.0.1:6789'], secretRef }],
  CinderVolumeSource: [{ volumeID: 'a', secretRef }],
  ConfigMapVolumeSource: [{ name: 'settings', items, defaultMode: 420 }],
  CSIVolumeSource: [{ driver: 'inline.storage.example.com', nodePublishSecretRef: secretRef }],
  DownwardAPIVolumeSource: [{ items: downwardItems }],
  EmptyDirVolumeSource: [{ medium: 'Memory', sizeLimit: '64Mi' }],
  EphemeralVolumeSource: [
    { volumeClaimTemplate: { metadata: { labels: { a: 'b' }, annotations: { 'a.b/c': 'x' } }, spec: claimSpec } },
    { volumeClaimTemplate: { spec: snapshotClaimSpec } },
  ],
  FCVolumeSource: [{ targetWWNs: ['50060e801049cfd1'], lun: 0 }, { wwids: ['3600508b400105e210000900000490000'] }],
  FlexVolumeSource: [{ driver: 'example.com/nfs', options: { size: '1' } }],
  FlockerVolumeSource: [{ datasetName: 'data' }, { datasetUUID: 'a' }],
  GCEPersistentDiskVolumeSource: [{ pdName: 'disk', partition: 1 }],
  GitRepoVolumeSource: [{ repository: 'https://git.example.com/a', directory: 'a' }],
  GlusterfsVolumeSource: [{ endpoints: 'gluster', path: 'data' }],
  HostPathVolumeSource: [{ path: '/var/log', type: 'Directory' }],
  ImageVolumeSource: [{ reference: 'registry.example.com/data:1', pullPolicy: 'Always' }],
  ISCSIVolumeSource: [
    {
      targetPortal: '10.0.0.1:3260',
      iqn: 'iqn.2001-04.com.example:storage.disk1',
      lun: 0,
      chapAuthSession: true,
      secretRef,
      initiatorName: 'iqn.2001-04.com.example:node',
    },
    { targetPortal: '10.0.0.1', iqn: 'eui.0123456789ABCDEF', lun: 255 },
  ],
  NFSVolumeSource: [{ server: 'nfs.local', path: '/exports' }],
  PersistentVolumeClaimVolumeSource: [{ claimName: 'data' }],
  PhotonPersistentDiskVolumeSource: [{ pdID: 'disk' }],
  PortworxVolumeSource: [{ volumeID: 'a' }],
  ProjectedVolumeSource: [
    {
      defaultMode: 420,
      sources: [
        { secret: { name: 'a', items } },
        { configMap: { name: 'b', items: [{ key: 'a', path: 'b.conf' }] } },
        { downwardAPI: { items: downwardItems } },
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600, audience: 'x' } },
      ],
    },
    { sources: [{ clusterTrustBundle: signerBundle }, { podCertificate: certificate }] },
    { sources: [{ clusterTrustBundle: namedBundle }, { configMap: { name: 'b', items } }] },
  ],
  QuobyteVolumeSource: [{ registry: 'quobyte:7861,[fd00::1]:7861', volume: 'data', tenant: 'a' }],
  RBDVolumeSource: [{ monitors: ['10.0.0.1:6789'], image: 'data', secretRef }],
  ScaleIOVolumeSource: [{ gateway: 'https://a', system: 'a', volumeName: 'a', secretRef }],
  SecretVolumeSource: [{ secretName: 'tls', items, defaultMode: 256 }],
  StorageOSVolumeSource: [{ volumeName: 'data', volumeNamespace: 'default', secretRef }],
  VsphereVirtualDiskVolumeSource: [{ volumePath: '[a] b/c.vmdk' }],
};

const snapshot = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'old' };

/** Whole values for lists and optional structs, by the name of their type. */
export const volumeEntries: Readonly<Record<string, readonly Json[]>> = {
  ...Object.fromEntries(Object.entries(sourceExamples).map(([type, examples]) => [type, [...examples, {}]])),
  PersistentVolumeClaimSpec: [claimSpec, snapshotClaimSpec, {}],
  PersistentVolumeClaimTemplate: [
    { spec: snapshotClaimSpec },
    { metadata: { name: 'a' }, spec: snapshotClaimSpec },
    {},
  ],
  PersistentVolumeClaim: [{ metadata: { name: 'data' }, spec: snapshotClaimSpec }, { metadata: { name: 'other' } }],
  TypedObjectReference: [snapshot, { ...snapshot, namespace: 'other' }, {}],
  TypedLocalObjectReference: [snapshot, {}],
  ClusterTrustBundleProjection: bundleNames.map((name) => ({ name, path: 'ca.pem' })),
  PodCertificateProjection: [certificate, {}],
  VolumeProjection: [
    { serviceAccountToken: { path: 'token' }, secret: { name: 'a', items: [{ key: 'a', path: 'a', user: -1 }] } },
    { clusterTrustBundle: namedBundle },
    { podCertificate: certificate },
    {},
  ],
};

const long = (length: number): string => 'x'.repeat(length);

/** Valid and invalid words for fields with these names. */
export const volumeWords: Readonly<Record<string, readonly Json[]>> = {
  partition: [0, 255, 256, -1],
  lun: [0, 255, 256, -1],
  iqn: [
    'iqn.2001-04.com.example:a',
    'iqn.2001-04.com.example',
    'iqn.2001-04.com.example:a b',
    'iqn x iqn.2001-04.com.example:a',
    'iqn.2001-4.com.example:a',
    'iqn.2001-04.:a',
    'iqn.2001-04.a_iqn.2001-04.b:c:d',
    'eui.0123456789ABCDEF',
    'eui.01234',
    'naa.0123456789ABCDEF0123456789ABCDEF',
    'naa.x',
    'abc',
    '',
  ],
  initiatorName: ['iqn.2001-04.com.example:node', 'iqn.2001', 'eui.0123456789ABCDEF', 'eui', 'naa.1', 'x', ''],
  targetPortal: ['10.0.0.1', '', long(58), long(59), long(60)],
  datasetName: ['a', 'a/b', ''],
  datasetUUID: ['a', ''],
  monitors: [['a:1'], []],
  targetWWNs: [['a'], []],
  wwids: [['a'], []],
  registry: ['a:1', 'a:1,b', 'a', '[::1]:2', '[::1]', '[::1', 'a:b:c', '[a]b:1', 'a]:1', '[a[]:1', ':', '', 'a:1,'],
  tenant: [long(64), long(65), 'ü'.repeat(33)],
  cachingMode: ['None', 'ReadOnly', 'ReadWrite', 'x', ''],
  kind: ['Managed', 'Shared', 'Dedicated', 'PersistentVolumeClaim', 'VolumeSnapshot', 'x', ''],
  diskURI: ['/subscriptions/a', 'https://a', 'a', ''],
  volumeName: ['data', 'Bad', '', long(64)],
  volumeNamespace: ['data', 'Bad', '', 'a.b'],
  directory: ['a', '', '/a', '../a', 'a/..', '..a'],
  options: [
    { size: '1' },
    { 'kubernetes.io/a': '1' },
    { 'a.K8s.io/b': '' },
    { 'k8s.io': '' },
    { 'xkubernetes.io/a': '' },
    { 'a/kubernetes.io': '' },
  ],
  driver: ['example.com/nfs', 'csi.example.com', 'CSI.example.com', 'a_b', '', long(63), long(64)],
  signerName: [
    'example.com/signer',
    'kubernetes.io/legacy-unknown',
    'a.kubernetes.io/x',
    'example/a',
    'example.com',
    'example.com/a/b',
    'Example.com/a',
    'example.com/a_b',
    'example.com/a..b',
    `${'a.'.repeat(127)}b/a`,
    `example.com/${long(253)}.${long(253)}.${long(253)}`,
    `example.com/${long(254)}`,
    '',
  ],
  keyType: ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519', 'RSA', ''],
  maxExpirationSeconds: [3600, 3599, 86400, 86401, 7862400, 7862401, 0, -1],
  expirationSeconds: [3600, 600, 599, 4294967296, 4294967297, 0, -1],
  credentialBundlePath: ['bundle.pem', 'a.conf', '../x', '/a', '..a', ''],
  keyPath: ['key.pem', 'bundle.pem', '../x', '/a', '..a', ''],
  certificateChainPath: ['chain.pem', 'key.pem', 'ca', '../x', '/a', '..a', ''],
  userAnnotations: [{ 'example.com/a': 'b' }, { a: 'b' }, { 'Example.com/A': '' }, { 'a b/c': '' }, { '': '' }, {}],
  user: [0, 1000, 2147483647, 2147483648, -1, 'admin'],
  defaultUser: [0, 1000, 2147483647, 2147483648, -1],
  accessModes: [
    ['ReadWriteOnce'],
    ['ReadOnlyMany', 'ReadWriteMany'],
    ['ReadWriteOncePod'],
    ['ReadWriteOncePod', 'ReadWriteMany'],
    ['ReadWriteOncePod', 'x'],
    'ReadWriteOncePod',
    'ReadWriteOnce',
    ['x'],
    [''],
    [],
  ],
  storageClassName: ['fast', 'Bad', '', 'a.b', long(254)],
  volumeAttributesClassName: ['silver', 'Bad', '', 'a.b'],
  volumeMode: ['Filesystem', 'Block', 'x', ''],
  apiGroup: ['snapshot.storage.k8s.io', 'Bad', ''],
  namespace: ['default', 'other', 'Bad', '', 'a.b'],
};

/** Values of fields for which a random word says too little: Windows options, profiles, annotations about profiles, and the status of a Pod. */
import type { Json } from '../../src/json/json.ts';
import type { Random } from './random.ts';

const objectNames = ['gpu-claim', 'shared', 'a.b', '', 'Bad', 'x'.repeat(254)];

/** Valid and invalid words for fields with these names. */
export const podWords: Readonly<Record<string, readonly Json[]>> = {
  runAsUserName: [
    'ContainerUser',
    'CONTOSO\\web',
    'contoso.com\\web',
    '',
    'a\tb',
    'a\\b\\c',
    '\\web',
    '.x\\web',
    'way-too-long-for-netbios!\\web',
    `${'a'.repeat(256)}\\web`,
    'CONTOSO\\',
    'x'.repeat(104),
    'x'.repeat(105),
    'é'.repeat(53),
    '. .',
    'a@b',
    'a/b',
    'a"b',
    'ünï\\ünï',
    '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\\a',
    '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\\a',
  ],
  gmsaCredentialSpecName: ['webapp', 'web.app', '', 'Web', 'a_b'],
  gmsaCredentialSpec: ['{}', '', 'x'.repeat(65536), 'x'.repeat(65537), 'é'.repeat(32769)],
  localhostProfile: ['a', 'a/b.json', '/a', '../a', '', ' a', 'a ', 'x'.repeat(4095), 'é'.repeat(2048)],
  seLinuxChangePolicy: ['Recursive', 'MountOption', 'x'],
  resourceClaimName: objectNames,
  requestName: ['req-0', 'gpu', 'Bad', '', 'a.b'],
  health: ['Healthy', 'Unhealthy', 'Unknown', 'healthy', ''],
  resourceID: ['gpu-0', 'gpu-1', ''],
  uid: [0, 1000, 2147483647, 2147483648, 4294967295, 4294967296, -1],
  gid: [0, 1000, 2147483647, 2147483648, -1],
  supplementalGroups: [[], [0, 7], [2147483647, -1], [2147483648]],
  imageRef: ['nginx@sha256:1', '', 'x'.repeat(256), 'x'.repeat(257), 'é'.repeat(129)],
};

/** Whole values of these types. */
export const podEntries: Readonly<Record<string, readonly Json[]>> = {
  PodOS: [{ name: 'windows' }, { name: 'windows' }, { name: 'linux' }, { name: 'Windows' }, {}],
  WindowsSecurityContextOptions: [
    { hostProcess: true },
    { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' },
    { hostProcess: false },
    { runAsUserName: 'ContainerUser' },
    { runAsUserName: 'a:b', gmsaCredentialSpecName: 'Web' },
    { gmsaCredentialSpecName: 'webapp', gmsaCredentialSpec: '{}' },
    {},
  ],
  SeccompProfile: [
    { type: 'RuntimeDefault' },
    { type: 'Unconfined' },
    { type: 'Localhost', localhostProfile: 'a' },
    { type: 'Localhost' },
    {},
  ],
  AppArmorProfile: [
    { type: 'RuntimeDefault' },
    { type: 'Unconfined' },
    { type: 'Localhost', localhostProfile: 'a' },
    { type: 'Localhost', localhostProfile: ' a' },
    {},
  ],
  SecurityContext: [
    { windowsOptions: { hostProcess: true } },
    { windowsOptions: { runAsUserName: 'ContainerUser' } },
    { capabilities: {} },
    { privileged: false },
    { privileged: true, allowPrivilegeEscalation: false },
    { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } },
    { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } },
    { capabilities: { add: ['CAP_SYS_ADMIN'] } },
    { runAsUser: 0, runAsGroup: 0 },
    { appArmorProfile: { type: 'RuntimeDefault' } },
    { seccompProfile: { type: 'Unconfined' } },
    { seLinuxOptions: {}, procMount: 'Default' },
  ],
  PodSecurityContext: [
    { windowsOptions: { hostProcess: true } },
    { windowsOptions: { runAsUserName: 'ContainerUser' } },
    { supplementalGroups: [] },
    { sysctls: [] },
    { appArmorProfile: { type: 'Unconfined' } },
    { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } },
    { fsGroup: 0, seLinuxChangePolicy: 'Recursive', supplementalGroupsPolicy: 'Merge' },
  ],
  PodResourceClaimStatus: [
    { name: 'gpu', resourceClaimName: 'web-gpu-x' },
    { name: 'shared' },
    { name: 'none' },
    { name: 'gpu', resourceClaimName: '' },
    { name: 'gpu', resourceClaimName: 'Bad' },
    {},
  ],
  PodExtendedResourceClaimStatus: [
    { resourceClaimName: 'web-ext-x', requestMappings: [mapping('web', 'req-0')] },
    { resourceClaimName: 'web-ext-x', requestMappings: [mapping('web', 'req-0'), mapping('web', 'req-1')] },
    { resourceClaimName: '', requestMappings: [] },
    { resourceClaimName: 'Bad', requestMappings: [mapping('none', 'Bad')] },
    {},
  ],
  ContainerExtendedResourceRequest: [
    mapping('web', 'req-0'),
    mapping('web', 'req-1'),
    mapping('setup', 'req-0'),
    mapping('none', 'req-0'),
    { containerName: 'web', resourceName: 'cpu', requestName: 'req-0' },
    { containerName: 'web', resourceName: 'x', requestName: 'a_b' },
    {},
  ],
  NodeAllocatableResourceClaimStatus: [
    { resourceClaimName: 'shared-claim', mapping: [{ name: 'cpu', quantity: '1' }], containers: ['web'] },
    { resourceClaimName: 'web-gpu-x', resources: { cpu: '1' }, containers: ['web'] },
    { resourceClaimName: 'web-gpu-x', resources: { 'example.com/x': '-1' } },
    { resourceClaimName: 'none', overhead: [{ name: 'memory' }] },
    {
      resourceClaimName: 'shared-claim',
      containers: ['web', 'web'],
      mapping: [{ name: 'x', quantity: '-1' }, { name: 'x' }],
    },
    {},
  ],
  NodeAllocatableMappedResources: [
    { name: 'cpu', quantity: '1' },
    { name: 'hugepages-2Mi', quantity: '0' },
    { name: 'memory', quantity: '-1' },
    { name: 'ephemeral-storage', quantity: '1' },
    {},
  ],
  NodeAllocatableOverheadResources: [
    { name: 'cpu', perPod: '1' },
    { name: 'memory', perContainer: '1', perPod: '-1' },
    { name: 'memory', perContainer: '-1' },
    { name: 'x' },
    {},
  ],
  PodVolumeHealth: [
    { name: 'scratch', healthConditions: [{ status: 'Degraded', reason: 'Slow' }] },
    {
      name: 'data',
      healthConditions: [
        { status: 'x', reason: 'a b' },
        { status: 'x', reason: 'a b' },
      ],
    },
    { name: 'none' },
    {},
  ],
  VolumeHealthCondition: [
    { status: 'DataLoss', reason: 'A,b:c' },
    { status: 'Inaccessible', reason: 'x_' },
    { status: 'Degraded', reason: '1' },
    { status: 'Degraded', reason: 'x'.repeat(257), message: 'x'.repeat(1025) },
    { status: 'degraded', reason: '' },
    {},
  ],
  ContainerUser: [
    { linux: { uid: 0, gid: 0 } },
    { linux: { uid: 4294967295, gid: 1, supplementalGroups: [1] } },
    { linux: { uid: -1, gid: -1, supplementalGroups: [-1] } },
    {},
  ],
  ResourceStatus: [
    { name: 'cpu', resources: [{ resourceID: '0', health: 'Healthy' }] },
    { name: 'example.com/gpu', resources: [{ resourceID: 'gpu-0', health: 'Unhealthy', message: 'too hot' }] },
    { name: 'claim:gpu', resources: [{ resourceID: 'gpu-0', health: 'Unknown' }] },
    { name: 'claim:gpu/main' },
    { name: 'claim:shared' },
    { name: 'claim:web-ext-x/req-0' },
    { name: 'claim:web-ext-x' },
    { name: 'claim:' },
    { name: 'x' },
    {},
  ],
  ResourceHealth: [
    { resourceID: 'gpu-0', health: 'Healthy' },
    { resourceID: 'gpu-1', health: 'Unhealthy', message: '' },
    { resourceID: 'gpu-1', health: 'Unhealthy', message: 'x'.repeat(1024) },
    { resourceID: 'gpu-1', health: 'Unhealthy', message: 'x'.repeat(1025) },
    { resourceID: 'gpu-2', health: 'x' },
    {},
  ],
  VolumeMountStatus: [
    { name: 'scratch', mountPath: '/mnt/scratch' },
    { name: 'img', mountPath: '/img', volumeStatus: { image: { imageRef: 'nginx@sha256:1' } } },
    { name: 'img', mountPath: '/img', volumeStatus: { image: {} } },
    { name: 'img', mountPath: '/img', volumeStatus: { image: { imageRef: 'x'.repeat(257) } } },
  ],
};

function mapping(containerName: string, requestName: string): Record<string, string> {
  return { containerName, resourceName: 'example.com/gpu', requestName };
}

const appArmor = 'container.apparmor.security.beta.kubernetes.io/';
const seccomp = 'container.seccomp.security.alpha.kubernetes.io/';
const containers = ['web', 'web', 'log-agent', 'db', 'setup', 'proxy', 'none', ''];
const profiles = [
  'runtime/default',
  'docker/default',
  'unconfined',
  'localhost/a',
  'localhost/a/b.json',
  'localhost/',
  'localhost/ a',
  'localhost/../a',
  'localhost//a',
  'x',
  '',
];
const costs = ['1', '-5', '+1', '01', 'x', '', '2147483648'];

const tolerations = [
  '[{"key":"a","operator":"Exists"}]',
  '[{"KEY":"a","Operator":"Equal","value":"b","effect":"NoExecute","TolerationSeconds":5}]',
  '[{"key":"a","tolerationSeconds":5}]',
  '[{"key":"a b"},{}]',
  '[{"key":"a","tolerationSeconds":"5"}]',
  '[{"key":"a","tolerationSeconds":0.5}]',
  '[{"key":"a","effect":"NoExecute","tolerationSeconds":5.0}]',
  '[{"key":"a","effect":"NoExecute","tolerationSeconds":9223372036854775807}]',
  '[{"key":"a","effect":"NoExecute","tolerationSeconds":9223372036854775808}]',
  '[{"operator":"Exists","x":{}}, null]',
  '[{"key":1}]',
  '[1]',
  '{"key":"a"}',
  'null',
  '[]',
  'x',
  '',
];

/** A key and a value of an annotation that kube-apiserver reads. */
export function annotation(r: Random): readonly [string, string] {
  switch (r.below(9)) {
    case 8:
      return ['scheduler.alpha.kubernetes.io/tolerations', r.pick(tolerations)];
    case 0:
      return ['controller.kubernetes.io/pod-deletion-cost', r.pick(costs)];
    case 1:
    case 2:
      return ['seccomp.security.alpha.kubernetes.io/pod', r.pick(profiles)];
    case 3:
    case 4:
      return [seccomp + r.pick(containers), r.pick(profiles)];
    default:
      return [appArmor + r.pick(containers), r.pick(profiles)];
  }
}

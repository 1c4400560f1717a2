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
};

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

/** A key and a value of an annotation that kube-apiserver reads. */
export function annotation(r: Random): readonly [string, string] {
  switch (r.below(8)) {
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

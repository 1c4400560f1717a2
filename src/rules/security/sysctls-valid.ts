import { storedWith } from '../../change/stored-with.ts';
import { field, listAt, stringAt, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { duplicate, forbidden, invalid, required } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Source: SysctlMaxLength. */
const maxName = 253;
const name = /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;

/** Source: k8s.io/component-helpers node/util/sysctl. */
const ofIpc = new Set([
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.shm',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.msg',
]);

export const sysctlsValid = definePodRule({
  id: 'sysctls-valid',
  title:
    'Sysctls must have unique names such as net.core.somaxconn, and must not change the network or IPC settings of the node',
  why: 'Sysctls apply to the network and IPC namespaces of the Pod. With hostNetwork or hostIPC the Pod uses the network or IPC namespace of the node.',
  mirrors: ['validateSysctls'],
  appliesTo: podsAndTemplates,
  reads: ['hostIPC', 'hostNetwork', 'securityContext'],
  needs: ['securityContext.sysctls'],
  messages: {
    missing: { text: 'a sysctl must have a name.', fix: 'Set name to a sysctl such as "net.core.somaxconn".' },
    name: { text: 'the name of a sysctl {{problem}}.', fix: 'Use a name such as "net.core.somaxconn".' },
    twice: { text: 'each sysctl may be listed once.', fix: 'Remove one of the two entries.' },
    network: {
      text: '{{sysctl}} is not allowed when hostNetwork is true, because it would change the network settings of the node.',
      fix: 'Remove this sysctl, or remove hostNetwork.',
    },
    ipc: {
      text: '{{sysctl}} is not allowed when hostIPC is true, because it would change the IPC settings of the node.',
      fix: 'Remove this sysctl, or remove hostIPC.',
    },
    ...stringMessages,
  },
  *check(pod) {
    const { spec, specPath } = pod;
    const sysctls = listAt(spec, 'securityContext', 'sysctls');
    const seen = new Map<string, FieldPath>();
    for (const [i, sysctl] of sysctls.entries()) {
      const text = field(sysctl, 'name') ?? '';
      const path = specPath.child('securityContext', 'sysctls').index(i).child('name');
      if (typeof text !== 'string') {
        yield notString(path, text);
        continue;
      }
      const other = seen.get(text);
      const problem = nameError(text);
      if (text === '') yield required(path, 'missing');
      else if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, to: text });
      else if (other !== undefined) yield duplicate(path, 'twice', { to: text, beside: other });
      else seen.set(text, path);
      const shared = sharedWithNode(dotted(text), spec);
      const beside = specPath.child(shared === 'network' ? 'hostNetwork' : 'hostIPC');
      if (shared !== undefined && !hadShared(pod))
        yield forbidden(path, shared, { shown: { sysctl: text }, to: text, beside });
    }
  },
});

function nameError(text: string): string | undefined {
  if (text.length > maxName) return `must be no more than ${maxName} characters`;
  return name.test(text)
    ? undefined
    : "must consist of lowercase letters, digits, '-' and '_', in parts separated by '.' or '/'";
}

function sharedWithNode(sysctl: string, spec: JsonObject): 'network' | 'ipc' | undefined {
  if (sysctl.startsWith('net.')) return spec['hostNetwork'] === true ? 'network' : undefined;
  const isOfIpc = ofIpc.has(sysctl) || sysctl.startsWith('fs.mqueue.');
  return isOfIpc && spec['hostIPC'] === true ? 'ipc' : undefined;
}

/** If the stored Pod has such a sysctl, kube-apiserver accepts all of them (AllowNamespacedSysctlsForHostNetAndHostIPC). */
const hadShared = storedWith(({ spec }) =>
  listAt(spec, 'securityContext', 'sysctls').some(
    (sysctl) => sharedWithNode(dotted(stringAt(sysctl, 'name') ?? ''), spec) !== undefined,
  ),
);

/** `net/ipv4/conf/eth0.1/x` and `net.ipv4.conf.eth0/1.x` are the same sysctl: its first '.' or '/' is the separator. */
function dotted(sysctl: string): string {
  const separator = /[./]/.exec(sysctl)?.[0];
  return separator === '/' ? sysctl.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.')) : sysctl;
}

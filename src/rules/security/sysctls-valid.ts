import { field, listAt, type Json, type JsonObject } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, remove, required, say } from '../finding.ts';

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
  title: "sysctls have names, each its own, and are not the node's",
  why: 'They are set in the namespaces of the Pod. With the network or the IPC of the node they would be set for everyone on it.',
  mirrors: 'validateSysctls',
  appliesTo: podsAndTemplates,
  reads: ['hostIPC', 'hostNetwork', 'securityContext'],
  messages: {
    missing: 'a sysctl needs a name',
    name: "is no name of a sysctl: it must consist of a-z, 0-9, '-' and '_', in parts joined by '.' or '/'",
    twice: 'is there already',
    network: "with hostNetwork this would be set in the node's own network",
    ipc: 'with hostIPC this would be set for all of the node',
  },
  *check({ spec, specPath }) {
    const sysctls = listAt(spec, 'securityContext', 'sysctls');
    if (sysctls.length === 0) return;
    const seen = new Set<Json>();
    for (const [i, sysctl] of sysctls.entries()) {
      const text = field(sysctl, 'name') ?? '';
      const path = specPath.child('securityContext', 'sysctls').index(i).child('name');
      if (text === '') {
        yield required(path, 'missing', { fix: say('name it, as in net.core.somaxconn') });
      } else if (typeof text !== 'string' || text.length > maxName || !name.test(text)) {
        yield invalid(path, 'name', { to: text, fix: say('write it as in net.core.somaxconn') });
      } else if (seen.has(text)) {
        yield duplicate(path, 'twice', { to: text, fix: remove });
      }
      seen.add(text);
      const shared = typeof text === 'string' ? sharedWithNode(dotted(text), spec) : undefined;
      if (shared !== undefined) yield invalid(path, shared, { to: text, fix: say('leave one of them out') });
    }
  },
});

function sharedWithNode(sysctl: string, spec: JsonObject): 'network' | 'ipc' | undefined {
  if (sysctl.startsWith('net.')) return spec['hostNetwork'] === true ? 'network' : undefined;
  const isOfIpc = ofIpc.has(sysctl) || sysctl.startsWith('fs.mqueue.');
  return isOfIpc && spec['hostIPC'] === true ? 'ipc' : undefined;
}

/** `net/ipv4/conf/eth0.1/x` and `net.ipv4.conf.eth0/1.x` are the same: the first separator tells which one separates. */
function dotted(sysctl: string): string {
  const separator = /[./]/.exec(sysctl)?.[0];
  return separator === '/' ? sysctl.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.')) : sysctl;
}

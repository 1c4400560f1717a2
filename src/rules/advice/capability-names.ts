import { listAt, objectAt } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const text = 'the name of a capability has no prefix CAP_ in Kubernetes.';
const fix = 'Use {{name}}.';

export const capabilityNames = definePodRule({
  id: 'capability-names',
  title: 'Capabilities should be written in upper case and without CAP_',
  why: 'kube-apiserver accepts any text as a capability. Whether another spelling has an effect depends on the container runtime, and Pod Security admission does not recognize it.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.securityContext'],
  needs: ['securityContext.capabilities'],
  messages: {
    addPrefix: { text: `${text} With containerd, {{container}} runs without {{to}}.`, fix },
    dropPrefix: { text: `${text} With containerd, {{container}} keeps {{to}}.`, fix },
    lowerCase: { text: '{{to}} is not in upper case, so Pod Security admission does not recognize it.', fix },
  },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const context = objectAt(value, 'securityContext');
      // A privileged container has all capabilities.
      if (context['privileged'] === true) continue;
      for (const list of ['add', 'drop'] as const) {
        for (const [i, to] of listAt(context, 'capabilities', list).entries()) {
          const [, prefix, rest = ''] = (typeof to === 'string' ? form.exec(to) : null) ?? [];
          const name = rest.toUpperCase();
          if (!known.has(name) || (prefix === undefined && rest === name)) continue;
          const messageId = prefix === undefined ? 'lowerCase' : (`${list}Prefix` as const);
          yield advise(path.child('securityContext', 'capabilities', list).index(i), messageId, {
            to,
            shown: { name: JSON.stringify(name) },
          });
        }
      }
    }
  },
});

const form = /^(cap_)?([a-z_]{1,40})$/i;

/** The capabilities of Linux (include/uapi/linux/capability.h). The spelling of another name is not what is wrong with it. */
const known: ReadonlySet<string> = new Set(
  (
    'ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID ' +
    'IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON ' +
    'SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE ' +
    'SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'
  ).split(' '),
);

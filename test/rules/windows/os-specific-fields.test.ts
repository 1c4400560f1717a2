import type { JsonObject } from '../../../src/json/json.ts';
import { osSpecificFields } from '../../../src/rules/windows/os-specific-fields.ts';
import { pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const windows = { os: { name: 'windows' } };
const linux = { os: { name: 'linux' } };
const beside = 'spec.os.name';

const ofLinux = (field: string, path = 'spec') =>
  ({
    messageId: 'ofLinux',
    path: `${path}.${field}`,
    beside,
    type: 'FieldValueForbidden',
    fix: `Remove ${field}, or set os.name to linux.`,
  }) as const;

/** Fields of the spec, of the securityContext of the Pod and of that of a container. */
const spec: JsonObject = { hostUsers: false, hostPID: true, hostIPC: true, shareProcessNamespace: false };
const ofPod: JsonObject = {
  appArmorProfile: { type: 'Unconfined' },
  seLinuxOptions: {},
  seccompProfile: { type: 'RuntimeDefault' },
  fsGroup: 0,
  fsGroupChangePolicy: 'Always',
  sysctls: [{ name: 'net.core.somaxconn', value: '1' }],
  runAsUser: 0,
  runAsGroup: 0,
  supplementalGroups: [],
  supplementalGroupsPolicy: 'Merge',
  seLinuxChangePolicy: 'Recursive',
};
const ofContainer: JsonObject = {
  appArmorProfile: { type: 'Unconfined' },
  seLinuxOptions: {},
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: {},
  readOnlyRootFilesystem: false,
  privileged: false,
  allowPrivilegeEscalation: false,
  procMount: 'Default',
  runAsUser: 0,
  runAsGroup: 0,
};

testRule(osSpecificFields, {
  valid: [
    { name: 'no os', after: podWith({ securityContext: { windowsOptions: {}, runAsUser: 0 } }) },
    { name: 'an unknown os', after: podWith({ securityContext: { windowsOptions: {} } }, { os: { name: 'mac' } }) },
    { name: 'Linux fields in a Linux Pod', after: podWith({ securityContext: ofContainer }, { ...linux, ...spec }) },
    {
      name: 'Windows options in a Windows Pod',
      after: podWith(
        { securityContext: { windowsOptions: { runAsUserName: 'ContainerUser' }, runAsNonRoot: true } },
        { ...windows, securityContext: { windowsOptions: {} }, hostNetwork: true },
      ),
    },
    {
      name: 'empty values that are not sent to the API server',
      after: pod({ ...windows, hostPID: false, hostIPC: false, securityContext: { sysctls: [] } }),
    },
  ],
  invalid: [
    {
      name: 'fields of the Pod spec',
      after: pod({ ...windows, ...spec }),
      findings: Object.keys(spec).map((field) => ofLinux(field)),
    },
    {
      name: 'fields of the securityContext of the Pod',
      after: pod({ ...windows, securityContext: ofPod }),
      findings: Object.keys(ofPod).map((field) => ofLinux(field, 'spec.securityContext')),
    },
    {
      name: 'fields of the securityContext of a container',
      after: podWith({ securityContext: ofContainer }, windows),
      findings: Object.keys(ofContainer).map((field) => ofLinux(field, 'spec.containers[0].securityContext')),
    },
    {
      name: 'procMount without its feature gate, and fields that are dropped without theirs',
      minor: 32,
      after: podWith(
        { securityContext: { procMount: 'Default' } },
        { ...windows, hostUsers: false, securityContext: { seLinuxChangePolicy: 'Recursive' } },
      ),
      findings: [ofLinux('procMount', 'spec.containers[0].securityContext')],
    },
    {
      name: 'Windows options in a Linux Pod',
      after: podWith(
        { securityContext: { windowsOptions: {} } },
        { ...linux, securityContext: { windowsOptions: { hostProcess: true } } },
      ),
      findings: ['spec', 'spec.containers[0]'].map((path) => ({
        messageId: 'ofWindows',
        path: `${path}.securityContext.windowsOptions`,
        beside,
        type: 'FieldValueForbidden',
        fix: 'Remove windowsOptions, or set os.name to windows.',
      })),
    },
    {
      name: 'a field that is added to a template',
      before: workload('Deployment', windows),
      after: workload('Deployment', { ...windows, securityContext: { fsGroup: 1 } }),
      findings: [
        {
          ...ofLinux('fsGroup', 'spec.template.spec.securityContext'),
          beside: 'spec.template.spec.os.name',
          says: 'fsGroup of the securityContext cannot be set when os.name is windows.',
        },
      ],
    },
  ],
});

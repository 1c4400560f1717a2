import { hostNamespacesConsistent } from '../../../src/rules/security/host-namespaces-consistent.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const raw = container({ volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] });

testRule(hostNamespacesConsistent, {
  valid: [
    { name: 'no host namespaces', after: pod() },
    { name: 'shareProcessNamespace', after: pod({ shareProcessNamespace: true, hostPID: false }) },
    { name: 'all host namespaces', after: pod({ hostNetwork: true, hostPID: true, hostIPC: true, hostUsers: true }) },
    { name: 'hostUsers: false', after: pod({ hostUsers: false }) },
    {
      name: 'hostUsers: false with the network of the node, with its feature gate',
      featureGates: { UserNamespacesHostNetworkSupport: true },
      after: pod({ hostUsers: false, hostNetwork: true }),
    },
    {
      name: 'hostUsers: false with volumeDevices before 1.34',
      minor: 33,
      after: podWith({ volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] }, { hostUsers: false }),
    },
    {
      name: 'more volumeDevices in a template that had some with hostUsers: false',
      before: workload('Deployment', { hostUsers: false, containers: [raw, container({ name: 'db' })] }),
      after: workload('Deployment', { hostUsers: false, containers: [raw, { ...raw, name: 'db' }] }),
    },
  ],
  invalid: [
    {
      name: 'shareProcessNamespace with hostPID',
      after: pod({ shareProcessNamespace: true, hostPID: true }),
      findings: [
        {
          messageId: 'processes',
          path: 'spec.shareProcessNamespace',
          beside: 'spec.hostPID',
          type: 'FieldValueInvalid',
          fix: 'Remove shareProcessNamespace.',
          to: true,
        },
      ],
    },
    {
      name: 'hostUsers: false with host namespaces',
      after: workload('DaemonSet', { hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true }),
      findings: [
        {
          messageId: 'users',
          path: 'spec.template.spec.hostNetwork',
          beside: 'spec.template.spec.hostUsers',
          type: 'FieldValueForbidden',
          fix: 'Remove hostNetwork, or remove hostUsers.',
          to: true,
        },
        {
          messageId: 'users',
          path: 'spec.template.spec.hostPID',
          beside: 'spec.template.spec.hostUsers',
          type: 'FieldValueForbidden',
          fix: 'Remove hostPID, or remove hostUsers.',
        },
        {
          messageId: 'users',
          path: 'spec.template.spec.hostIPC',
          beside: 'spec.template.spec.hostUsers',
          type: 'FieldValueForbidden',
          fix: 'Remove hostIPC, or remove hostUsers.',
        },
      ],
    },
    {
      name: 'hostUsers: false with volumeDevices',
      after: podWith({ volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] }, { hostUsers: false }),
      findings: [
        {
          messageId: 'devices',
          path: 'spec.containers[0].volumeDevices',
          type: 'FieldValueForbidden',
          fix: 'Use volumeMounts in container "web", with PersistentVolumeClaims of volumeMode Filesystem, or remove hostUsers.',
          beside: 'spec.hostUsers',
        },
      ],
    },
  ],
});

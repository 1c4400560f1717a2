import { hostNamespacesConsistent } from '../../../src/rules/security/host-namespaces-consistent.ts';
import { pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(hostNamespacesConsistent, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'processes are shared', after: pod({ shareProcessNamespace: true, hostPID: false }) },
    { name: 'all of the node', after: pod({ hostNetwork: true, hostPID: true, hostIPC: true, hostUsers: true }) },
    { name: 'users of its own', after: pod({ hostUsers: false }) },
  ],
  invalid: [
    {
      name: 'processes',
      after: pod({ shareProcessNamespace: true, hostPID: true }),
      findings: [{ messageId: 'processes', path: 'spec.shareProcessNamespace', type: 'FieldValueInvalid', to: true }],
    },
    {
      name: 'users',
      kind: 'DaemonSet',
      after: workload('DaemonSet', { hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true }),
      findings: [
        { messageId: 'users', path: 'spec.template.spec.hostNetwork', type: 'FieldValueForbidden', to: true },
        { messageId: 'users', path: 'spec.template.spec.hostPID' },
        { messageId: 'users', path: 'spec.template.spec.hostIPC' },
      ],
    },
    {
      name: 'devices',
      after: podWith({ volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] }, { hostUsers: false }),
      findings: [{ messageId: 'devices', path: 'spec.containers[0].volumeDevices', type: 'FieldValueForbidden' }],
    },
  ],
});

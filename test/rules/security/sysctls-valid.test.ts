import type { Json, JsonObject } from '../../../src/json/json.ts';
import { sysctlsValid } from '../../../src/rules/security/sysctls-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const sysctls = (names: Json[], spec: JsonObject = {}) =>
  pod({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) }, ...spec });

const onHost = (...names: string[]): JsonObject => ({
  hostNetwork: true,
  securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) },
});

testRule(sysctlsValid, {
  valid: [
    { name: 'no sysctls', after: pod() },
    { name: 'valid names', after: sysctls(['net.core.somaxconn', 'kernel/shm_rmid_forced', 'net/ipv4/conf/eth0.1/x']) },
    { name: 'a name of 253 characters', after: sysctls(['x'.repeat(253)]) },
    {
      name: 'sysctls that are not of IPC, with hostIPC',
      after: sysctls(['vm.swappiness', 'fs/mqueue.msg_max'], { hostIPC: true }),
    },
    {
      name: 'another network sysctl in a template that was stored with one',
      before: workload('Deployment', onHost('net.core.somaxconn')),
      after: workload('Deployment', onHost('net.core.somaxconn', 'net.ipv4.tcp_syncookies')),
    },
    { name: 'a network sysctl with hostIPC', after: sysctls(['net.core.somaxconn'], { hostIPC: true }) },
  ],
  invalid: [
    {
      name: 'absent and invalid names',
      after: sysctls(['', 'Net.core', 'a..b', 'x'.repeat(254), 5]),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.securityContext.sysctls[0].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a sysctl such as "net.core.somaxconn".',
        },
        {
          messageId: 'name',
          path: 'spec.securityContext.sysctls[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "net.core.somaxconn".',
          to: 'Net.core',
        },
        {
          messageId: 'name',
          path: 'spec.securityContext.sysctls[2].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "net.core.somaxconn".',
        },
        {
          messageId: 'name',
          path: 'spec.securityContext.sysctls[3].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "net.core.somaxconn".',
          says: 'no more than 253 characters',
        },
        {
          messageId: 'notString',
          path: 'spec.securityContext.sysctls[4].name',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 5,
        },
      ],
    },
    {
      name: 'the same sysctl twice',
      after: sysctls(['a.b', 'a.b']),
      findings: [
        {
          messageId: 'twice',
          path: 'spec.securityContext.sysctls[1].name',
          beside: 'spec.securityContext.sysctls[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'a.b',
        },
      ],
    },
    {
      name: 'sysctls that would change settings of the node',
      after: sysctls(['net/core/somaxconn', 'fs.mqueue.msg_max', 'kernel.sem'], { hostNetwork: true, hostIPC: true }),
      findings: [
        {
          messageId: 'network',
          path: 'spec.securityContext.sysctls[0].name',
          beside: 'spec.hostNetwork',
          type: 'FieldValueForbidden',
          fix: 'Remove this sysctl, or remove hostNetwork.',
        },
        {
          messageId: 'ipc',
          path: 'spec.securityContext.sysctls[1].name',
          beside: 'spec.hostIPC',
          type: 'FieldValueForbidden',
          fix: 'Remove this sysctl, or remove hostIPC.',
        },
        {
          messageId: 'ipc',
          path: 'spec.securityContext.sysctls[2].name',
          beside: 'spec.hostIPC',
          type: 'FieldValueForbidden',
          fix: 'Remove this sysctl, or remove hostIPC.',
        },
      ],
    },
  ],
});

import type { Json, JsonObject } from '../../../src/json/json.ts';
import { sysctlsValid } from '../../../src/rules/security/sysctls-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const sysctls = (names: Json[], spec: JsonObject = {}) =>
  pod({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) }, ...spec });

testRule(sysctlsValid, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'names', after: sysctls(['net.core.somaxconn', 'kernel/shm_rmid_forced', 'net/ipv4/conf/eth0.1/x']) },
    { name: 'of another namespace', after: sysctls(['net.core.somaxconn'], { hostIPC: true }) },
  ],
  invalid: [
    {
      name: 'no names',
      after: sysctls(['', 'Net.core', 'a..b', 'x'.repeat(254), 5]),
      findings: [
        { messageId: 'missing', path: 'spec.securityContext.sysctls[0].name', type: 'FieldValueRequired' },
        { messageId: 'name', path: 'spec.securityContext.sysctls[1].name', type: 'FieldValueInvalid', to: 'Net.core' },
        { messageId: 'name', path: 'spec.securityContext.sysctls[2].name' },
        { messageId: 'name', path: 'spec.securityContext.sysctls[3].name' },
        { messageId: 'name', path: 'spec.securityContext.sysctls[4].name', to: 5 },
      ],
    },
    {
      name: 'twice',
      after: sysctls(['a.b', 'a.b']),
      findings: [
        { messageId: 'twice', path: 'spec.securityContext.sysctls[1].name', type: 'FieldValueDuplicate', to: 'a.b' },
      ],
    },
    {
      name: 'of the node',
      after: sysctls(['net/core/somaxconn', 'fs.mqueue.msg_max', 'kernel.sem'], { hostNetwork: true, hostIPC: true }),
      findings: [
        { messageId: 'network', path: 'spec.securityContext.sysctls[0].name', type: 'FieldValueInvalid' },
        { messageId: 'ipc', path: 'spec.securityContext.sysctls[1].name', type: 'FieldValueInvalid' },
        { messageId: 'ipc', path: 'spec.securityContext.sysctls[2].name' },
      ],
    },
  ],
});

import { hostAliasesValid } from '../../../src/rules/network/host-aliases-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(hostAliasesValid, {
  valid: [
    { name: 'none', after: pod({ hostAliases: [] }) },
    {
      name: 'a line',
      after: pod({ hostAliases: [{ ip: '10.1.2.3', hostnames: ['db.local', 'cache'] }, { ip: '::1' }] }),
    },
    { name: 'leading zeros, before 1.36', minor: 35, after: pod({ hostAliases: [{ ip: '010.1.2.3' }] }) },
  ],
  invalid: [
    {
      name: 'no addresses',
      after: pod({ hostAliases: [{ ip: 'db' }, {}, '1.1.1.1', { ip: '010.1.2.3' }] }),
      findings: [
        { messageId: 'ip', path: 'spec.hostAliases[0].ip', type: 'FieldValueInvalid', to: 'db' },
        { messageId: 'ip', path: 'spec.hostAliases[1].ip', to: '' },
        { messageId: 'ip', path: 'spec.hostAliases[2].ip' },
        { messageId: 'ip', path: 'spec.hostAliases[3].ip', says: 'leading zeros' },
      ],
    },
    {
      name: 'no names',
      after: pod({ hostAliases: [{ ip: '::1', hostnames: ['db', 'DB', 1] }] }),
      findings: [
        { messageId: 'hostname', path: 'spec.hostAliases[0].hostnames[1]', type: 'FieldValueInvalid', to: 'DB' },
        { messageId: 'hostname', path: 'spec.hostAliases[0].hostnames[2]', to: 1 },
      ],
    },
  ],
});

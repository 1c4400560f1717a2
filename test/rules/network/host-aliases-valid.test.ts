import { hostAliasesValid } from '../../../src/rules/network/host-aliases-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(hostAliasesValid, {
  valid: [
    { name: 'no hostAliases', after: pod({ hostAliases: [] }) },
    {
      name: 'addresses with and without hostnames',
      after: pod({ hostAliases: [{ ip: '10.1.2.3', hostnames: ['db.local', 'cache'] }, { ip: '::1' }] }),
    },
    { name: 'leading zeros, before 1.36', minor: 35, after: pod({ hostAliases: [{ ip: '010.1.2.3' }] }) },
  ],
  invalid: [
    {
      name: 'values that are not IP addresses',
      after: pod({ hostAliases: [{ ip: 'db' }, {}, '1.1.1.1', { ip: '010.1.2.3' }, { ip: 5 }] }),
      findings: [
        {
          messageId: 'ip',
          path: 'spec.hostAliases[0].ip',
          type: 'FieldValueInvalid',
          fix: 'Set ip to the address of the hostnames in this entry.',
          to: 'db',
        },
        {
          messageId: 'ipMissing',
          path: 'spec.hostAliases[1].ip',
          type: 'FieldValueRequired',
          fix: 'Set ip to the address of the hostnames in this entry.',
        },
        {
          messageId: 'ipMissing',
          path: 'spec.hostAliases[2].ip',
          type: 'FieldValueRequired',
          fix: 'Set ip to the address of the hostnames in this entry.',
        },
        {
          messageId: 'ipForm',
          path: 'spec.hostAliases[3].ip',
          type: 'FieldValueInvalid',
          fix: 'Write the address as 10.1.2.3.',
          says: 'leading zeros',
        },
        {
          messageId: 'ip',
          path: 'spec.hostAliases[4].ip',
          type: 'FieldValueInvalid',
          fix: 'Set ip to the address of the hostnames in this entry.',
          to: 5,
        },
      ],
    },
    {
      name: 'values that are not hostnames',
      after: pod({ hostAliases: [{ ip: '::1', hostnames: ['db', 'DB', 1] }] }),
      findings: [
        {
          messageId: 'hostname',
          path: 'spec.hostAliases[0].hostnames[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "db".',
          to: 'DB',
        },
        {
          messageId: 'notString',
          path: 'spec.hostAliases[0].hostnames[2]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
      ],
    },
  ],
});

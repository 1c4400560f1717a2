import { duplicateListEntries } from '../../../src/rules/warnings/duplicate-list-entries.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', uid: 'a1' };

testWarning(duplicateListEntries, {
  valid: [
    {
      name: 'different entries',
      after: pod({
        hostAliases: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
        imagePullSecrets: [{ name: 'a' }, { name: 'b' }],
      }),
    },
    { name: 'aliases without an address, which are refused', after: pod({ hostAliases: [{}, {}] }) },
    { name: 'values of other types', after: pod({ hostAliases: 'x', imagePullSecrets: null }) },
  ],
  invalid: [
    {
      name: 'an owner twice, in an updated Pod',
      before: pod(),
      after: pod({}, { ownerReferences: [owner, { ...owner, controller: true }, { ...owner }] }),
      findings: [
        {
          messageId: 'owner',
          path: 'metadata.ownerReferences[2]',
          beside: 'metadata.ownerReferences[0]',
          fix: 'Remove one of the two entries.',
        },
      ],
    },
    {
      name: 'an address twice',
      after: pod({ hostAliases: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }, { ip: '10.0.0.1' }] }),
      findings: [
        {
          messageId: 'address',
          path: 'spec.hostAliases[2].ip',
          beside: 'spec.hostAliases[0].ip',
          fix: 'List all hostnames of the address in one entry.',
          to: '10.0.0.1',
          says: 'an earlier entry has the same address, "10.0.0.1".',
        },
      ],
    },
    {
      name: 'aliases without an address, which are accepted',
      minor: 33,
      after: workload('StatefulSet', { hostAliases: [{}, { ip: '' }] }),
      findings: [
        {
          messageId: 'address',
          path: 'spec.template.spec.hostAliases[1].ip',
          beside: 'spec.template.spec.hostAliases[0].ip',
          fix: 'List all hostnames of the address in one entry.',
          to: '',
        },
      ],
    },
    {
      name: 'secrets twice or without a name',
      after: workload('ReplicaSet', { imagePullSecrets: [{ name: 'a' }, {}, { name: 'a' }, { name: '' }] }),
      findings: [
        {
          messageId: 'secret',
          path: 'spec.template.spec.imagePullSecrets[2].name',
          beside: 'spec.template.spec.imagePullSecrets[0].name',
          fix: 'Remove one of the entries.',
          says: 'imagePullSecrets lists the Secret "a" more than once.',
        },
        ...[1, 3].map((i) => ({
          messageId: 'noName',
          path: `spec.template.spec.imagePullSecrets[${i}].name`,
          fix: 'Set name to the name of a Secret, or remove the entry.',
        })),
      ],
    },
  ],
});

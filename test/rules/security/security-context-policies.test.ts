import { securityContextPolicies } from '../../../src/rules/security/security-context-policies.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(securityContextPolicies, {
  valid: [
    { name: 'none', after: pod() },
    {
      name: 'known ones',
      after: podWith(
        { securityContext: { procMount: 'Default' } },
        {
          securityContext: {
            fsGroupChangePolicy: 'OnRootMismatch',
            supplementalGroupsPolicy: 'Strict',
            seLinuxChangePolicy: 'Recursive',
          },
        },
      ),
    },
    {
      name: 'unmasked, for users of its own',
      after: podWith({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
    },
    {
      name: 'MountOption, since 1.37',
      minor: 37,
      after: pod({ securityContext: { seLinuxChangePolicy: 'MountOption' } }),
    },
  ],
  invalid: [
    {
      name: 'unknown ones',
      after: podWith(
        { securityContext: { procMount: 'default' } },
        {
          securityContext: {
            fsGroupChangePolicy: 'Never',
            supplementalGroupsPolicy: '',
            seLinuxChangePolicy: 'MountOption',
          },
        },
      ),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].securityContext.procMount',
          type: 'FieldValueNotSupported',
          to: 'default',
        },
        { messageId: 'unknown', path: 'spec.securityContext.fsGroupChangePolicy', says: 'Always and OnRootMismatch' },
        { messageId: 'unknown', path: 'spec.securityContext.supplementalGroupsPolicy', to: '' },
        { messageId: 'unknown', path: 'spec.securityContext.seLinuxChangePolicy', says: 'there is Recursive;' },
      ],
    },
    {
      name: 'unmasked for the users of the node',
      after: podWith({ securityContext: { procMount: 'Unmasked' } }),
      findings: [
        { messageId: 'masked', path: 'spec.containers[0].securityContext.procMount', type: 'FieldValueInvalid' },
      ],
    },
  ],
});

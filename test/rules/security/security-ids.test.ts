import { securityIds } from '../../../src/rules/security/security-ids.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(securityIds, {
  valid: [
    { name: 'no IDs', after: pod() },
    {
      name: 'the lowest and the highest ID',
      after: podWith({ securityContext: { runAsUser: 0, runAsGroup: 2147483647 } }),
    },
    { name: 'null', after: podWith({ securityContext: { runAsUser: null } }, { securityContext: null }) },
    { name: 'fsGroup in a container, where it is not a field', after: podWith({ securityContext: { fsGroup: -1 } }) },
  ],
  invalid: [
    {
      name: 'an ID of an init container',
      after: pod({ initContainers: [container({ name: 'setup', securityContext: { runAsUser: -1 } })] }),
      findings: [
        {
          messageId: 'range',
          path: 'spec.initContainers[0].securityContext.runAsUser',
          type: 'FieldValueInvalid',
          fix: 'Use a user ID that the image expects, such as 1000.',
          container: 'setup',
        },
      ],
    },
    {
      name: 'IDs of the Pod',
      after: pod({
        securityContext: { runAsUser: -1, runAsGroup: 2147483648, fsGroup: '0', supplementalGroups: [1, -2, null] },
      }),
      findings: [
        {
          messageId: 'range',
          path: 'spec.securityContext.runAsUser',
          type: 'FieldValueInvalid',
          fix: 'Use a user ID that the image expects, such as 1000.',
          to: -1,
        },
        {
          messageId: 'range',
          path: 'spec.securityContext.runAsGroup',
          type: 'FieldValueInvalid',
          fix: 'Use a group ID that the image expects, such as 1000.',
          to: 2147483648,
        },
        {
          messageId: 'range',
          path: 'spec.securityContext.fsGroup',
          type: 'FieldValueInvalid',
          fix: 'Use a group ID that the image expects, such as 1000.',
          to: '0',
        },
        {
          messageId: 'range',
          path: 'spec.securityContext.supplementalGroups[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a group ID that the image expects, such as 1000.',
          to: -2,
        },
        {
          messageId: 'range',
          path: 'spec.securityContext.supplementalGroups[2]',
          type: 'FieldValueInvalid',
          fix: 'Use a group ID that the image expects, such as 1000.',
          to: null,
        },
      ],
    },
  ],
});

import { securityIds } from '../../../src/rules/security/security-ids.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(securityIds, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'the bounds', after: podWith({ securityContext: { runAsUser: 0, runAsGroup: 2147483647 } }) },
    { name: 'null', after: podWith({ securityContext: { runAsUser: null } }, { securityContext: null }) },
    { name: 'fsGroup is not of a container', after: podWith({ securityContext: { fsGroup: -1 } }) },
  ],
  invalid: [
    {
      name: 'of the Pod',
      after: pod({
        securityContext: { runAsUser: -1, runAsGroup: 2147483648, fsGroup: '0', supplementalGroups: [1, -2, null] },
      }),
      findings: [
        { messageId: 'range', path: 'spec.securityContext.runAsUser', type: 'FieldValueInvalid', to: -1 },
        { messageId: 'range', path: 'spec.securityContext.runAsGroup', to: 2147483648 },
        { messageId: 'range', path: 'spec.securityContext.fsGroup', to: '0' },
        { messageId: 'range', path: 'spec.securityContext.supplementalGroups[1]', to: -2 },
        { messageId: 'range', path: 'spec.securityContext.supplementalGroups[2]' },
      ],
    },
    {
      name: 'of an init container',
      after: pod({ initContainers: [container({ name: 'setup', securityContext: { runAsUser: -1 } })] }),
      findings: [{ messageId: 'range', path: 'spec.initContainers[0].securityContext.runAsUser', container: 'setup' }],
    },
  ],
});

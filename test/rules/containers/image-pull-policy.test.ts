import { imagePullPolicy } from '../../../src/rules/containers/image-pull-policy.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(imagePullPolicy, {
  valid: [
    { name: 'Always', after: podWith({ imagePullPolicy: 'Always' }) },
    { name: 'IfNotPresent', after: podWith({ imagePullPolicy: 'IfNotPresent' }) },
    { name: 'Never', after: podWith({ imagePullPolicy: 'Never' }) },
    { name: 'no policy', after: podWith({ imagePullPolicy: null }) },
    { name: 'an empty policy', after: podWith({ imagePullPolicy: '' }) },
  ],
  invalid: [
    {
      name: 'an unsupported policy',
      after: podWith({ imagePullPolicy: 'always' }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].imagePullPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Always"?',
          to: 'always',
        },
      ],
    },
    {
      name: 'in an init container of a template',
      after: workload('DaemonSet', { initContainers: [container({ imagePullPolicy: 1 })] }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.template.spec.initContainers[0].imagePullPolicy',
          type: 'FieldValueNotSupported',
        },
      ],
    },
  ],
});

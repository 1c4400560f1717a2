import { terminationMessagePolicy } from '../../../src/rules/containers/termination-message-policy.ts';
import { container, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(terminationMessagePolicy, {
  valid: [
    { name: 'File', after: podWith({ terminationMessagePolicy: 'File' }) },
    { name: 'FallbackToLogsOnError', after: podWith({ terminationMessagePolicy: 'FallbackToLogsOnError' }) },
    { name: 'no policy', after: podWith({ terminationMessagePolicy: null }) },
    { name: 'an empty policy', after: podWith({ terminationMessagePolicy: '' }) },
  ],
  invalid: [
    {
      name: 'an unsupported policy',
      after: podWith({ terminationMessagePolicy: 'file' }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.containers[0].terminationMessagePolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "File"?',
          to: 'file',
        },
      ],
    },
    {
      name: 'in an init container of a template',
      after: workload('DaemonSet', { initContainers: [container({ terminationMessagePolicy: 1 })] }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.template.spec.initContainers[0].terminationMessagePolicy',
          type: 'FieldValueNotSupported',
        },
      ],
    },
  ],
});

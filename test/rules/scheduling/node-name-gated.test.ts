import { nodeNameGated } from '../../../src/rules/scheduling/node-name-gated.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const schedulingGates = [{ name: 'example.com/quota' }];

testRule(nodeNameGated, {
  valid: [
    { name: 'nodeName without gates', after: pod({ nodeName: 'node-1', schedulingGates: [] }) },
    { name: 'gates without nodeName', after: pod({ nodeName: '', schedulingGates }) },
    {
      name: 'both in a template',
      skipped: true,
      after: workload('DaemonSet', { nodeName: 'node-1', schedulingGates }),
    },
  ],
  invalid: [
    {
      name: 'both',
      after: pod({ nodeName: 'node-1', schedulingGates }),
      findings: [
        {
          messageId: 'gated',
          path: 'spec.nodeName',
          beside: 'spec.schedulingGates',
          type: 'FieldValueForbidden',
          fix: 'Remove nodeName or schedulingGates. To choose the nodes of the Pod, use nodeSelector.',
          to: 'node-1',
        },
      ],
    },
  ],
});

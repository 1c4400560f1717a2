import { nodeNameGated } from '../../../src/rules/scheduling/node-name-gated.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const schedulingGates = [{ name: 'example.com/quota' }];

testRule(nodeNameGated, {
  valid: [
    { name: 'a node', after: pod({ nodeName: 'node-1', schedulingGates: [] }) },
    { name: 'gates', after: pod({ nodeName: '', schedulingGates }) },
    {
      name: 'of a template nothing is refused',
      kind: 'DaemonSet',
      after: workload('DaemonSet', { nodeName: 'node-1', schedulingGates }),
    },
  ],
  invalid: [
    {
      name: 'both',
      after: pod({ nodeName: 'node-1', schedulingGates }),
      findings: [{ messageId: 'gated', path: 'spec.nodeName', type: 'FieldValueForbidden', to: 'node-1' }],
    },
  ],
});

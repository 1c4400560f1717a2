import { nodeSelectorValid } from '../../../src/rules/scheduling/node-selector-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(nodeSelectorValid, {
  valid: [
    { name: 'none', after: pod({ nodeSelector: {} }) },
    {
      name: 'labels',
      after: pod({ nodeSelector: { disktype: 'ssd', 'topology.kubernetes.io/zone': 'a', empty: '' } }),
    },
    { name: 'no map', after: pod({ nodeSelector: ['disktype=ssd'] }) },
  ],
  invalid: [
    {
      name: 'no labels',
      kind: 'Job',
      after: workload('Job', { nodeSelector: { 'disk type': 'ssd', zone: 'a b', ready: true } }),
      findings: [
        {
          messageId: 'key',
          path: 'spec.template.spec.nodeSelector[disk type]',
          type: 'FieldValueInvalid',
          to: 'disk type',
        },
        { messageId: 'value', path: 'spec.template.spec.nodeSelector[zone]', type: 'FieldValueInvalid', to: 'a b' },
        { messageId: 'value', path: 'spec.template.spec.nodeSelector[ready]', to: true, says: 'must be a text' },
      ],
    },
  ],
});

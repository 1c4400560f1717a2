import { nodeSelectorValid } from '../../../src/rules/scheduling/node-selector-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(nodeSelectorValid, {
  valid: [
    { name: 'an empty nodeSelector', after: pod({ nodeSelector: {} }) },
    {
      name: 'valid labels',
      after: pod({ nodeSelector: { disktype: 'ssd', 'topology.kubernetes.io/zone': 'a', empty: '' } }),
    },
    { name: 'a value that is not an object', after: pod({ nodeSelector: ['disktype=ssd'] }) },
  ],
  invalid: [
    {
      name: 'invalid keys and values',
      after: workload('Job', { nodeSelector: { 'disk type': 'ssd', zone: 'a b', ready: true } }),
      findings: [
        {
          messageId: 'key',
          path: 'spec.template.spec.nodeSelector[disk type]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key that kubectl get nodes --show-labels lists.',
          to: 'disk type',
        },
        {
          messageId: 'value',
          path: 'spec.template.spec.nodeSelector[zone]',
          type: 'FieldValueInvalid',
          fix: 'Use a value that kubectl get nodes --show-labels lists.',
          to: 'a b',
        },
        {
          messageId: 'notString',
          path: 'spec.template.spec.nodeSelector[ready]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: true,
        },
      ],
    },
  ],
});

import { schedulingGroupValid } from '../../../src/rules/scheduling/scheduling-group-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const featureGates = { GenericWorkload: true };
const path = 'spec.schedulingGroup.podGroupName';

testRule(schedulingGroupValid, {
  valid: [
    { name: 'no group', featureGates, after: pod({}) },
    { name: 'the name of a group', featureGates, after: pod({ schedulingGroup: { podGroupName: 'training' } }) },
    { name: 'anything without the feature gate, which drops the field', after: pod({ schedulingGroup: {} }) },
  ],
  invalid: [
    {
      name: 'no name',
      featureGates,
      after: pod({ schedulingGroup: {} }),
      findings: [
        {
          messageId: 'missing',
          path,
          type: 'FieldValueRequired',
          fix: 'Set podGroupName to the name of a PodGroup, or remove schedulingGroup.',
        },
      ],
    },
    {
      name: 'a name that no PodGroup can have',
      featureGates,
      after: pod({ schedulingGroup: { podGroupName: 'Training' } }),
      findings: [
        {
          messageId: 'name',
          path,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a PodGroup in the namespace of the Pod.',
          to: 'Training',
        },
      ],
    },
  ],
});

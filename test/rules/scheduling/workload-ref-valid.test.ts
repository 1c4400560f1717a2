import type { JsonObject } from '../../../src/json/json.ts';
import { workloadRefValid } from '../../../src/rules/scheduling/workload-ref-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const minor = 35;
const featureGates = { GenericWorkload: true };
const referring = (extra: JsonObject): JsonObject =>
  pod({ workloadRef: { name: 'training', podGroup: 'workers', ...extra } });
const type = 'FieldValueInvalid';

testRule(workloadRefValid, {
  valid: [
    { name: 'valid names', minor, featureGates, after: referring({ podGroupReplicaKey: 'replica-1' }) },
    { name: 'a Workload with dots in its name', minor, featureGates, after: referring({ name: 'training.example' }) },
    { name: 'an empty key, which is none', minor, featureGates, after: referring({ podGroupReplicaKey: '' }) },
    { name: 'anything without the feature gate, which drops the field', minor, after: referring({ name: 'Training' }) },
    { name: 'anything in a version without the field', minor: 36, featureGates, after: referring({ name: 'A' }) },
  ],
  invalid: [
    {
      name: 'uppercase names',
      minor,
      featureGates,
      after: referring({ name: 'Training', podGroup: 'Workers', podGroupReplicaKey: 'A' }),
      findings: [
        {
          messageId: 'name',
          path: 'spec.workloadRef.name',
          type,
          to: 'Training',
          fix: 'Set name to the name of a Workload in the namespace of the Pod.',
        },
        {
          messageId: 'group',
          path: 'spec.workloadRef.podGroup',
          type,
          to: 'Workers',
          fix: 'Set podGroup to the name of one of the podGroups of the Workload.',
        },
        {
          messageId: 'key',
          path: 'spec.workloadRef.podGroupReplicaKey',
          type,
          to: 'A',
          fix: 'Use a key such as "replica-1", or remove podGroupReplicaKey.',
        },
      ],
    },
    {
      name: 'no names',
      minor,
      featureGates,
      after: pod({ workloadRef: {} }),
      findings: [
        {
          messageId: 'name',
          path: 'spec.workloadRef.name',
          type,
          to: '',
          says: 'the name of a Workload must not be empty.',
          fix: 'Set name to the name of a Workload in the namespace of the Pod.',
        },
        {
          messageId: 'group',
          path: 'spec.workloadRef.podGroup',
          type,
          to: '',
          fix: 'Set podGroup to the name of one of the podGroups of the Workload.',
        },
      ],
    },
  ],
});

import type { JsonObject } from '../../../src/json/json.ts';
import { statefulSetPolicies } from '../../../src/rules/workload/stateful-set-policies.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const made = (own: JsonObject) => ({
  name: JSON.stringify(own),
  after: workload('StatefulSet', {}, own),
});
const unknown = { messageId: 'unknown', type: 'FieldValueNotSupported' as const };
const at = 'spec.persistentVolumeClaimRetentionPolicy';

testRule(statefulSetPolicies, {
  valid: [
    made({}),
    made({ podManagementPolicy: 'Parallel', persistentVolumeClaimRetentionPolicy: {} }),
    made({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } }),
    {
      ...made({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'x' } }),
      minor: 31,
      featureGates: { StatefulSetAutoDeletePVC: false },
    },
  ],
  invalid: [
    {
      ...made({ podManagementPolicy: 'parallel' }),
      findings: [{ ...unknown, path: 'spec.podManagementPolicy', fix: 'Did you mean "Parallel"?', to: 'parallel' }],
    },
    {
      ...made({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Recycle', whenScaled: 'retain' } }),
      findings: [
        { ...unknown, path: `${at}.whenDeleted`, to: 'Recycle' },
        { ...unknown, path: `${at}.whenScaled`, fix: 'Did you mean "Retain"?', to: 'retain' },
      ],
    },
  ],
});

import { field, isOneOf, isSet, objectAt } from '../../json/json.ts';
import { notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

const management = ['OrderedReady', 'Parallel'];
const retention = ['Retain', 'Delete'];

export const statefulSetPolicies = defineObjectRule({
  id: 'stateful-set-policies',
  title: 'The policies of a StatefulSet for its Pods and claims must have supported values',
  why: 'podManagementPolicy decides whether Pods start and stop one at a time. persistentVolumeClaimRetentionPolicy decides whether PersistentVolumeClaims are deleted when the StatefulSet is deleted or scaled down.',
  mirrors: ['ValidateStatefulSetSpec', 'ValidatePersistentVolumeClaimRetentionPolicy'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['StatefulSet'] },
  reads: ['spec.podManagementPolicy', 'spec.persistentVolumeClaimRetentionPolicy'],
  messages: { unknown: {} },
  *check({ spec, specPath, change }) {
    const policy = field(spec, 'podManagementPolicy');
    if (isSet(policy) && !isOneOf(policy, management))
      yield notSupported(specPath.child('podManagementPolicy'), 'unknown', policy, management);
    if (!change.facts.StatefulSetAutoDeletePVC) return;
    const claims = objectAt(spec, 'persistentVolumeClaimRetentionPolicy');
    for (const name of ['whenDeleted', 'whenScaled']) {
      const value = field(claims, name);
      if (isSet(value) && !isOneOf(value, retention)) {
        const path = specPath.child('persistentVolumeClaimRetentionPolicy', name);
        yield notSupported(path, 'unknown', value, retention);
      }
    }
  },
});

import { field, listAt } from '../../json/json.ts';
import { claimFindings, claimMessages } from './claim.ts';
import { defineObjectRule } from '../rule.ts';

/** Claim templates are immutable, so kube-apiserver does not validate them on UPDATE. */
export const claimTemplatesValid = defineObjectRule({
  id: 'claim-templates-valid',
  title: 'Volume claim templates of a StatefulSet must be valid PersistentVolumeClaims',
  why: 'The StatefulSet controller creates a PersistentVolumeClaim from each template for each Pod. A Pod is not created before its claims.',
  mirrors: ['validateVolumeClaimTemplates', 'ValidatePersistentVolumeClaimSpec'],
  appliesTo: { operations: ['CREATE'], kinds: ['StatefulSet'] },
  reads: ['spec.volumeClaimTemplates'],
  messages: claimMessages,
  *check({ spec, specPath, change: { facts } }) {
    if (!facts.statefulSetTemplates) return;
    for (const [i, claim] of listAt(spec, 'volumeClaimTemplates').entries()) {
      yield* claimFindings(field(claim, 'spec'), specPath.child('volumeClaimTemplates').index(i).child('spec'), facts);
    }
  },
});

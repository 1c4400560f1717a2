import { listAt, stringAt } from '../../json/json.ts';
import { dnsLabelError } from '../../kubernetes/names.ts';
import { FieldPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { invalid, required, say } from '../finding.ts';

/** kube-apiserver names the volume that it makes of the claim template. Claim templates never change, so CREATE is enough. */
export const claimTemplateNames = defineRule({
  id: 'claim-template-names',
  title: 'A claim template has a name that a volume can have',
  why: 'The Pods of the StatefulSet get a volume by that name for each of them.',
  mirrors: 'volumesToAddForTemplates, ValidateVolumes',
  appliesTo: { operations: ['CREATE'], kinds: ['StatefulSet'] },
  messages: {
    missing: 'a claim template needs a name',
    malformed: '{{problem}}',
  },
  *check({ after }) {
    for (const [i, claim] of listAt(after, 'spec', 'volumeClaimTemplates').entries()) {
      const name = stringAt(claim, 'metadata', 'name') ?? '';
      const problem = dnsLabelError(name);
      if (problem === undefined) continue;
      const path = FieldPath.root.child('spec', 'volumeClaimTemplates').index(i).child('metadata', 'name');
      if (name === '') yield required(path, 'missing', { fix: say('name it as the containers mount it') });
      else yield invalid(path, 'malformed', { data: { problem }, to: name, fix: say('choose a name such as data') });
    }
  },
});

import { listAt, stringAt } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { dnsLabelError } from '../../kubernetes/names.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { defineRule } from '../rule.ts';

/** kube-apiserver reports the volume that it makes of the claim template. Claim templates are immutable, so CREATE is enough. */
export const claimTemplateNames = defineRule({
  id: 'claim-template-names',
  title: 'Names of volume claim templates must be DNS labels',
  why: 'Each Pod of the StatefulSet gets a volume with the name of the claim template, and the name of a volume must be a DNS label.',
  mirrors: ['volumesToAddForTemplates', 'ValidateVolumes'],
  appliesTo: { operations: ['CREATE'], kinds: ['StatefulSet'] },
  messages: {
    missing: {
      text: 'a volume claim template must have a name.',
      fix: 'Set metadata.name to the name that the containers use in volumeMounts.',
    },
    malformed: {
      text: 'the name of a volume claim template {{problem}}, because it becomes a volume name.',
      fix: 'Use a name such as "{{example}}".',
    },
  },
  *check({ after, facts }) {
    if (!facts.statefulSetTemplates) return;
    for (const [i, claim] of listAt(after, 'spec', 'volumeClaimTemplates').entries()) {
      const to = stringAt(claim, 'metadata', 'name') ?? '';
      const problem = dnsLabelError(to);
      if (problem === undefined) continue;
      const path = specPath.child('volumeClaimTemplates').index(i).child('metadata', 'name');
      if (to === '') yield required(path, 'missing');
      else {
        const example = exampleOf(to, path, likeDnsLabel, 'data');
        yield invalid(path, 'malformed', { data: { problem }, to, shown: { example } });
      }
    }
  },
});

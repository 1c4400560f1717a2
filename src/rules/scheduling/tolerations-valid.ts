import { listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { tolerationFindings, tolerationMessages } from './tolerations.ts';

export const tolerationsValid = definePodRule({
  id: 'tolerations-valid',
  title:
    'Keys and values of tolerations must have the form of label keys and values, and operators and effects must be supported',
  why: 'A toleration matches taints by key, value and effect. A malformed toleration could not match any taint.',
  mirrors: ['ValidateTolerations'],
  appliesTo: podsAndTemplates,
  reads: ['tolerations'],
  messages: tolerationMessages,
  *check(pod) {
    const { spec, specPath } = pod;
    const tolerations = listAt(spec, 'tolerations');
    for (let i = 0; i < tolerations.length; i++) {
      yield* tolerationFindings(tolerations[i]!, specPath.child('tolerations').index(i), pod);
    }
  },
});

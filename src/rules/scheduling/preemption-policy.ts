import { isOneOf, isSet } from '../../json/json.ts';
import { notSupported, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const policies = ['PreemptLowerPriority', 'Never'];

export const preemptionPolicy = definePodRule({
  id: 'preemption-policy',
  title: 'preemptionPolicy must be PreemptLowerPriority or Never',
  why: 'preemptionPolicy decides whether the scheduler may evict Pods with a lower priority to make room for this Pod.',
  mirrors: ['ValidatePreemptionPolicy'],
  appliesTo: podsAndTemplates,
  reads: ['preemptionPolicy'],
  messages: {
    preemptionMissing: {
      text: 'preemptionPolicy must not be empty.',
      fix: 'Remove preemptionPolicy, or set it to PreemptLowerPriority or Never.',
    },
    preemption: {},
  },
  *check({ spec, specPath }) {
    const policy = spec['preemptionPolicy'];
    const path = specPath.child('preemptionPolicy');
    if (policy === '') yield required(path, 'preemptionMissing');
    else if (isSet(policy) && !isOneOf(policy, policies)) yield notSupported(path, 'preemption', policy, policies);
  },
});

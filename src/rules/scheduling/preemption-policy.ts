import { isSet } from '../../json/json.ts';
import { notSupported, required, say } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const policies: readonly unknown[] = ['PreemptLowerPriority', 'Never'];

export const preemptionPolicy = definePodRule({
  id: 'preemption-policy',
  title: 'preemptionPolicy must be PreemptLowerPriority or Never',
  why: 'preemptionPolicy decides whether the scheduler may evict Pods with a lower priority to make room for this Pod.',
  mirrors: 'ValidatePreemptionPolicy',
  appliesTo: podsAndTemplates,
  reads: ['preemptionPolicy'],
  messages: {
    preemptionMissing: 'must not be empty; there are PreemptLowerPriority and Never',
    preemption: 'is no preemptionPolicy; there are PreemptLowerPriority and Never',
  },
  *check({ spec, specPath }) {
    const policy = spec['preemptionPolicy'];
    const path = specPath.child('preemptionPolicy');
    if (policy === '') yield required(path, 'preemptionMissing', { fix: say('leave it out') });
    else if (isSet(policy) && !policies.includes(policy))
      yield notSupported(path, 'preemption', { to: policy, fix: say('use one of these') });
  },
});

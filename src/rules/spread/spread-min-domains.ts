import { field, isSet, listAt } from '../../json/json.ts';
import { forbidden, invalid } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const spreadMinDomains = definePodRule({
  id: 'spread-min-domains',
  title: 'minDomains must be at least 1, and requires whenUnsatisfiable: DoNotSchedule',
  why: 'If fewer topology domains exist than minDomains, the scheduler may keep Pods pending instead of exceeding maxSkew. ScheduleAnyway never keeps a Pod pending.',
  mirrors: ['validateMinDomains'],
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages: {
    positive: { text: 'must be at least 1.', fix: 'Remove minDomains to use the default, 1.' },
    action: {
      text: 'minDomains is not allowed unless whenUnsatisfiable is DoNotSchedule.',
      fix: 'Set whenUnsatisfiable to DoNotSchedule, or remove minDomains.',
    },
  },
  *check({ spec, specPath }) {
    for (const [i, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
      const domains = field(constraint, 'minDomains');
      if (!isSet(domains)) continue;
      const path = specPath.child('topologySpreadConstraints').index(i);
      const at = path.child('minDomains');
      if (typeof domains !== 'number' || domains < 1) yield invalid(at, 'positive', { to: domains });
      const action = field(constraint, 'whenUnsatisfiable');
      if (action === 'DoNotSchedule') continue;
      const beside = isSet(action) ? path.child('whenUnsatisfiable') : undefined;
      yield forbidden(at, 'action', { to: domains, beside });
    }
  },
});

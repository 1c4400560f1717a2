import { field, isSet, listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

export const spreadMinDomains = definePodRule({
  id: 'spread-min-domains',
  title: 'minDomains is positive, and goes with DoNotSchedule',
  why: 'It keeps Pods waiting until there are so many domains. A constraint that schedules anyway keeps none waiting.',
  mirrors: 'validateMinDomains',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages: {
    positive: 'must be at least 1',
    action: 'goes with whenUnsatisfiable DoNotSchedule only',
  },
  *check({ spec, specPath }) {
    for (const [i, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
      const domains = field(constraint, 'minDomains');
      if (!isSet(domains)) continue;
      const path = specPath.child('topologySpreadConstraints').index(i).child('minDomains');
      if (typeof domains !== 'number' || domains < 1) {
        yield invalid(path, 'positive', { to: domains, fix: say('leave it out for 1') });
      }
      if (field(constraint, 'whenUnsatisfiable') !== 'DoNotSchedule') {
        yield invalid(path, 'action', {
          to: domains,
          fix: say('set whenUnsatisfiable: DoNotSchedule, or leave it out'),
        });
      }
    }
  },
});

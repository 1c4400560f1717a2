import { field, listAt, numberAt } from '../../json/json.ts';
import { definePodRule } from '../rule.ts';
import { FieldPath } from '../../json/path.ts';
import { advise } from '../finding.ts';

const replicasPath = FieldPath.root.child('spec', 'replicas');

/**
 * If there are fewer domains than minDomains, or if a domain is empty, the global minimum is 0 (KEP-3022). With fewer replicas than
 * minDomains, one of the two is always true.
 */
export const spreadDomainsExceedReplicas = definePodRule({
  id: 'spread-domains-exceed-replicas',
  title: 'minDomains should be no more than the number of replicas',
  why: 'With fewer replicas than minDomains, there is always a domain without a Pod, or there are fewer domains than minDomains. In both cases, the scheduler places no more than maxSkew Pods in each domain, and a Pod for which no domain is left stays pending.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'],
  },
  reads: ['topologySpreadConstraints', 'spec.replicas'],
  needs: ['topologySpreadConstraints'],
  messages: {
    few: {
      text: 'minDomains is {{domains}}, but there are only {{replicas}} replicas, so no topology domain gets more than {{most}}.',
      fix: 'Set minDomains to {{replicas}} or less, or increase replicas.',
    },
  },
  *check({ spec, specPath, change }) {
    const replicas = numberAt(change.after, 'spec', 'replicas') ?? 1;
    // 0 pauses the workload, and 1 may be the default that an autoscaler changes.
    if (replicas < 2) return;
    for (const [i, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
      const domains = numberAt(constraint, 'minDomains');
      if (domains === undefined || domains <= replicas) continue;
      if (field(constraint, 'whenUnsatisfiable') !== 'DoNotSchedule') continue;
      const maxSkew = numberAt(constraint, 'maxSkew') ?? 1;
      yield advise(specPath.child('topologySpreadConstraints').index(i).child('minDomains'), 'few', {
        data: { replicas, domains, most: maxSkew === 1 ? '1 Pod' : `${maxSkew} Pods` },
        to: domains,
        beside: replicasPath,
      });
    }
  },
});

import { field, listAt, numberAt } from '../../json/json.ts';
import { definePodRule } from '../rule.ts';
import { invalid, say } from '../finding.ts';

/**
 * With fewer domains than minDomains, and equally with an empty domain, the global minimum is 0 (KEP-3022). Fewer replicas than
 * minDomains always leave one or the other.
 */
export const spreadDomainsExceedReplicas = definePodRule({
  id: 'spread-domains-exceed-replicas',
  title: 'There are replicas for as many domains as are asked for',
  why: 'One Pod is in one domain. Fewer Pods than minDomains can never fill them, and the constraint means something else than it says.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: {
    operations: ['CREATE', 'UPDATE'],
    kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'],
  },
  reads: ['topologySpreadConstraints', 'workload'],
  messages: {
    few: '{{replicas}} replicas cannot fill {{domains}} domains, so it only means: at most {{maxSkew}} in each domain',
  },
  *check({ spec, specPath, change }) {
    const replicas = numberAt(change.after, 'spec', 'replicas') ?? 1;
    // 0 is a pause, and 1 may be what the server filled in for an autoscaler to change.
    if (replicas < 2) return;
    for (const [i, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
      const domains = numberAt(constraint, 'minDomains');
      if (domains === undefined || domains <= replicas) continue;
      if (field(constraint, 'whenUnsatisfiable') !== 'DoNotSchedule') continue;
      yield invalid(specPath.child('topologySpreadConstraints').index(i).child('minDomains'), 'few', {
        data: { replicas, domains, maxSkew: numberAt(constraint, 'maxSkew') ?? 1 },
        to: domains,
        fix: say(`set it to ${replicas} at most, or raise replicas`),
      });
    }
  },
});

import { field, get, isSet, listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, dnsSubdomainError, qualifiedNameError } from '../../kubernetes/names.ts';
import { isFieldIn } from '../../kubernetes/schema/types.ts';
import { claimSourcesOf } from '../../kubernetes/pod/claim-sources.ts';
import { duplicate, invalid, required, tooMany, type FindingOf } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

const maxTopologies = 1;
const maxClaims = 4;

const messages = {
  noPolicy: {
    text: 'schedulingPolicy must have basic or gang.',
    fix: 'Add "gang: {}" to start the Pods of the Job together, or remove schedulingPolicy.',
  },
  twoPolicies: { text: 'schedulingPolicy cannot have both basic and gang.', fix: 'Remove one of the two fields.' },
  minCount: {
    text: 'must be 1 or more.',
    fix: 'Set minCount to the number of Pods that must start together, or remove it to start all of them together.',
  },
  aboveParallelism: {
    text: 'minCount must be no more than parallelism, {{parallelism}}.',
    fix: 'Set parallelism to {{to}} or more, or remove minCount to start all Pods together.',
  },
  topologies: {
    text: `topology must have no more than ${maxTopologies} entry, but has {{count}}.`,
    fix: 'Keep the topology domain in which the Pods must run together.',
  },
  noKey: {
    text: 'a topology constraint must have a key.',
    fix: 'Set key to a label of nodes, such as "topology.kubernetes.io/zone".',
  },
  key: {
    text: 'the key of a topology constraint {{problem}}.',
    fix: 'Use the key of a node label, such as "topology.kubernetes.io/zone".',
  },
  noMode: {
    text: 'disruptionMode must have single or all.',
    fix: 'Add "single: {}", or remove disruptionMode.',
  },
  twoModes: { text: 'disruptionMode cannot have both single and all.', fix: 'Remove one of the two fields.' },
  allOfBasic: {
    text: 'disruptionMode all is allowed only when the schedulingPolicy is gang.',
    fix: 'Replace all with single, or set schedulingPolicy to "gang: {}".',
  },
  claims: {
    text: `resourceClaims must have no more than ${maxClaims} entries, but has {{count}}.`,
    fix: `Keep ${maxClaims} claims.`,
  },
  twice: { text: 'each resource claim may be listed once.', fix: 'Remove one of the two entries.' },
  noName: {
    text: 'a resource claim must have a name.',
    fix: 'Set name to the name of the claim in spec.resourceClaims of the Pod template.',
  },
  name: {
    text: 'the name of a resource claim {{problem}}.',
    fix: 'Use the name of the claim in spec.resourceClaims of the Pod template.',
  },
  noSource: {
    text: 'a resource claim must have a resourceClaimName or a resourceClaimTemplateName.',
    fix: 'Add the field that the claim with this name has in spec.resourceClaims of the Pod template.',
  },
  twoSources: {
    text: 'a resource claim cannot have both resourceClaimName and resourceClaimTemplateName.',
    fix: 'Remove one of the two fields.',
  },
  objectName: {
    text: 'the name of a {{object}} {{problem}}.',
    fix: 'Use the name of a {{object}} in the namespace of the {{kind}}.',
  },
} as const;
type Found = Generator<FindingOf<typeof messages>>;

export const jobSchedulingValid = defineObjectRule({
  id: 'job-scheduling-valid',
  title: 'scheduling of a Job must have one policy, one disruption mode, and valid names',
  why: 'The Job controller creates a Workload and a PodGroup from scheduling, so that the scheduler places the Pods of the Job together.',
  mirrors: ['Validate_JobSchedulingConfiguration', 'validateGangMinCount', 'validateJobScheduling'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  reads: ['job.scheduling', 'job.parallelism'],
  messages,
  *check({ job, jobPath, change: { facts } }) {
    const scheduling = job['scheduling'];
    if (!isSet(scheduling) || !isFieldIn('JobSpec', 'scheduling', facts.minor)) return;
    const path = jobPath.child('scheduling');
    const policy = field(scheduling, 'schedulingPolicy');
    if (isSet(policy)) {
      yield* policyFindings(policy, path.child('schedulingPolicy'), numberAt(job, 'parallelism') ?? 1, jobPath);
    }
    yield* topologyFindings(
      listAt(scheduling, 'schedulingConstraints', 'topology'),
      path.child('schedulingConstraints', 'topology'),
    );
    const mode = field(scheduling, 'disruptionMode');
    if (isSet(mode)) yield* modeFindings(mode, path.child('disruptionMode'), policy);
    yield* claimsFindings(listAt(scheduling, 'resourceClaims'), path.child('resourceClaims'));
  },
});

const has = (value: Json | undefined, name: string): boolean => isSet(field(value, name));

function* policyFindings(policy: Json, path: FieldPath, parallelism: number, jobPath: FieldPath): Found {
  const [isBasic, isGang] = [has(policy, 'basic'), has(policy, 'gang')];
  if (!isBasic && !isGang) yield invalid(path, 'noPolicy');
  if (isBasic && isGang) yield invalid(path, 'twoPolicies');
  const to = get(policy, 'gang', 'minCount');
  if (typeof to !== 'number') return;
  const at = path.child('gang', 'minCount');
  if (to < 1) yield invalid(at, 'minCount', { to });
  else if (to > parallelism)
    yield invalid(at, 'aboveParallelism', { to, data: { parallelism }, beside: jobPath.child('parallelism') });
}

function* topologyFindings(constraints: readonly Json[], path: FieldPath): Found {
  if (constraints.length > maxTopologies) {
    yield tooMany(path, 'topologies', { data: { count: constraints.length } });
    return;
  }
  for (const [i, constraint] of constraints.entries()) {
    const to = stringAt(constraint, 'key') ?? '';
    const at = path.index(i).child('key');
    const problem = qualifiedNameError(to);
    if (to === '') yield required(at, 'noKey');
    else if (problem !== undefined) yield invalid(at, 'key', { to, data: { problem } });
  }
}

/** Without a policy, the policy is basic. */
function* modeFindings(mode: Json, path: FieldPath, policy: Json | undefined): Found {
  const [isSingle, isAll] = [has(mode, 'single'), has(mode, 'all')];
  if (!isSingle && !isAll) yield invalid(path, 'noMode');
  else if (isSingle && isAll) yield invalid(path, 'twoModes');
  else if (isAll && (has(policy, 'basic') || !has(policy, 'gang'))) yield invalid(path, 'allOfBasic');
}

function* claimsFindings(claims: readonly Json[], path: FieldPath): Found {
  if (claims.length > maxClaims) {
    yield tooMany(path, 'claims', { data: { count: claims.length } });
    return;
  }
  const seen = new Set<string>();
  for (const [i, claim] of claims.entries()) {
    const at = path.index(i);
    const to = stringAt(claim, 'name') ?? '';
    const problem = dnsLabelError(to);
    if (to === '') yield required(at.child('name'), 'noName');
    else if (seen.has(to)) yield duplicate(at.child('name'), 'twice', { to });
    else if (problem !== undefined) yield invalid(at.child('name'), 'name', { to, data: { problem } });
    seen.add(to);
    yield* sourceFindings(claim, at);
  }
}

function* sourceFindings(claim: Json, path: FieldPath): Found {
  const set = claimSourcesOf(claim);
  if (set.length === 0) yield required(path, 'noSource');
  if (set.length > 1) yield invalid(path, 'twoSources');
  for (const [source, object] of set) {
    const to = stringAt(claim, source) ?? '';
    const problem = dnsSubdomainError(to);
    if (problem !== undefined)
      yield invalid(path.child(source), 'objectName', { to, data: { problem }, shown: { object } });
  }
}

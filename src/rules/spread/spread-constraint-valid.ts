import { field, isOneOf, isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const policies = ['Honor', 'Ignore'];
const nodePolicies = ['nodeAffinityPolicy', 'nodeTaintsPolicy'];

const messages = {
  maxSkew: { text: 'must be at least 1.', fix: 'Set maxSkew to 1 for the most even spread.' },
  maxSkewMissing: {
    text: 'a topology spread constraint must have a maxSkew of at least 1.',
    fix: 'Set maxSkew to 1 for the most even spread.',
  },
  topologyKey: {
    text: 'a topology spread constraint must have a topologyKey.',
    fix: 'Use topology.kubernetes.io/zone to spread the Pods over zones, or kubernetes.io/hostname to spread them over nodes.',
  },
  whenUnsatisfiable: {},
  whenMissing: {
    text: 'a topology spread constraint must have whenUnsatisfiable.',
    fix: 'Use DoNotSchedule to keep Pods pending, or ScheduleAnyway to allow an uneven spread.',
  },
  policy: {},
} as const;
type Found = FindingOf<typeof messages>;

export const spreadConstraintValid = definePodRule({
  id: 'spread-constraint-valid',
  title: 'Topology spread constraints must have maxSkew, topologyKey and whenUnsatisfiable',
  why: 'topologyKey defines the topology domains, maxSkew how uneven the spread may be, and whenUnsatisfiable what happens to a Pod that would exceed this limit.',
  mirrors: ['validateTopologySpreadConstraints'],
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages,
  *check({ spec, specPath, change }) {
    const policyFields = change.facts.NodeInclusionPolicyInPodTopologySpread ? nodePolicies : [];
    const constraints = listAt(spec, 'topologySpreadConstraints');
    for (let i = 0; i < constraints.length; i++) {
      yield* checkConstraint(constraints[i]!, specPath.child('topologySpreadConstraints').index(i), policyFields);
    }
  },
});

function* checkConstraint(constraint: Json, path: FieldPath, policyFields: readonly string[]): Generator<Found> {
  const maxSkew = field(constraint, 'maxSkew') ?? 0;
  if (maxSkew === 0) yield required(path.child('maxSkew'), 'maxSkewMissing');
  else if (typeof maxSkew !== 'number' || maxSkew < 1) yield invalid(path.child('maxSkew'), 'maxSkew', { to: maxSkew });
  const key = field(constraint, 'topologyKey') ?? '';
  if (key === '') yield required(path.child('topologyKey'), 'topologyKey');
  const action = field(constraint, 'whenUnsatisfiable') ?? '';
  const at = path.child('whenUnsatisfiable');
  if (action === '') yield required(at, 'whenMissing');
  else if (!isOneOf(action, actions)) yield notSupported(at, 'whenUnsatisfiable', action, actions);
  for (const name of policyFields) {
    const policy = field(constraint, name);
    if (!isSet(policy) || isOneOf(policy, policies)) continue;
    yield notSupported(path.child(name), 'policy', policy, policies);
  }
}

import { field, isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, notSupported, required, say, set, type FindingOf } from '../finding.ts';

const actions: readonly unknown[] = ['DoNotSchedule', 'ScheduleAnyway'];
const policies: readonly unknown[] = ['Honor', 'Ignore'];

const messages = {
  maxSkew: 'must be at least 1',
  topologyKey: 'there must be a node label to spread over',
  whenUnsatisfiable: 'is no answer to an uneven spread; there are DoNotSchedule and ScheduleAnyway',
  policy: 'is no policy; there are Honor and Ignore',
};
type Found = FindingOf<typeof messages>;

export const spreadConstraintValid = definePodRule({
  id: 'spread-constraint-valid',
  title: 'A spread constraint says over what, how evenly and how strictly',
  why: 'Without all three the scheduler cannot tell an even spread from an uneven one.',
  mirrors: 'validateTopologySpreadConstraints',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages,
  *check({ spec, specPath }) {
    const constraints = listAt(spec, 'topologySpreadConstraints');
    for (let i = 0; i < constraints.length; i++) {
      yield* checkConstraint(constraints[i]!, specPath.child('topologySpreadConstraints').index(i));
    }
  },
});

function* checkConstraint(constraint: Json, path: FieldPath): Generator<Found> {
  const maxSkew = field(constraint, 'maxSkew') ?? 0;
  if (typeof maxSkew !== 'number' || maxSkew < 1) {
    yield invalid(path.child('maxSkew'), 'maxSkew', { to: maxSkew, fix: set(1) });
  }
  const key = field(constraint, 'topologyKey') ?? '';
  if (key === '') {
    yield required(path.child('topologyKey'), 'topologyKey', { fix: set('topology.kubernetes.io/zone') });
  }
  const action = field(constraint, 'whenUnsatisfiable') ?? '';
  if (!actions.includes(action)) {
    const fix = say('use DoNotSchedule to keep Pods waiting, ScheduleAnyway to only prefer an even spread');
    yield notSupported(path.child('whenUnsatisfiable'), 'whenUnsatisfiable', { to: action, fix });
  }
  for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
    const policy = field(constraint, name);
    if (!isSet(policy) || policies.includes(policy)) continue;
    yield notSupported(path.child(name), 'policy', { to: policy, fix: say('use Honor or Ignore') });
  }
}

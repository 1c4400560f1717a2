import type { Container } from '../../kubernetes/pod/containers.ts';
import { field, isObject, isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, notSupported, remove, required, say, tooLong, tooMany, type FindingOf } from '../finding.ts';
import { versionFacts, type VersionFacts } from '../../kubernetes/versions.ts';

const policies: readonly unknown[] = ['Always', 'OnFailure', 'Never'];
const operators: readonly unknown[] = ['In', 'NotIn'];
/** Bounds of the API: validateContainerRestartPolicy. */
const maxRules = 20;
const maxExitCodes = 255;

const messages = {
  policy: 'is no restartPolicy of a container; there are Always, OnFailure and Never',
  missing: 'restartPolicyRules are exceptions from a restartPolicy, so there must be one',
  sidecar: 'a sidecar restarts always; its restartPolicyRules need Kubernetes 1.36',
  rules: 'there can be {{max}} rules, and there are {{count}}',
  action: 'is no action of a rule; there is {{actions}}',
  exitCodes: 'a rule needs exitCodes to decide by',
  operator: 'is no operator on exit codes; there are In and NotIn',
  values: 'there can be {{max}} exit codes, and there are {{count}}',
};
type Found = FindingOf<typeof messages>;

export const containerRestartPolicy = definePodRule({
  id: 'container-restart-policy',
  title: 'restartPolicy and restartPolicyRules of a container are well-formed',
  why: 'A container may restart in another way than its Pod. A policy that is not understood would leave it to chance.',
  mirrors: 'validateContainerRestartPolicy, validateInitContainerRestartPolicy',
  appliesTo: podsAndTemplates,
  reads: ['containers.restartPolicy', 'containers.restartPolicyRules'],
  messages,
  *check({ change, changedContainers }) {
    const facts = versionFacts(change.minor);
    if (!facts.containerRestartRules) return;
    for (const container of changedContainers) {
      if (container.kind === 'ephemeral') continue;
      const policy = container.value['restartPolicy'];
      const rules = listAt(container.value, 'restartPolicyRules');
      if (isSet(policy) || rules.length > 0) yield* checkContainer(container, policy, rules, facts);
    }
  },
});

function* checkContainer(
  { kind, path }: Container,
  policy: Json | undefined,
  rules: readonly Json[],
  facts: VersionFacts,
): Generator<Found> {
  if (!isSet(policy)) {
    yield required(path.child('restartPolicy'), 'missing', { fix: say('set it to Always, OnFailure or Never') });
  } else if (!policies.includes(policy)) {
    yield notSupported(path.child('restartPolicy'), 'policy', { to: policy, fix: say('use one of these') });
  }
  // Of an init container without a restartPolicy nothing else is looked at.
  if (kind === 'init' && !isSet(policy)) return;
  const at = path.child('restartPolicyRules');
  if (kind === 'sidecar' && !facts.restartAllContainers) {
    if (rules.length > 0) yield forbidden(at, 'sidecar', { fix: remove });
    return;
  }
  const long = facts.longList === 'tooLong' ? tooLong : tooMany;
  if (rules.length > maxRules)
    yield long(at, 'rules', { data: { max: maxRules, count: rules.length }, fix: say('join some') });
  for (const [i, rule] of rules.entries()) yield* checkRule(rule, at.index(i), facts);
}

function* checkRule(rule: Json, path: FieldPath, facts: VersionFacts): Generator<Found> {
  const actions = facts.restartAllContainers ? ['Restart', 'RestartAllContainers'] : ['Restart'];
  const action = field(rule, 'action') ?? '';
  if (typeof action !== 'string' || !actions.includes(action)) {
    const data = { actions: actions.join(' and ') };
    yield notSupported(path.child('action'), 'action', { data, to: action, fix: say('use Restart') });
  }
  const exitCodes = field(rule, 'exitCodes');
  if (!isObject(exitCodes)) {
    yield required(path.child('exitCodes'), 'exitCodes', { fix: say('add exitCodes: {operator: In, values: [1]}') });
    return;
  }
  const operator = exitCodes['operator'] ?? '';
  if (!operators.includes(operator)) {
    yield notSupported(path.child('exitCodes', 'operator'), 'operator', { to: operator, fix: say('use In or NotIn') });
  }
  const count = listAt(exitCodes, 'values').length;
  if (count > maxExitCodes) {
    const long = facts.longList === 'tooLong' ? tooLong : tooMany;
    const data = { max: maxExitCodes, count };
    yield long(path.child('exitCodes', 'values'), 'values', { data, fix: say('say NotIn of the others') });
  }
}

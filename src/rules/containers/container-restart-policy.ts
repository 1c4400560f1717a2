import type { Container } from '../../kubernetes/pod/containers.ts';
import { restartPolicies } from '../../kubernetes/pod/policies.ts';
import { field, isObject, isOneOf, isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { gateText, hasGate } from '../../kubernetes/gates.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';
import { forbidden, notSupported, required, tooMany, type FindingOf } from '../finding.ts';
import { exitCodeFindings, exitCodeMessages } from '../parts/exit-codes.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** A limit of the API: validateContainerRestartPolicy. */
const maxRules = 20;

const messages = {
  policy: {},
  notInit: {
    text: `only init containers can have a restartPolicy without ${gateText('ContainerRestartRules')}.`,
    fix: 'Remove restartPolicy from {{container}}.',
  },
  initPolicy: {},
  missing: {
    text: 'restartPolicy is required with restartPolicyRules, and applies when no rule matches.',
    fix: 'Set restartPolicy of {{container}} to Always, OnFailure or Never.',
  },
  sidecar: {
    text: `a sidecar container cannot have restartPolicyRules without ${gateText('RestartAllContainersOnContainerExits')}.`,
    fix: 'Remove restartPolicyRules from {{container}}, which always restarts.',
  },
  rules: {
    text: '{{container}} must have no more than {{max}} restartPolicyRules, but has {{count}}.',
    fix: 'Merge rules that differ only in their exit codes.',
  },
  action: {},
  actionMissing: { text: 'a rule must have an action.', fix: 'Set action to Restart.' },
  exitCodes: {
    text: 'a rule must have exitCodes, which decides when the rule applies.',
    fix: 'Add exitCodes, for example {operator: In, values: [42]}.',
  },
  ...exitCodeMessages('exitCodes'),
} as const;
type Found = FindingOf<typeof messages>;

export const containerRestartPolicy = definePodRule({
  id: 'container-restart-policy',
  title: 'restartPolicy of a container must be a supported value, and its restartPolicyRules must be complete',
  why: 'restartPolicy of a container overrides that of the Pod, and restartPolicyRules override both for some exit codes.',
  mirrors: ['validateContainerRestartPolicy', 'validateInitContainerRestartPolicy'],
  appliesTo: podsAndTemplates,
  reads: ['containers.restartPolicy', 'containers.restartPolicyRules'],
  messages,
  *check({ change: { facts }, changedContainers }) {
    if (!facts.ContainerRestartRules && hasGate('ContainerRestartRules', facts.minor)) return;
    for (const container of changedContainers) {
      if (container.kind === 'ephemeral') continue;
      const policy = container.value['restartPolicy'];
      if (!facts.ContainerRestartRules) {
        if (isSet(policy)) yield* findingsBeforeRules(container, policy, facts);
        continue;
      }
      const rules = listAt(container.value, 'restartPolicyRules');
      if (isSet(policy) || rules.length > 0) yield* checkContainer(container, policy, rules, facts);
    }
  },
});

/** Before ContainerRestartRules existed, only init containers could have a restartPolicy. */
function* findingsBeforeRules({ kind, path }: Container, to: Json, facts: ServerFacts): Generator<Found> {
  const at = path.child('restartPolicy');
  if (kind === 'container') yield forbidden(at, 'notInit', { to });
  else if (facts.SidecarContainers && to !== 'Always') yield notSupported(at, 'initPolicy', to, ['Always']);
}

function* checkContainer(
  { kind, path }: Container,
  policy: Json | undefined,
  rules: readonly Json[],
  facts: ServerFacts,
): Generator<Found> {
  const at = path.child('restartPolicyRules');
  const isInitWithoutPolicy = kind === 'init' && !isSet(policy);
  if (isInitWithoutPolicy && !facts.initRulesNeedPolicy) return;
  if (!isSet(policy)) {
    yield required(path.child('restartPolicy'), 'missing', { beside: at });
  } else if (!isOneOf(policy, restartPolicies)) {
    yield notSupported(path.child('restartPolicy'), 'policy', policy, restartPolicies);
  }
  // kube-apiserver does not validate the rules of an init container without a restartPolicy.
  if (isInitWithoutPolicy) return;
  if (kind === 'sidecar' && !facts.RestartAllContainersOnContainerExits) {
    if (rules.length > 0) yield forbidden(at, 'sidecar');
    return;
  }
  if (rules.length > maxRules) yield tooMany(at, 'rules', { data: { max: maxRules, count: rules.length } });
  for (const [i, rule] of rules.entries()) yield* checkRule(rule, at.index(i), facts);
}

function* checkRule(rule: Json, path: FieldPath, facts: ServerFacts): Generator<Found> {
  const actions = facts.RestartAllContainersOnContainerExits ? ['Restart', 'RestartAllContainers'] : ['Restart'];
  const action = field(rule, 'action') ?? '';
  if (action === '') yield required(path.child('action'), 'actionMissing');
  else if (!isOneOf(action, actions)) {
    yield notSupported(path.child('action'), 'action', action, actions);
  }
  const exitCodes = field(rule, 'exitCodes');
  const at = path.child('exitCodes');
  if (isObject(exitCodes)) yield* exitCodeFindings(exitCodes, at);
  else yield required(at, 'exitCodes');
}

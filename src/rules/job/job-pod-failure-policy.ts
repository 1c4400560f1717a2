import { oncePer } from '../../change/once.ts';
import { containersOf, initialLists } from '../../kubernetes/pod/containers.ts';
import { conditionStatuses } from '../../kubernetes/pod/policies.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import {
  field,
  isObject,
  isOneOf,
  isSet,
  listAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
} from '../../json/json.ts';
import { isDnsLabel, qualifiedNameError } from '../../kubernetes/names.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { exitCodeFindings, exitCodeMessages } from '../parts/exit-codes.ts';
import { defineRule } from '../rule.ts';
import { duplicate, forbidden, invalid, notFound, notSupported, required, tooMany } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { objectView } from '../../change/views.ts';
import { listText, quoted } from '../../text/quoted.ts';

const maxRules = 20;
const maxConditions = 20;
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const replacementPolicies = ['Failed', 'TerminatingOrFailed'];

export const jobPodFailurePolicy = defineRule({
  id: 'job-pod-failure-policy',
  title: 'Each rule of a podFailurePolicy must be complete and able to match',
  why: 'The policy decides from exit codes and Pod conditions whether a Job fails. A rule that can never match would be noticed only when the Job fails.',
  mirrors: ['validatePodFailurePolicy', 'validatePodReplacementPolicy', 'validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  messages: {
    restart: {
      text: 'must be "Never" when podFailurePolicy is set, because the policy applies only to failed Pods.',
      fix: 'Set restartPolicy to Never.',
    },
    replacement: {
      text: 'With podFailurePolicy, a Pod is replaced only after it has failed.',
      fix: 'Set podReplacementPolicy to Failed, or remove it.',
    },
    noReplacement: {},
    rules: {
      text: 'podFailurePolicy must have no more than {{max}} rules, but has {{count}}.',
      fix: 'Combine rules that have the same action.',
    },
    conditions: {
      text: 'a rule must have no more than {{max}} onPodConditions, but has {{count}}.',
      fix: 'Move some of the conditions to another rule with the same action.',
    },
    noAction: {
      text: 'a rule must have an action.',
      fix: 'Set action to Count, FailIndex, FailJob or Ignore.',
    },
    action: {},
    failIndex: {
      text: 'FailIndex is allowed only when backoffLimitPerIndex is set.',
      fix: 'Set backoffLimitPerIndex in the spec of the Job, or use action FailJob.',
    },
    failIndexAlone: {
      text: 'FailIndex is allowed only in a Job with completionMode Indexed and a backoffLimitPerIndex.',
      fix: 'Use action FailJob, or set completionMode to Indexed, and also set completions and backoffLimitPerIndex in the spec of the Job.',
    },
    neither: {
      text: 'a rule must have onExitCodes or onPodConditions.',
      fix: 'Add onExitCodes, such as {operator: In, values: [42]}, or onPodConditions.',
    },
    both: {
      text: 'a rule cannot have both onExitCodes and onPodConditions.',
      fix: 'Split the rule into two rules with the same action.',
    },
    ...exitCodeMessages('onExitCodes'),
    container: {
      text: 'the Pod template has no container with this name.',
      fix: 'Use {{containers}}, or remove containerName to match all containers.',
    },
    noCodes: {
      text: 'onExitCodes must list at least one exit code.',
      fix: 'Add a list of exit codes, such as values: [1, 42].',
    },
    zero: {
      text: 'must not be 0 with operator In, because a container that exits with 0 has not failed.',
      fix: 'Remove 0 from values.',
    },
    zeroOnly: {
      text: 'must not be 0 with operator In, because a container that exits with 0 has not failed.',
      fix: 'To match every failure, set operator to NotIn.',
    },
    codeTwice: { text: 'each exit code may be listed once.', fix: 'Remove one of the two entries.' },
    order: { text: 'exit codes must be in ascending order.', fix: '{{sort}}.' },
    noType: {
      text: 'a Pod condition must have a type.',
      fix: 'Set type to the type of a Pod condition, such as DisruptionTarget.',
    },
    condition: {
      text: 'the type of a Pod condition {{problem}}.',
      fix: 'Use the type of a Pod condition, such as DisruptionTarget.',
    },
    status: {},
    noStatus: { text: 'a Pod condition must have a status.', fix: 'Set status to True, False or Unknown.' },
  },
  *check(change) {
    const { job: spec, jobPath: path } = objectView(change, change.after);
    if (same(valueAt(change.before, path), spec, shapeOf('JobSpec'))) return;
    const policy = field(spec, 'podFailurePolicy');
    const policyPath = path.child('podFailurePolicy');
    yield* replacement(spec, isObject(policy) ? policyPath : undefined, path.child('podReplacementPolicy'));
    if (!isObject(policy)) return;
    const pod = objectAt(spec, 'template', 'spec');
    if (field(pod, 'restartPolicy') === 'OnFailure') {
      const at = path.child('template', 'spec', 'restartPolicy');
      yield invalid(at, 'restart', { to: 'OnFailure', beside: policyPath });
    }
    const rules = keptRules(change, [...listAt(policy, 'rules').entries()]);
    const rulesPath = policyPath.child('rules');
    if (rules.length > maxRules) yield tooMany(rulesPath, 'rules', { data: { count: rules.length, max: maxRules } });
    const containers = namesOf(pod, rulesPath);
    for (const [i, rule] of rules) {
      const at = rulesPath.index(i);
      yield* action(rule, spec, at.child('action'));
      const codes = field(rule, 'onExitCodes');
      const conditions = listAt(rule, 'onPodConditions');
      if (isSet(codes) && conditions.length > 0) yield forbidden(at, 'both');
      if (!isSet(codes) && conditions.length === 0) yield required(at, 'neither');
      if (isSet(codes)) yield* exitCodes(codes, containers, at.child('onExitCodes'));
      yield* podConditions(conditions, at.child('onPodConditions'), isStatusRequired(change));
    }
  },
});

/** A new Job loses the rules with FailIndex if the feature gate is off. */
const keptRules = ({ kind, operation, facts }: Change, rules: readonly (readonly [number, Json])[]) =>
  kind === 'Job' && operation === 'CREATE' && !facts.JobBackoffLimitPerIndex
    ? rules.filter(([, rule]) => field(rule, 'action') !== 'FailIndex')
    : rules;

function* replacement(spec: JsonObject, policy: FieldPath | undefined, path: FieldPath) {
  const value = field(spec, 'podReplacementPolicy');
  if (!isSet(value) || value === 'Failed') return;
  if (policy !== undefined) yield notSupported(path, 'replacement', value, ['Failed'], { beside: policy });
  else if (value !== 'TerminatingOrFailed') yield notSupported(path, 'noReplacement', value, replacementPolicies);
}

function* action(rule: Json, job: JsonObject, path: FieldPath) {
  const value = field(rule, 'action') ?? '';
  if (value === '') yield required(path, 'noAction');
  else if (!isOneOf(value, actions)) yield notSupported(path, 'action', value, actions);
  else if (value === 'FailIndex' && !isSet(job['backoffLimitPerIndex'])) {
    const isIndexed = field(job, 'completionMode') === 'Indexed';
    yield invalid(path, isIndexed ? 'failIndex' : 'failIndexAlone', { to: value });
  }
}

/** The names of the containers that a rule may name. */
interface Names {
  readonly names: ReadonlySet<Json>;
  /** Those to suggest. */
  readonly known: readonly string[];
}

/** For the reader. */
const listed = oncePer(({ known }: Names): string =>
  known.length === 0 ? 'the name of a container' : listText(known, 'or', quoted),
);

function namesOf(pod: JsonObject, path: FieldPath): Names {
  const names = new Set([...containersOf(pod, path, initialLists)].map(({ name }) => name));
  return { names, known: [...names].filter(isDnsLabel) };
}

function* exitCodes(value: Json, containers: Names, at: FieldPath) {
  yield* exitCodeFindings(value, at);
  const container = field(value, 'containerName');
  if (isSet(container) && !containers.names.has(container)) {
    yield notFound(at.child('containerName'), 'container', container, containers.known, {
      shown: { containers: () => listed(containers) },
    });
  }
  yield* codeValues(listAt(value, 'values'), field(value, 'operator') ?? '', at.child('values'));
}

function* codeValues(values: readonly Json[], operator: Json, path: FieldPath) {
  if (values.length === 0) yield required(path, 'noCodes');
  const seen = new Set<Json>();
  let ordered = true;
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0)
      yield invalid(path.index(i), values.length === 1 ? 'zeroOnly' : 'zero', { to: 0 });
    if (seen.has(value)) yield duplicate(path.index(i), 'codeTwice', { to: value });
    seen.add(value);
    const last = values[i - 1];
    if (typeof last === 'number' && typeof value === 'number' && last > value) ordered = false;
  }
  if (!ordered) yield invalid(path, 'order', { shown: { sort: howToSort([...seen], operator) }, to: values });
}

/** A fix does not write out a longer list of exit codes. */
const maxWritten = 4;

function howToSort(values: readonly Json[], operator: Json): string {
  const codes = values.filter((value) => typeof value === 'number' && !(operator === 'In' && value === 0)) as number[];
  if (values.length > maxWritten) return 'Sort the exit codes';
  return `Write values: [${codes.sort((a, b) => a - b).join(', ')}]`;
}

/** For a Job, and since 1.34 for a CronJob, kube-apiserver sets an absent or empty status to the default before admission. */
const isStatusRequired = ({ kind, facts }: Change): boolean => kind === 'CronJob' && facts.conditionStatusRequired;

function* podConditions(conditions: readonly Json[], path: FieldPath, statusRequired: boolean) {
  if (conditions.length > maxConditions) {
    yield tooMany(path, 'conditions', { data: { count: conditions.length, max: maxConditions } });
  }
  for (const [i, condition] of conditions.entries()) yield* podCondition(condition, path.index(i), statusRequired);
}

function* podCondition(condition: Json, path: FieldPath, statusRequired: boolean) {
  const type = stringAt(condition, 'type') ?? '';
  const problem = qualifiedNameError(type);
  if (type === '') yield required(path.child('type'), 'noType');
  else if (problem !== undefined) yield invalid(path.child('type'), 'condition', { data: { problem }, to: type });
  const status = field(condition, 'status') ?? '';
  if (status === '') {
    if (statusRequired) yield required(path.child('status'), 'noStatus');
  } else if (!isOneOf(status, conditionStatuses)) {
    yield notSupported(path.child('status'), 'status', status, conditionStatuses);
  }
}

import { containersOf } from '../../kubernetes/pod/containers.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { duplicate, invalid, notSupported, required, say, set, tooMany, type Fix } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { firstOf } from '../../text/quoted.ts';

const maxRules = 20;
const maxConditions = 20;
const maxExitCodes = 255;
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const statuses = ['False', 'True', 'Unknown'];

export const jobPodFailurePolicy = defineRule({
  id: 'job-pod-failure-policy',
  title: 'podFailurePolicy can be followed',
  why: 'The policy decides from exit codes and conditions whether a Job gives up. A rule that can match nothing, or that the Job cannot act on, would be found out only in a failure.',
  mirrors: 'validatePodFailurePolicy, validatePodReplacementPolicy, validateJobSpec',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  messages: {
    restart: 'with a podFailurePolicy the kubelet must not restart containers, or there is no failed Pod to look at',
    replacement: 'with a podFailurePolicy a Pod is replaced only once it has failed',
    noReplacement: 'is no podReplacementPolicy; there are Failed and TerminatingOrFailed',
    rules: 'has {{count}} entries, and {{max}} are the most',
    noAction: 'each rule needs an action',
    action: 'is no action; there are Count, FailIndex, FailJob and Ignore',
    failIndex: 'FailIndex needs backoffLimitPerIndex in the Job',
    neither: 'a rule needs onExitCodes or onPodConditions',
    both: 'a rule cannot have both onExitCodes and onPodConditions',
    operator: 'the operator is In or NotIn',
    container: 'is no container of the template',
    noCodes: 'at least one exit code is needed',
    zero: 'a container that ends with 0 has not failed',
    codeTwice: 'is there twice',
    order: 'exit codes are in ascending order',
    condition: 'is no type of a condition: {{problem}}',
    status: 'the status of a condition is True, False or Unknown',
  },
  *check(change) {
    const { path, spec, old } = jobOf(change);
    if (old !== undefined && same(old, spec, shapeOf('JobSpec'))) return;
    const policy = field(spec, 'podFailurePolicy');
    yield* replacement(spec, isObject(policy), path.child('podReplacementPolicy'));
    if (!isObject(policy)) return;
    const pod = objectAt(spec, 'template', 'spec');
    if (field(pod, 'restartPolicy') === 'OnFailure') {
      yield invalid(path.child('template', 'spec', 'restartPolicy'), 'restart', { to: 'OnFailure', fix: set('Never') });
    }
    const rules = listAt(policy, 'rules');
    const rulesPath = path.child('podFailurePolicy', 'rules');
    if (rules.length > maxRules) yield tooMany(rulesPath, 'rules', { data: { count: rules.length, max: maxRules } });
    const names = new Set([...containersOf(pod, rulesPath, ['containers', 'initContainers'])].map(({ name }) => name));
    const fix = say(`name one of ${firstOf(names)}, or leave it out for all`);
    for (const [i, rule] of rules.entries()) {
      const at = rulesPath.index(i);
      yield* action(rule, isSet(spec['backoffLimitPerIndex']), at.child('action'));
      const codes = field(rule, 'onExitCodes');
      const conditions = listAt(rule, 'onPodConditions');
      if (isSet(codes) && conditions.length > 0) yield invalid(at, 'both', { fix: say('make two rules of it') });
      if (!isSet(codes) && conditions.length === 0) yield invalid(at, 'neither', { fix: say('add one of them') });
      if (isSet(codes)) yield* exitCodes(codes, names, fix, at.child('onExitCodes'));
      yield* podConditions(conditions, at.child('onPodConditions'));
    }
  },
});

interface JobIn {
  readonly path: FieldPath;
  readonly spec: JsonObject;
  readonly old: JsonObject | undefined;
}

function jobOf({ kind, before, after }: Change): JobIn {
  const names = kind === 'Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec'];
  return {
    path: specPath.child(...names.slice(1)),
    spec: objectAt(after, ...names),
    old: before === undefined ? undefined : objectAt(before, ...names),
  };
}

function* replacement(spec: JsonObject, hasPolicy: boolean, path: FieldPath) {
  const value = field(spec, 'podReplacementPolicy');
  if (!isSet(value) || value === 'Failed') return;
  if (hasPolicy) yield notSupported(path, 'replacement', { to: value, fix: set('Failed') });
  else if (value !== 'TerminatingOrFailed') {
    yield notSupported(path, 'noReplacement', { to: value, fix: say('use one of these') });
  }
}

function* action(rule: Json, perIndex: boolean, path: FieldPath) {
  const value = field(rule, 'action') ?? '';
  if (value === '') yield required(path, 'noAction', { fix: say('use Count, FailIndex, FailJob or Ignore') });
  else if (typeof value !== 'string' || !actions.includes(value)) {
    yield notSupported(path, 'action', { to: value, fix: say('use one of these') });
  } else if (value === 'FailIndex' && !perIndex) {
    yield invalid(path, 'failIndex', { to: value, fix: say('set backoffLimitPerIndex, or use FailJob') });
  }
}

function* exitCodes(value: Json, known: ReadonlySet<string>, fix: Fix, at: FieldPath) {
  const operator = field(value, 'operator') ?? '';
  if (operator === '') yield required(at.child('operator'), 'operator', { fix: say('use In or NotIn') });
  else if (operator !== 'In' && operator !== 'NotIn') {
    yield notSupported(at.child('operator'), 'operator', { to: operator, fix: say('use In or NotIn') });
  }
  const container = field(value, 'containerName');
  if (isSet(container) && !(typeof container === 'string' && known.has(container))) {
    yield invalid(at.child('containerName'), 'container', { to: container, fix });
  }
  yield* codeValues(listAt(value, 'values'), operator, at.child('values'));
}

function* codeValues(values: readonly Json[], operator: Json, path: FieldPath) {
  if (values.length === 0) yield invalid(path, 'noCodes', { fix: say('list the exit codes') });
  if (values.length > maxExitCodes) yield tooMany(path, 'rules', { data: { count: values.length, max: maxExitCodes } });
  const seen = new Set<Json>();
  let ordered = true;
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0) yield invalid(path.index(i), 'zero', { to: 0, fix: say('leave it out') });
    if (seen.has(value)) yield duplicate(path.index(i), 'codeTwice', { to: value, fix: say('leave it out') });
    seen.add(value);
    const last = values[i - 1];
    if (typeof last === 'number' && typeof value === 'number' && last > value) ordered = false;
  }
  if (!ordered) yield invalid(path, 'order', { fix: say('sort them') });
}

function* podConditions(conditions: readonly Json[], path: FieldPath) {
  if (conditions.length > maxConditions) {
    yield tooMany(path, 'rules', { data: { count: conditions.length, max: maxConditions } });
  }
  for (const [i, condition] of conditions.entries()) yield* podCondition(condition, path.index(i));
}

function* podCondition(condition: Json, path: FieldPath) {
  const type = stringAt(condition, 'type') ?? '';
  const problem = qualifiedNameError(type);
  const fix = say('use a type such as DisruptionTarget');
  if (problem !== undefined) yield invalid(path.child('type'), 'condition', { data: { problem }, to: type, fix });
  const status = field(condition, 'status') ?? '';
  const use = say('use True, False or Unknown');
  if (status === '') yield required(path.child('status'), 'status', { fix: use });
  else if (typeof status !== 'string' || !statuses.includes(status)) {
    yield notSupported(path.child('status'), 'status', { to: status, fix: use });
  }
}

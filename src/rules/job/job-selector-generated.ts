import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, get, isObject, isSet, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { labelValueError } from '../../kubernetes/names.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { asGenerated, generatedLabels, hasGeneratedSelector } from '../../change/generated-selector.ts';
import { applyOrRecreate, invalid, notSupported, remove, required, say } from '../finding.ts';
import { defineRule } from '../rule.ts';
import type { Change } from '../../change/change.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { firstOf } from '../../text/quoted.ts';
import { templateLabels, unmet } from '../../change/workload-selector.ts';

const ofJob = specPath.child('template', 'metadata', 'labels');
const ofCronJob = specPath.child('jobTemplate', 'spec');

export const jobSelectorGenerated = defineRule({
  id: 'job-selector-generated',
  title: 'The selector of a Job is generated',
  why: 'kube-apiserver gives each Job a selector and labels of its own, made from its uid, so that no two Jobs count each other’s Pods. A copy of another Job carries those of the other.',
  mirrors: 'validateGeneratedSelector, ValidateJobTemplateSpec',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  messages: {
    label: 'is not what kube-apiserver generates for this Job',
    name: 'the name of the Job becomes the label job-name, which {{problem}}',
    lost: 'the labels that kube-apiserver generated ({{labels}}) cannot be taken away',
    selector:
      'is not what kube-apiserver generates: {{unmet}} selects none of the labels that tell this Job from others',
    ofCronJob: 'a CronJob’s Jobs have their selectors generated',
    manual: 'a CronJob’s Jobs have their selectors generated, so there is none to manage by hand',
  },
  *check(change) {
    if (change.kind === 'CronJob') return yield* cronJob(change);
    if (!hasGeneratedSelector(change) || isUnchanged(change)) return;
    const expected = generatedLabels(change);
    const labels = templateLabels(change.after);
    const creating = change.operation === 'CREATE';
    const lost = [...expected.keys()].filter((key) => !isSet(field(labels, key)));
    if (!creating && lost.length > 0 && !isManifest(change)) {
      yield required(ofJob, 'lost', { data: { labels: lost.join(', ') }, fix: applyOrRecreate(change) });
    }
    yield* nameFinding(change);
    for (const [key, value] of expected) {
      const sent = field(labels, key);
      if (isSet(sent) && sent !== value) yield invalid(ofJob.key(key), 'label', { to: sent, fix: remove });
    }
    if (creating || versionFacts(change.minor).jobUpdatesKeepGenerated) yield* selectorFinding(change, expected);
  },
});

/** Names of objects may be longer than labels. */
function* nameFinding({ operation, after }: Change) {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const problem = labelValueError(name);
  if (operation !== 'CREATE' || problem === undefined || isSet(field(templateLabels(after), 'job-name'))) return;
  yield invalid(ofJob, 'name', { data: { problem }, to: name, fix: say('give the Job a shorter name') });
}

function* selectorFinding(change: Change, expected: ReadonlyMap<string, string>) {
  const path = specPath.child('selector');
  const { selector } = asGenerated(change);
  if (selector === undefined || selectorProblems(sentSelector(change), path).next().done !== true) return;
  const missing = unmet(selector, Object.fromEntries(expected));
  if (missing.length === 0) return;
  const fix =
    change.operation === 'CREATE' ? say('leave it out, or set manualSelector: true') : applyOrRecreate(change);
  yield invalid(path, 'selector', { data: { unmet: firstOf(missing) }, fix });
}

/** kube-apiserver compares no selector that it cannot read. */
const sentSelector = ({ after }: Change): Json | undefined => field(objectAt(after, 'spec'), 'selector');

function* cronJob({ before, after }: Change) {
  const spec = jobSpec(after);
  const old = jobSpec(before);
  const selector = field(spec, 'selector');
  if (
    isSet(selector) &&
    !(isObject(selector) && same(field(old, 'selector'), selector, shapeOf('JobSpec', 'selector')))
  ) {
    yield invalid(pathOf('selector'), 'ofCronJob', { fix: remove });
  }
  if (field(spec, 'manualSelector') === true && field(old, 'manualSelector') !== true) {
    yield notSupported(pathOf('manualSelector'), 'manual', { to: true, fix: remove });
  }
}

const pathOf = (name: string): FieldPath => ofCronJob.child(name);
const jobSpec = (object: Change['before']): JsonObject => objectAt(object, 'spec', 'jobTemplate', 'spec');

/** An older manifest stands for what the cluster holds, where kube-apiserver has added the labels. */
const isManifest = ({ phase, before }: Change): boolean =>
  phase === 'offline' && !isSet(get(before, 'metadata', 'uid'));

const isUnchanged = ({ before, after }: Change): boolean =>
  before !== undefined &&
  same(templateLabels(before), templateLabels(after), shapeOf('ObjectMeta', 'labels')) &&
  ['selector', 'manualSelector'].every((name) =>
    same(get(before, 'spec', name), get(after, 'spec', name), shapeOf('JobSpec', name)),
  );

import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { field, get, isObject, isSet, objectAt, stringAt } from '../../json/json.ts';
import { dnsSubdomainError, labelValueError } from '../../kubernetes/names.ts';
import { valueAt } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import {
  asGenerated,
  generatedLabels,
  hasGeneratedSelector,
  notYetGenerated,
  oldNameLabel,
  type SentJob,
} from '../../kubernetes/apiserver/generated-selector.ts';
import { templateLabels, unmet } from '../../kubernetes/workload-selector.ts';
import { invalid, notSupported, required } from '../finding.ts';
import { defineRule } from '../rule.ts';
import type { Change } from '../../change/change.ts';
import { isOldManifest } from '../../change/manifest.ts';
import { objectView } from '../../change/views.ts';
import { sentJob } from '../../change/sent-job.ts';
import { listText } from '../../text/quoted.ts';

const ofJob = specPath.child('template', 'metadata', 'labels');
const notGenerated =
  'the selector requires {{unmet}}, which is not one of the labels that the API server generates for this Job.';
const manualAgain = 'Set manualSelector back to true.';
const ofEachJob = 'API server generates the selector of each Job that a CronJob creates.';

export const jobSelectorGenerated = defineRule({
  id: 'job-selector-generated',
  title:
    'The selector of a Job, and the labels controller-uid and job-name of its Pod template, must be the generated ones, unless manualSelector is true',
  why: 'The API server generates the selector and these labels for each Job, so that no Job counts the Pods of another Job. A manifest that was copied from another Job contains the values of that Job.',
  mirrors: ['validateGeneratedSelector', 'ValidateJobTemplateSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  messages: {
    label: {
      text: 'the API server generates the label {{field}} for each new Job.',
      fix: 'Remove the label {{field}} from spec.template.metadata.labels.',
    },
    labelChanged: {
      text: 'must stay "{{expected}}", which the API server generated for this Job.',
      fix: 'Set {{field}} back to "{{expected}}".',
    },
    name: {
      text: 'the name of the Job is also the value of the label job-name, which {{problem}}.',
      fix: 'Use a shorter name for the Job.',
    },
    lost: {
      text: 'the Pod template must keep the {{noun}} {{labels}}, which the API server generated.',
      fix: '{{applyOrRecreate}}',
    },
    selector: {
      text: notGenerated,
      fix: 'Remove selector, or set manualSelector: true and choose labels that no other Job has.',
    },
    selectorChanged: {
      text: notGenerated,
      fix: 'Undo the change of the selector, because the selector of a Job is immutable.',
    },
    lostManual: {
      text: 'manualSelector is no longer true, so the Pod template must have the {{noun}} {{labels}}, which the API server generates.',
      fix: manualAgain,
    },
    selectorManual: {
      text: 'manualSelector is no longer true, so the selector must be the one that the API server generates.',
      fix: manualAgain,
    },
    ofCronJob: { text: `the ${ofEachJob}`, fix: 'Remove selector.' },
    manual: { text: `The ${ofEachJob}`, fix: 'Remove manualSelector.' },
  },
  *check(change) {
    if (change.kind === 'CronJob') return yield* cronJob(change);
    if (!hasGeneratedSelector(change.kind, change.after) || isUnchanged(change)) return;
    const sent = sentJob(change);
    const expected = generatedLabels(sent);
    const labels = templateLabels(change.after);
    const isNew = change.operation === 'CREATE';
    const lost = [...expected.keys()].filter((key) => !isSet(field(labels, key)));
    if (!isNew && lost.length > 0 && !isOldManifest(change)) {
      yield required(ofJob, wasManual(change) ? 'lostManual' : 'lost', {
        data: { labels: listText(lost, 'and') },
        shown: { noun: lost.length === 1 ? 'label' : 'labels' },
      });
    }
    yield* nameFinding(change);
    for (const [key, value] of expected) {
      const to = field(labels, key);
      if (!isSet(to) || to === value) continue;
      // On UPDATE, `lost` reports a removed label. If two manifests are compared, the uid of the Job is not known.
      yield isNew || value === notYetGenerated
        ? invalid(ofJob.key(key), 'label', { to })
        : invalid(ofJob.key(key), 'labelChanged', { data: { expected: value }, to });
    }
    if (isNew || change.facts.jobUpdatesKeepGenerated) yield* selectorFinding(change, sent, expected);
  },
});

/** The name of an object may be longer than a label value. `object-name` reports the other names that are not label values. */
function* nameFinding({ operation, after }: Change) {
  const name = stringAt(after, 'metadata', 'name') ?? '';
  const problem = labelValueError(name);
  if (problem === undefined || dnsSubdomainError(name) !== undefined) return;
  if (operation !== 'CREATE' || isSet(field(templateLabels(after), oldNameLabel))) return;
  yield invalid(ofJob, 'name', { data: { problem }, to: name });
}

function* selectorFinding(change: Change, sent: SentJob, expected: ReadonlyMap<string, string>) {
  const path = specPath.child('selector');
  const own = field(objectAt(sent.job, 'spec'), 'selector');
  const { selector } = asGenerated(sent);
  // kube-apiserver does not compare an invalid selector.
  if (selectorProblems(own, path).next().done !== true) return;
  const missing = unmet(selector ?? {}, Object.fromEntries(expected)).map(({ requirement }) => requirement);
  if (missing.length === 0) return;
  const details = { data: { unmet: listText(missing, 'and') }, to: own };
  if (sent.stored === undefined) yield invalid(path, 'selector', details);
  else yield invalid(path, wasManual(change) ? 'selectorManual' : 'selectorChanged', details);
}

function* cronJob(change: Change) {
  const { job: spec, jobPath: path } = objectView(change, change.after);
  const old = valueAt(change.before, path);
  const selector = field(spec, 'selector');
  if (
    isSet(selector) &&
    !(isObject(selector) && same(field(old, 'selector'), selector, shapeOf('JobSpec', 'selector')))
  ) {
    yield invalid(path.child('selector'), 'ofCronJob', { to: selector });
  }
  if (field(spec, 'manualSelector') === true && field(old, 'manualSelector') !== true) {
    yield notSupported(path.child('manualSelector'), 'manual', true, [false]);
  }
}

/** Whether an update removes manualSelector. */
const wasManual = ({ kind, before }: Change): boolean => !hasGeneratedSelector(kind, before);

const isUnchanged = ({ before, after }: Change): boolean =>
  before !== undefined &&
  same(templateLabels(before), templateLabels(after), shapeOf('ObjectMeta', 'labels')) &&
  ['selector', 'manualSelector'].every((name) =>
    same(get(before, 'spec', name), get(after, 'spec', name), shapeOf('JobSpec', name)),
  );

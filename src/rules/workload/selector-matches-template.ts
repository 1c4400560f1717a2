import { field, type JsonObject } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { labelProblems, selectorProblems, type SelectorProblem } from '../../kubernetes/selector.ts';
import { asGenerated, hasGeneratedSelector } from '../../kubernetes/apiserver/generated-selector.ts';
import {
  labelText,
  selectingKinds,
  selectorOf,
  templateLabels,
  unmet,
  type Unmet,
} from '../../kubernetes/workload-selector.ts';
import { defineRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { sentJob } from '../../change/sent-job.ts';
import { truncateMiddle } from '../../text/line.ts';
import { joined } from '../../text/quoted.ts';
import { showText } from '../../text/shown.ts';

const path = specPath.child('template', 'metadata', 'labels');
const mismatch = 'the selector requires {{required}}, but the Pod template has {{found}}.';

export const selectorMatchesTemplate = defineRule({
  id: 'selector-matches-template',
  title: 'The selector must match the labels of the Pod template',
  why: 'A controller that cannot find the Pods it created would create new Pods without end.',
  mirrors: [
    'ValidatePodTemplateSpecForReplicaSet',
    'ValidatePodTemplateSpecForStatefulSet',
    'ValidateDaemonSetSpec',
    'ValidateJobSpec',
    'ValidatePodTemplateSpecForRC',
  ],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: selectingKinds },
  messages: {
    mismatch: { text: mismatch, fix: 'Change the labels or the selector so that they match.' },
    invalidLabel: {
      text: 'the selector requires a label that no Pod can have, because a label {{part}} {{problem}}.',
      fix: 'Change the selector to labels of the Pod template.',
    },
    generated: { text: mismatch, fix: 'Remove selector, because the API server generates the selector of a Job.' },
    mismatchFixed: {
      text: mismatch,
      fix: 'Change the labels of the Pod template to match, because the selector of a {{kind}} is immutable.',
    },
    selectorChanged: {
      text: mismatch,
      fix: 'Undo the change of the selector, because the selector of a {{kind}} is immutable.',
    },
  },
  *check(change) {
    if (isUnchanged(change)) return;
    const { selector, labels } =
      change.kind === 'Job'
        ? asGenerated(sentJob(change))
        : { selector: selectorOf(change.kind, change.after), labels: templateLabels(change.after) };
    const missing = unmet(selector ?? {}, labels);
    if (missing.length === 0 || !isWellFormed(change)) return;
    const [wrong] = labelsThatNoPodHas(change);
    if (wrong?.problem !== undefined) {
      const { part, problem } = wrong;
      yield invalid(path, 'invalidLabel', { shown: { part, problem }, to: labels, beside: wrong.path });
      return;
    }
    yield invalid(path, messageOf(change), {
      shown: listed(missing, labels),
      to: labels,
      beside: specPath.child('selector'),
    });
  },
});

/** The maximum lengths of everything that is listed, and of one label, so that the message has at most 300 characters. One always fits. */
const maxListed = 110;
const maxOne = 52;

/** The first requirements that are not met, and what the labels have instead. */
function listed(missing: readonly Unmet[], labels: JsonObject) {
  const required: string[] = [];
  const found = new Set<string>();
  let room = maxListed;
  for (const { key, requirement } of missing) {
    const value = field(labels, key);
    const one = short(requirement);
    const other = short(value === undefined ? `no label ${key}` : `${key}: ${labelText(value)}`);
    room -= `${one}, ${other}, `.length;
    if (room < 0) break;
    required.push(one);
    found.add(other);
  }
  const more = missing.length - required.length;
  return {
    required: joined(more === 0 ? required : [...required, `${more} more`], 'and'),
    found: joined([...found], 'and'),
  };
}

/** The longest valid label has 382 characters. */
const short = (text: string): string => truncateMiddle(showText(text, 400), maxOne);

/** What can be mended: the selector of an existing object must stay as it is, except that of a ReplicationController. */
function messageOf({ operation, kind, before, after }: Change) {
  if (operation === 'CREATE' && hasGeneratedSelector(kind, after)) return 'generated';
  if (operation === 'CREATE' || kind === 'ReplicationController') return 'mismatch';
  const shape = shapeOf(kind, 'spec', 'selector');
  const isChanged = before !== undefined && !same(selectorOf(kind, before), selectorOf(kind, after), shape);
  return isChanged ? 'selectorChanged' : 'mismatchFixed';
}

/** kube-apiserver does not compare an invalid selector. The selector of a ReplicationController is never invalid. */
const isWellFormed = ({ kind, after }: Change): boolean =>
  kind === 'ReplicationController' || selectorProblems(selectorOf(kind, after), path).next().done === true;

/** kube-apiserver does not validate the selector of a ReplicationController, but the labels that it must match. */
function* labelsThatNoPodHas({ kind, after }: Change): Generator<SelectorProblem> {
  if (kind === 'ReplicationController')
    yield* labelProblems(selectorOf(kind, after)?.['matchLabels'], specPath.child('selector'));
}

/** A new object without a selector and labels counts as unchanged, because it cannot have a mismatch. */
const isUnchanged = ({ kind, before, after }: Change): boolean =>
  same(selectorOf(kind, before), selectorOf(kind, after), shapeOf(kind, 'spec', 'selector')) &&
  same(templateLabels(before), templateLabels(after), shapeOf('ObjectMeta', 'labels'));

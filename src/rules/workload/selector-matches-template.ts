import { specPath } from '../../kubernetes/kinds.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { asGenerated } from '../../kubernetes/apiserver/generated-selector.ts';
import { selectingKinds, selectorOf, templateLabels, unmet } from '../../kubernetes/workload-selector.ts';
import { defineRule } from '../rule.ts';
import { invalid } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { sentJob } from '../../change/sent-job.ts';
import { firstOf } from '../../text/quoted.ts';

const path = specPath.child('template', 'metadata', 'labels');
const mismatch = 'the selector requires {{missing}}, but the labels of the Pod template do not match.';

export const selectorMatchesTemplate = defineRule({
  id: 'selector-matches-template',
  title: 'The selector must match the labels of the Pod template',
  why: 'A controller that cannot find the Pods it created would create new Pods without end.',
  mirrors:
    'ValidatePodTemplateSpecForReplicaSet, ValidatePodTemplateSpecForStatefulSet, ValidateDaemonSetSpec, ValidateJobSpec, ValidatePodTemplateSpecForRC',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: selectingKinds },
  messages: {
    mismatch: { text: mismatch, fix: 'Change the labels or the selector so that they match.' },
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
    yield invalid(path, messageOf(change), {
      data: { missing: firstOf(missing, 'and') },
      to: labels,
      beside: specPath.child('selector'),
    });
  },
});

/** What can be mended: the selector of an existing object must stay as it is, except that of a ReplicationController. */
function messageOf({ operation, kind, before, after }: Change): 'mismatch' | 'mismatchFixed' | 'selectorChanged' {
  if (operation === 'CREATE' || kind === 'ReplicationController') return 'mismatch';
  const shape = shapeOf(kind, 'spec', 'selector');
  const isChanged = before !== undefined && !same(selectorOf(kind, before), selectorOf(kind, after), shape);
  return isChanged ? 'selectorChanged' : 'mismatchFixed';
}

/** kube-apiserver does not compare an invalid selector. The selector of a ReplicationController is never invalid. */
const isWellFormed = ({ kind, after }: Change): boolean =>
  kind === 'ReplicationController' || selectorProblems(selectorOf(kind, after), path).next().done === true;

/** A new object without a selector and labels counts as unchanged, because it cannot have a mismatch. */
const isUnchanged = ({ kind, before, after }: Change): boolean =>
  same(selectorOf(kind, before), selectorOf(kind, after), shapeOf(kind, 'spec', 'selector')) &&
  same(templateLabels(before), templateLabels(after), shapeOf('ObjectMeta', 'labels'));

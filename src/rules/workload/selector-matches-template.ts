import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { specPath } from '../../json/path.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { asGenerated } from '../../change/generated-selector.ts';
import { defineRule } from '../rule.ts';
import { invalid, say } from '../finding.ts';
import type { Change } from '../../change/change.ts';
import { firstOf } from '../../text/quoted.ts';
import { selectingKinds, selectorOf, templateLabels, unmet } from '../../change/workload-selector.ts';

const path = specPath.child('template', 'metadata', 'labels');

export const selectorMatchesTemplate = defineRule({
  id: 'selector-matches-template',
  title: 'The selector selects the Pods of the template',
  why: 'A controller that does not find the Pods it made would make new ones without end.',
  mirrors:
    'ValidatePodTemplateSpecForReplicaSet, ValidatePodTemplateSpecForStatefulSet, ValidateDaemonSetSpec, ValidateJobSpec, ValidatePodTemplateSpecForRC',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: selectingKinds },
  messages: { mismatch: 'the selector asks for {{missing}}, which these labels are not' },
  *check(change) {
    if (isUnchanged(change)) return;
    const { selector, labels } =
      change.kind === 'Job'
        ? asGenerated(change)
        : { selector: selectorOf(change.kind, change.after), labels: templateLabels(change.after) };
    if (selector === undefined || !isWellFormed(change)) return;
    const missing = unmet(selector, labels);
    if (missing.length === 0) return;
    const fix = say(
      change.operation === 'CREATE' || change.kind === 'ReplicationController'
        ? 'make the selector and the labels of the template agree'
        : 'give the template these labels again, since the selector cannot change',
    );
    yield invalid(path, 'mismatch', { data: { missing: firstOf(missing) }, to: labels, fix });
  },
});

/** kube-apiserver compares no selector that it cannot read. Of a ReplicationController's it reads anything. */
const isWellFormed = ({ kind, after }: Change): boolean =>
  kind === 'ReplicationController' || selectorProblems(selectorOf(kind, after), path).next().done === true;

const isUnchanged = ({ kind, before, after }: Change): boolean =>
  before !== undefined &&
  same(selectorOf(kind, before), selectorOf(kind, after), shapeOf(kind, 'spec', 'selector')) &&
  same(templateLabels(before), templateLabels(after), shapeOf('ObjectMeta', 'labels'));

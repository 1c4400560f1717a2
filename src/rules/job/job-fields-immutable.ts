import { differences, same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isSet, objectAt } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { objectView } from '../../change/views.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid } from '../finding.ts';

/** `selector-immutable` judges the selector, and `job-template-immutable` the Pod template. */
const immutable = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'];

export const jobFieldsImmutable = defineUpdateRule({
  id: 'job-fields-immutable',
  title:
    'completions, completionMode, backoffLimitPerIndex, podFailurePolicy, successPolicy and managedBy of a Job are immutable',
  why: 'These fields determine which Pods count as succeeded or failed, when the Job is finished, and which controller manages the Job. A change would contradict what has already been counted. In an Indexed Job, completions may change together with parallelism.',
  mirrors: ['ValidateJobSpecUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Job'] },
  messages: {
    changed: {
      text: '{{subject}} of a Job cannot be {{change}} after the Job is created.',
      fix: '{{recreate}}',
    },
    inside: {
      text: '{{outer}} of a Job cannot be changed after the Job is created.',
      fix: '{{recreate}}',
    },
    completions: {
      text: 'completions of a Job cannot be {{change}} unless completionMode is Indexed.',
      fix: '{{recreate}}',
    },
    tandem: {
      text: 'completions of an Indexed Job can be changed only together with parallelism, and to the same number.',
      fix: 'Set parallelism to {{to}} too.',
    },
  },
  *check(change) {
    const oldSpec = objectAt(change.before, 'spec');
    const newSpec = objectView(change, change.after).job;
    for (const name of immutable) {
      const [old, sent] = [field(oldSpec, name), field(newSpec, name)];
      for (const { path, from, to } of differences(old, sent, specPath.child(name), shapeOf('JobSpec', name))) {
        const values = { from: from ?? null, to: to ?? null };
        yield path.last === name
          ? invalid(path, 'changed', values)
          : invalid(path, 'inside', { ...values, shown: { outer: name } });
      }
    }
    const from = field(oldSpec, 'completions') ?? null;
    const to = field(newSpec, 'completions') ?? null;
    if (same(from, to, shapeOf('JobSpec', 'completions'))) return;
    const path = specPath.child('completions');
    if (field(newSpec, 'completionMode') !== 'Indexed') {
      yield invalid(path, 'completions', { from, to, beside: specPath.child('completionMode') });
    } else if (isSet(to) && to !== field(newSpec, 'parallelism')) {
      yield invalid(path, 'tandem', { from, to, beside: specPath.child('parallelism') });
    }
  },
});

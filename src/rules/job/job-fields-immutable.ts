import { differences, same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isSet, objectAt } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, recreate, say } from '../finding.ts';

/** `selector-immutable` judges the selector, `job-template-immutable` the template. */
const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'];

export const jobFieldsImmutable = defineUpdateRule({
  id: 'job-fields-immutable',
  title: 'How a Job counts its Pods never changes',
  why: 'The Job controller has counted Pods by these fields from the beginning. Another way to count would make the numbers so far meaningless.',
  mirrors: 'ValidateJobSpecUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['Job'] },
  messages: {
    changed: '{{field}} of a Job cannot change once it is created',
    completions: 'completions change only in an Indexed Job, together with parallelism',
    tandem: 'completions of an Indexed Job change only together with parallelism, to the same number',
  },
  *check({ before, after }) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    for (const name of fixed) {
      const shape = shapeOf('JobSpec', name);
      const [old, sent] = [field(oldSpec, name), field(newSpec, name)];
      for (const { path, from, to } of differences(old, sent, specPath.child(name), shape)) {
        yield invalid(path, 'changed', { data: { field: name }, from: from ?? null, to: to ?? null, fix: recreate });
      }
    }
    const from = field(oldSpec, 'completions') ?? null;
    const to = field(newSpec, 'completions') ?? null;
    if (same(from, to, shapeOf('JobSpec', 'completions'))) return;
    const path = specPath.child('completions');
    if (field(newSpec, 'completionMode') !== 'Indexed') {
      yield invalid(path, 'completions', { from, to, fix: recreate });
    } else if (isSet(to) && to !== field(newSpec, 'parallelism')) {
      yield invalid(path, 'tandem', { from, to, fix: say('set parallelism to the same number') });
    }
  },
});

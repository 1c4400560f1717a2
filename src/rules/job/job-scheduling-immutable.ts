import { objectView } from '../../change/views.ts';
import { field, isSet } from '../../json/json.ts';
import { jobPathOf } from '../../kubernetes/kinds.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { isFieldIn } from '../../kubernetes/schema/types.ts';
import { invalid } from '../finding.ts';
import { defineUpdateRule } from '../rule.ts';

const immutable = ['schedulingConstraints', 'disruptionMode', 'resourceClaims'];

export const jobSchedulingImmutable = defineUpdateRule({
  id: 'job-scheduling-immutable',
  title: 'scheduling of a Job is immutable, except for gang.minCount',
  why: 'The Job controller creates a Workload and a PodGroup from scheduling once, and later changes only the number of Pods that must start together.',
  mirrors: ['Validate_JobSchedulingConfiguration', 'validateJobSchedulingUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Job', 'CronJob'] },
  messages: {
    changed: {
      text: '{{subject}} of a Job cannot be {{change}} after the {{kind}} is created.',
      fix: '{{recreate}}',
    },
    inside: {
      text: '{{outer}} of a Job cannot be changed after the {{kind}} is created.',
      fix: '{{recreate}}',
    },
    variant: {
      text: 'schedulingPolicy of a Job cannot be changed between basic and gang after the Job is created.',
      fix: '{{recreate}}',
    },
  },
  *check(change) {
    const { kind, facts } = change;
    if (!isFieldIn('JobSpec', 'scheduling', facts.minor)) return;
    const [old, sent] = [change.before, change.after].map((object) => objectView(change, object).job['scheduling']);
    const path = jobPathOf(kind)!.child('scheduling');
    if (isSet(old) !== isSet(sent)) yield invalid(path, 'changed', { from: old ?? null, to: sent ?? null });
    if (!isSet(old) || !isSet(sent)) return;
    const [from = null, to = null] = [field(old, 'schedulingPolicy'), field(sent, 'schedulingPolicy')];
    const policyPath = path.child('schedulingPolicy');
    if (isSet(from) !== isSet(to)) yield invalid(policyPath, 'changed', { from, to });
    // The Job template of a CronJob may get the other policy.
    else if (kind === 'Job' && isSet(field(from, 'basic')) !== isSet(field(to, 'basic')))
      yield invalid(policyPath, 'variant', { from, to });
    for (const name of immutable) {
      const shape = shapeOf('JobSchedulingConfiguration', name);
      for (const found of differences(field(old, name), field(sent, name), path.child(name), shape)) {
        const values = { from: found.from ?? null, to: found.to ?? null };
        yield found.path.last === name
          ? invalid(found.path, 'changed', values)
          : invalid(found.path, 'inside', { ...values, shown: { outer: name } });
      }
    }
  },
});

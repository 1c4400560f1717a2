import { objectView } from '../../change/views.ts';
import { field, numberAt } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { warnedKinds, warnedPod } from './warning.ts';

/** completionsSoftLimit and parallelismSoftLimitForUnlimitedCompletions in pkg/api/job/warnings.go. */
const manyCompletions = 100_000;
const manyAtOnce = 10_000;

export const largeIndexedJobs = defineRule({
  id: 'large-indexed-jobs',
  title: 'An Indexed Job should not have both more than 100000 completions and a parallelism above 10000',
  why: 'The status of an Indexed Job lists the indexes that are complete. The list can become too long if many Pods run at once and many indexes fail.',
  mirrors: ['WarningsForJobSpec'],
  mode: 'warn',
  appliesTo: warnedKinds('Job', 'CronJob'),
  messages: {
    large: {
      text: 'with {{to}} completions and a parallelism of {{parallelism}}, Kubernetes may be unable to track which indexes are complete.',
      fix: 'Set parallelism to 10000 or less, or split the Job.',
    },
  },
  *check(change) {
    if (warnedPod(change) === undefined) return;
    const { job, jobPath: path } = objectView(change, change.after);
    const completions = numberAt(job, 'completions') ?? 0;
    const parallelism = numberAt(job, 'parallelism') ?? 0;
    if (field(job, 'completionMode') !== 'Indexed' || completions <= manyCompletions || parallelism <= manyAtOnce)
      return;
    yield advise(path.child('completions'), 'large', {
      to: completions,
      shown: { parallelism },
      beside: path.child('parallelism'),
    });
  },
});

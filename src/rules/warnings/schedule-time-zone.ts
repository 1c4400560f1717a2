import { stringAt } from '../../json/json.ts';
import { hasZone } from '../../kubernetes/cron.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { advise } from '../finding.ts';
import { defineRule } from '../rule.ts';

export const scheduleTimeZone = defineRule({
  id: 'schedule-time-zone',
  title: 'The schedule of a CronJob should not contain a time zone',
  why: 'Kubernetes has never supported TZ and CRON_TZ in a schedule, and refuses a new CronJob that has one of them. A CronJob that was stored before can still be updated.',
  mirrors: ['WarningsOnUpdate'],
  mode: 'warn',
  appliesTo: { operations: ['UPDATE'], kinds: ['CronJob'], phases: ['offline'] },
  messages: {
    zone: {
      text: 'TZ and CRON_TZ are not supported in a schedule.',
      fix: 'Remove the time zone from the schedule, and set spec.timeZone instead.',
    },
  },
  *check({ before, after }) {
    // If the stored schedule had no time zone, kube-apiserver refuses the new one.
    if ([before, after].every((cronJob) => hasZone(stringAt(cronJob, 'spec', 'schedule') ?? '')))
      yield advise(specPath.child('schedule'), 'zone');
  },
});

import { scheduleTimeZone } from '../../../src/rules/warnings/schedule-time-zone.ts';
import { workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const at = (schedule: string) => workload('CronJob', {}, { schedule });

testWarning(scheduleTimeZone, {
  valid: [
    { name: 'no time zone', before: at('TZ=UTC @daily'), after: at('@daily') },
    { name: 'a new time zone, which is refused', before: at('@daily'), after: at('TZ=UTC @daily') },
    { name: 'a new CronJob, which is refused', skipped: true, after: at('TZ=UTC @daily') },
  ],
  invalid: [
    {
      name: 'a stored time zone',
      before: at('CRON_TZ=UTC @daily'),
      after: at('CRON_TZ=UTC @hourly'),
      findings: [
        {
          messageId: 'zone',
          path: 'spec.schedule',
          fix: 'Remove the time zone from the schedule, and set spec.timeZone instead.',
        },
      ],
    },
  ],
});

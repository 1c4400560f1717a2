import type { Area } from '../rule.ts';
import { cronJobFieldsValid } from './cron-job-fields-valid.ts';
import { cronJobScheduleValid } from './cron-job-schedule-valid.ts';
import { jobCompletionMode } from './job-completion-mode.ts';
import { jobFieldsImmutable } from './job-fields-immutable.ts';
import { jobManagedBy } from './job-managed-by.ts';
import { jobNumbersValid } from './job-numbers-valid.ts';
import { jobPodFailurePolicy } from './job-pod-failure-policy.ts';
import { jobSchedulingImmutable } from './job-scheduling-immutable.ts';
import { jobSchedulingValid } from './job-scheduling-valid.ts';
import { jobSelectorGenerated } from './job-selector-generated.ts';
import { jobSuccessPolicy } from './job-success-policy.ts';
import { jobTemplateImmutable } from './job-template-immutable.ts';

export const job: Area = {
  name: 'job',
  title: 'Jobs and CronJobs',
  rules: [
    jobTemplateImmutable,
    jobFieldsImmutable,
    jobSelectorGenerated,
    cronJobScheduleValid,
    cronJobFieldsValid,
    jobNumbersValid,
    jobCompletionMode,
    jobPodFailurePolicy,
    jobSuccessPolicy,
    jobManagedBy,
    jobSchedulingImmutable,
    jobSchedulingValid,
  ],
};

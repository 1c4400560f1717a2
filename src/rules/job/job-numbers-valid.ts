import { defineObjectRule } from '../rule.ts';
import { negativeMessages, negativeNumbers } from './negative.ts';

const numbers = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'ttlSecondsAfterFinished',
];

export const jobNumbersValid = defineObjectRule({
  id: 'job-numbers-valid',
  title:
    'parallelism, completions, backoffLimit and the other numbers and times in the spec of a Job must not be negative',
  why: 'These fields are numbers of Pods, of failures and of seconds.',
  mirrors: ['validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  reads: numbers.map((name) => `job.${name}`),
  messages: negativeMessages,
  check: ({ job, jobPath }) => negativeNumbers(job, jobPath, numbers),
});

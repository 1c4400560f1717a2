import { isOneOf, isSet } from '../../json/json.ts';
import { notSupported } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { negativeMessages, negativeNumbers } from './negative.ts';

const policies = ['Allow', 'Forbid', 'Replace'];
const numbers = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];

export const cronJobFieldsValid = defineObjectRule({
  id: 'cron-job-fields-valid',
  title: 'The concurrencyPolicy of a CronJob must be valid, and its deadline and history limits must not be negative',
  why: 'concurrencyPolicy decides whether a Job starts while the previous one still runs, startingDeadlineSeconds how late a Job may start, and the history limits how many finished Jobs are kept.',
  mirrors: ['validateConcurrencyPolicy', 'validateCronJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['CronJob'] },
  reads: ['spec.concurrencyPolicy', ...numbers.map((name) => `spec.${name}`)],
  messages: { policy: {}, ...negativeMessages },
  *check({ spec, specPath }) {
    const policy = spec['concurrencyPolicy'];
    // If the policy is absent or empty, kube-apiserver sets the default before admission.
    if (isSet(policy) && policy !== '' && !isOneOf(policy, policies)) {
      yield notSupported(specPath.child('concurrencyPolicy'), 'policy', policy, policies);
    }
    yield* negativeNumbers(spec, specPath, numbers);
  },
});

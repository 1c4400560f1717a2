import { deletionTimestampImmutable } from '../../../src/rules/metadata/deletion-timestamp-immutable.ts';
import { metadata, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const now = '2026-01-02T03:04:05Z';
const later = '2026-01-02T04:00:00Z';
const job = (meta = {}) => ({ ...workload('Job'), metadata: metadata(meta) });
const path = 'metadata.deletionGracePeriodSeconds';

testRule(deletionTimestampImmutable, {
  valid: [
    { name: 'neither is set', before: pod(), after: pod() },
    {
      name: 'a Pod that is being deleted',
      before: pod({}, { deletionTimestamp: now }),
      after: pod({}, { deletionTimestamp: now }),
    },
    {
      name: 'another time, which the server replaces with the old one',
      before: pod({}, { deletionTimestamp: now }),
      after: pod({}, { deletionTimestamp: later }),
    },
    {
      name: 'a removed time, which the server restores',
      before: pod({}, { deletionTimestamp: now }),
      after: pod(),
    },
    {
      name: 'a removed grace period, which the server restores',
      before: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 30 }),
      after: pod({}, { deletionTimestamp: now }),
    },
  ],
  invalid: [
    {
      name: 'deletionTimestamp is set',
      before: pod(),
      after: pod({}, { deletionTimestamp: now }),
      findings: [
        {
          messageId: 'set',
          path: 'metadata.deletionTimestamp',
          type: 'FieldValueInvalid',
          fix: 'Remove deletionTimestamp from the manifest. To delete the Pod, use kubectl delete pod web -n default.',
          from: null,
          to: now,
        },
      ],
    },
    {
      name: 'deletionTimestamp of a Job is set',
      before: job(),
      after: job({ deletionTimestamp: now }),
      findings: [
        {
          messageId: 'set',
          path: 'metadata.deletionTimestamp',
          type: 'FieldValueInvalid',
          fix: 'Remove deletionTimestamp from the manifest. To delete the Job, use kubectl delete job web -n default.',
        },
      ],
    },
    {
      name: 'the grace period is set',
      before: pod(),
      after: pod({}, { deletionGracePeriodSeconds: 1 }),
      findings: [
        {
          messageId: 'gracePeriod',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove deletionGracePeriodSeconds from the manifest. To delete the Pod with this grace period, use kubectl delete pod web -n default --grace-period=1.',
          from: null,
          to: 1,
        },
      ],
    },
    {
      name: 'the grace period is changed',
      before: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 30 }),
      after: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 5 }),
      findings: [
        {
          messageId: 'gracePeriod',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove deletionGracePeriodSeconds from the manifest. To delete the Pod with this grace period, use kubectl delete pod web -n default --grace-period=5.',
          from: 30,
          to: 5,
        },
      ],
    },
    {
      name: 'a grace period of 0, which kubectl delete does not take without --force',
      before: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 30 }),
      after: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 0 }),
      findings: [
        {
          messageId: 'changed',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove deletionGracePeriodSeconds from the manifest.',
          from: 30,
          to: 0,
        },
      ],
    },
    {
      name: 'a grace period that is not an integer',
      before: pod(),
      after: pod({}, { deletionGracePeriodSeconds: 1.5 }),
      findings: [
        {
          messageId: 'changed',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove deletionGracePeriodSeconds from the manifest.',
        },
      ],
    },
    {
      name: 'the grace period of a Job, which has none',
      before: job(),
      after: job({ deletionGracePeriodSeconds: 5 }),
      findings: [
        {
          messageId: 'changed',
          path,
          type: 'FieldValueInvalid',
          fix: 'Remove deletionGracePeriodSeconds from the manifest.',
        },
      ],
    },
  ],
});

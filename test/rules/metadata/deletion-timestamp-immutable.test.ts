import { deletionTimestampImmutable } from '../../../src/rules/metadata/deletion-timestamp-immutable.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const now = '2026-01-02T03:04:05Z';
const later = '2026-01-02T04:00:00Z';

testRule(deletionTimestampImmutable, {
  valid: [
    { name: 'neither is there', before: pod(), after: pod() },
    {
      name: 'a Pod being deleted stays so',
      before: pod({}, { deletionTimestamp: now }),
      after: pod({}, { deletionTimestamp: now }),
    },
    {
      name: 'the server puts a changed time back',
      before: pod({}, { deletionTimestamp: now }),
      after: pod({}, { deletionTimestamp: later }),
    },
    { name: 'and a removed one', before: pod({}, { deletionTimestamp: now }), after: pod() },
    {
      name: 'and a removed grace period',
      before: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 30 }),
      after: pod({}, { deletionTimestamp: now }),
    },
  ],
  invalid: [
    {
      name: 'set by hand',
      before: pod(),
      after: pod({}, { deletionTimestamp: now }),
      findings: [
        {
          messageId: 'set',
          path: 'metadata.deletionTimestamp',
          type: 'FieldValueInvalid',
          from: null,
          to: now,
          says: ['absent → ', 'kubectl delete pod web'],
        },
      ],
    },
    {
      name: 'grace period changed',
      before: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 30 }),
      after: pod({}, { deletionTimestamp: now, deletionGracePeriodSeconds: 0 }),
      findings: [
        { messageId: 'changed', path: 'metadata.deletionGracePeriodSeconds', from: 30, to: 0, says: 'set it to 30' },
      ],
    },
    {
      name: 'grace period set by hand',
      before: pod(),
      after: pod({}, { deletionGracePeriodSeconds: 5 }),
      findings: [
        { messageId: 'changed', path: 'metadata.deletionGracePeriodSeconds', from: null, to: 5, says: 'leave it out' },
      ],
    },
    {
      name: 'of a Job',
      kind: 'Job',
      before: workload('Job'),
      after: { ...workload('Job'), metadata: { name: 'web', deletionTimestamp: now } },
      findings: [{ messageId: 'set', path: 'metadata.deletionTimestamp', says: 'kubectl delete job web' }],
    },
  ],
});

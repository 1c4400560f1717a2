import { creationTimestampImmutable } from '../../../src/rules/metadata/creation-timestamp-immutable.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const created = (creationTimestamp: string | number | null) => pod({}, { creationTimestamp });

testRule(creationTimestampImmutable, {
  valid: [
    { name: 'kubectl replace sends null', before: pod(), after: created(null) },
    { name: 'the same time in another zone', before: pod(), after: created('2026-01-02T04:04:05+01:00') },
    {
      name: 'in the validating phase the server has put it back',
      phase: 'validate',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
    },
    { name: 'the stored object has none', before: created(null), after: created('2020-01-01T00:00:00Z') },
  ],
  invalid: [
    {
      name: 'another time',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
      findings: [
        {
          messageId: 'changed',
          path: 'metadata.creationTimestamp',
          type: 'FieldValueInvalid',
          from: '2026-01-02T03:04:05Z',
          to: '2020-01-01T00:00:00Z',
          says: 'leave it out',
        },
      ],
    },
    {
      name: 'no time at all',
      before: pod(),
      after: created('yesterday'),
      findings: [{ messageId: 'changed', path: 'metadata.creationTimestamp' }],
    },
    {
      name: 'in a file',
      phase: 'offline',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
      findings: [{ messageId: 'changed', path: 'metadata.creationTimestamp' }],
    },
  ],
});

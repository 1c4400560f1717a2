import { creationTimestampImmutable } from '../../../src/rules/metadata/creation-timestamp-immutable.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const created = (creationTimestamp: string | number | null) => pod({}, { creationTimestamp });
const changed = {
  messageId: 'changed',
  path: 'metadata.creationTimestamp',
  type: 'FieldValueInvalid',
  fix: 'Remove creationTimestamp from the manifest.',
} as const;

testRule(creationTimestampImmutable, {
  valid: [
    { name: 'null, which kubectl replace sends', before: pod(), after: created(null) },
    { name: 'the same time in another time zone', before: pod(), after: created('2026-01-02T04:04:05+01:00') },
    {
      name: 'another time in the validating phase, where the server has restored the old one',
      skipped: true,
      phase: 'validate',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
    },
    { name: 'a stored text that is not a time', before: created('yesterday'), after: created('yesterday') },
    { name: 'a stored Pod without one', before: created(null), after: created('2020-01-01T00:00:00Z') },
  ],
  invalid: [
    {
      name: 'another time',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
      findings: [
        {
          ...changed,
          from: '2026-01-02T03:04:05Z',
          to: '2020-01-01T00:00:00Z',
          says: 'must stay "2026-01-02T03:04:05Z"',
        },
      ],
    },
    {
      name: 'a string that is not a time',
      before: pod(),
      after: created('yesterday'),
      findings: [changed],
    },
    {
      name: 'a number',
      before: created('2020-01-01T00:00:00Z'),
      after: created(2020),
      findings: [changed],
    },
    {
      name: 'another time in a file',
      phase: 'offline',
      before: pod(),
      after: created('2020-01-01T00:00:00Z'),
      findings: [changed],
    },
  ],
});

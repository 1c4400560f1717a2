import { finalizersOnlyRemoved } from '../../../src/rules/metadata/finalizers-only-removed.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const since = '2026-01-02T03:04:05Z';
const deleted = (...finalizers: string[]) => pod({}, { deletionTimestamp: since, finalizers });
const path = 'metadata.finalizers';

testRule(finalizersOnlyRemoved, {
  valid: [
    { name: 'added to a living Pod', before: pod(), after: pod({}, { finalizers: ['example.com/a'] }) },
    {
      name: 'removed from a Pod being deleted',
      before: deleted('example.com/a', 'example.com/b'),
      after: deleted('example.com/b'),
    },
    { name: 'the last one removed', before: deleted('example.com/a'), after: pod({}, { deletionTimestamp: since }) },
    {
      name: 'reordered',
      before: deleted('example.com/a', 'example.com/b'),
      after: deleted('example.com/b', 'example.com/a'),
    },
    { name: 'the same one twice', before: deleted('example.com/a'), after: deleted('example.com/a', 'example.com/a') },
    {
      name: 'the deletion is judged on the stored Pod',
      before: pod(),
      after: deleted('example.com/a'),
    },
  ],
  invalid: [
    {
      name: 'added to a Pod being deleted',
      before: deleted('example.com/a'),
      after: deleted('example.com/a', 'example.com/b'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          from: ['example.com/a'],
          to: ['example.com/a', 'example.com/b'],
          says: [since, 'leave out "example.com/b"'],
        },
      ],
    },
    {
      name: 'exchanged, without sending the timestamp',
      before: deleted('example.com/a'),
      after: pod({}, { finalizers: ['example.com/b'] }),
      findings: [{ messageId: 'added', path }],
    },
    {
      name: 'through pods/status',
      subresource: 'status',
      before: deleted(),
      after: deleted('example.com/a'),
      findings: [{ messageId: 'added', path }],
    },
    {
      name: 'of a Deployment',
      kind: 'Deployment',
      before: { ...workload('Deployment'), metadata: { name: 'web', deletionTimestamp: since } },
      after: { ...workload('Deployment'), metadata: { name: 'web', finalizers: ['example.com/a'] } },
      findings: [{ messageId: 'added', path, says: 'deletion of the Deployment began' }],
    },
  ],
});

import { finalizersOnlyRemoved } from '../../../src/rules/metadata/finalizers-only-removed.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const since = '2026-01-02T03:04:05Z';
const deleted = (...finalizers: (string | number)[]) => pod({}, { deletionTimestamp: since, finalizers });
const path = 'metadata.finalizers';

testRule(finalizersOnlyRemoved, {
  valid: [
    {
      name: 'added to a Pod that is not being deleted',
      before: pod(),
      after: pod({}, { finalizers: ['example.com/a'] }),
    },
    {
      name: 'removed from a Pod that is being deleted',
      before: deleted('example.com/a', 'example.com/b'),
      after: deleted('example.com/b'),
    },
    { name: 'the last one removed', before: deleted('example.com/a'), after: pod({}, { deletionTimestamp: since }) },
    {
      name: 'reordered',
      before: deleted('example.com/a', 'example.com/b'),
      after: deleted('example.com/b', 'example.com/a'),
    },
    { name: 'listed twice', before: deleted('example.com/a'), after: deleted('example.com/a', 'example.com/a') },
    {
      name: 'only the new Pod has a deletionTimestamp',
      before: pod(),
      after: deleted('example.com/a'),
    },
  ],
  invalid: [
    {
      name: 'added to a Pod that is being deleted',
      before: deleted('example.com/a'),
      after: deleted('example.com/a', 'example.com/b'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/b" from metadata.finalizers.',
          from: ['example.com/a'],
          to: ['example.com/a', 'example.com/b'],
          says: 'finalizer "example.com/b" cannot be added',
          hides: since,
        },
      ],
    },
    {
      name: 'two added, and one of them twice',
      before: deleted(),
      after: deleted('example.com/a', 2, 'example.com/a'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/a" and 2 from metadata.finalizers.',
          says: 'finalizers "example.com/a" and 2 cannot',
        },
      ],
    },
    {
      name: 'a long name and one with a secret',
      before: deleted(),
      after: deleted('x'.repeat(200), 'password=hunter2'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: `Remove "${'x'.repeat(98)}…" and 1 more from metadata.finalizers.`,
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'a name with a secret',
      before: deleted(),
      after: deleted('password=hunter2'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "password=(hidden)" from metadata.finalizers.',
        },
      ],
    },
    {
      name: 'exchanged in a manifest without deletionTimestamp',
      before: deleted('example.com/a'),
      after: pod({}, { finalizers: ['example.com/b'] }),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/b" from metadata.finalizers.',
        },
      ],
    },
    {
      name: 'added through pods/status',
      subresource: 'status',
      before: deleted(),
      after: deleted('example.com/a'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/a" from metadata.finalizers.',
        },
      ],
    },
    {
      name: 'added to a Deployment',
      before: { ...workload('Deployment'), metadata: { name: 'web', deletionTimestamp: since } },
      after: { ...workload('Deployment'), metadata: { name: 'web', finalizers: ['example.com/a'] } },
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/a" from metadata.finalizers.',
          says: 'because the Deployment is being deleted',
        },
      ],
    },
  ],
});

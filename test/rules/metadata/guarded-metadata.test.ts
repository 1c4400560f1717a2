import { guardedMetadata } from '../../../src/rules/metadata/guarded-metadata.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const labelled = (...labels: [string, string][]) => pod({}, { labels: Object.fromEntries(labels) });
const annotated = (...annotations: [string, string][]) => pod({}, { annotations: Object.fromEntries(annotations) });
const owned = (name: string, controller = true) =>
  pod({}, { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: name, controller }] });

testRule(guardedMetadata, {
  valid: [
    { name: 'nothing is guarded at first', before: labelled(['team', 'a']), after: labelled(['team', 'b']) },
    {
      name: 'a label that is not named',
      options: { labels: ['team'] },
      before: pod(),
      after: labelled(['teams', 'a']),
    },
    {
      name: 'a guarded label that stays',
      options: { labels: ['team'] },
      before: labelled(['team', 'a']),
      after: labelled(['team', 'a']),
    },
    {
      name: 'a Pod without owner is adopted',
      options: { ownerReferences: true },
      before: pod(),
      after: owned('web-1'),
    },
    {
      name: 'an owner that is no controller goes',
      options: { ownerReferences: true },
      before: owned('web-1', false),
      after: pod(),
    },
    { name: 'guarded labels at creation', options: { labels: ['team'] }, after: labelled(['team', 'a']) },
  ],
  invalid: [
    {
      name: 'a guarded label changed',
      options: { labels: ['team'] },
      before: labelled(['team', 'a'], ['app', 'x']),
      after: labelled(['team', 'b'], ['app', 'y']),
      findings: [
        {
          messageId: 'changed',
          path: 'metadata.labels[team]',
          type: 'FieldValueForbidden',
          from: 'a',
          to: 'b',
          says: 'set it to "a"',
        },
      ],
    },
    {
      name: 'guarded by prefix: added and removed',
      options: { labels: ['cost.example.com/*'] },
      before: labelled(['cost.example.com/a', '1']),
      after: labelled(['cost.example.com/b', '2']),
      findings: [
        { messageId: 'changed', path: 'metadata.labels[cost.example.com/a]', from: '1', to: null },
        {
          messageId: 'changed',
          path: 'metadata.labels[cost.example.com/b]',
          from: null,
          to: '2',
          says: 'leave it out',
        },
      ],
    },
    {
      name: 'an annotation, whose value is not shown, through pods/status',
      options: { annotations: ['example.com/tenant'] },
      subresource: 'status',
      before: annotated(['example.com/tenant', 'hunter2']),
      after: annotated(['example.com/tenant', 'hunter3']),
      findings: [{ messageId: 'changed', path: 'metadata.annotations[example.com/tenant]', hides: 'hunter' }],
    },
    {
      name: 'another controller',
      options: { ownerReferences: true },
      before: owned('web-1'),
      after: owned('web-2'),
      findings: [{ messageId: 'owner', path: 'metadata.ownerReferences', says: 'change the owner' }],
    },
    {
      name: 'orphaned',
      options: { ownerReferences: true },
      before: owned('web-1'),
      after: pod(),
      findings: [{ messageId: 'owner', path: 'metadata.ownerReferences', to: null }],
    },
  ],
});

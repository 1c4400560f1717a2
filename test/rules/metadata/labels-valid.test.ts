import type { JsonObject } from '../../../src/json/json.ts';
import { labelsValid } from '../../../src/rules/metadata/labels-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const labels = (value: JsonObject) => pod({}, { labels: value });
const template = (value: JsonObject) => {
  const deployment = workload('Deployment');
  const { spec } = deployment as { spec: { template: JsonObject } };
  return { ...deployment, spec: { ...spec, template: { ...spec.template, metadata: { labels: value } } } };
};

testRule(labelsValid, {
  valid: [
    { name: 'labels', after: labels({ app: 'web', 'example.com/Tier': 'a_B.1', empty: '', none: null }) },
    { name: 'no text in a file, of which field-types speaks', phase: 'offline', after: labels({ a: 1, b: true }) },
    { name: 'a stored label', before: labels({ 'a b': '?' }), after: labels({ 'a b': '?', app: 'web' }) },
    {
      name: 'the status of a Deployment',
      kind: 'Deployment',
      subresource: 'status',
      before: workload('Deployment'),
      after: template({ app: '?' }),
    },
  ],
  invalid: [
    {
      name: 'keys',
      after: labels({ '': '', 'a b': '', 'A.io/x': '', '/x': '', 'a/b/c': '', 'a/': '', ['x'.repeat(64)]: '' }),
      findings: [
        { messageId: 'key', path: 'metadata.labels[]', type: 'FieldValueInvalid' },
        { messageId: 'key', path: 'metadata.labels[a b]' },
        { messageId: 'key', path: 'metadata.labels[A.io/x]' },
        { messageId: 'key', path: 'metadata.labels[/x]' },
        { messageId: 'key', path: 'metadata.labels[a/b/c]' },
        { messageId: 'key', path: 'metadata.labels[a/]' },
        { messageId: 'key', path: `metadata.labels[${'x'.repeat(64)}]` },
      ],
    },
    {
      name: 'values',
      after: labels({ a: '-', b: 'x'.repeat(64), c: 1 }),
      findings: [
        { messageId: 'value', path: 'metadata.labels[a]', type: 'FieldValueInvalid', to: '-' },
        { messageId: 'value', path: 'metadata.labels[b]', says: '63' },
        { messageId: 'text', path: 'metadata.labels[c]', to: 1, says: 'quotes' },
      ],
    },
    {
      name: 'of a running Pod, by its status too',
      subresource: 'status',
      before: labels({}),
      after: labels({ a: '-' }),
      findings: [{ messageId: 'value', path: 'metadata.labels[a]' }],
    },
    {
      name: 'in a template',
      kind: 'Deployment',
      after: template({ app: '?' }),
      findings: [{ messageId: 'value', path: 'spec.template.metadata.labels[app]' }],
    },
  ],
});

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
    { name: 'valid labels', after: labels({ app: 'web', 'example.com/Tier': 'a_B.1', empty: '', none: null }) },
    {
      name: 'values in a file that are not strings, which field-types reports',
      phase: 'offline',
      after: labels({ a: 1, b: true }),
    },
    {
      name: 'a stored label that is invalid',
      before: labels({ 'a b': '?' }),
      after: labels({ 'a b': '?', app: 'web' }),
    },
    {
      name: 'the status of a Deployment, which has no labels',
      subresource: 'status',
      before: workload('Deployment'),
      after: template({ app: '?' }),
    },
  ],
  invalid: [
    {
      name: 'invalid keys',
      after: labels({ '': '', 'a b': '', 'A.io/x': '', '/x': '', 'a/b/c': '', 'a/': '', ['x'.repeat(64)]: '' }),
      findings: [
        {
          messageId: 'key',
          path: 'metadata.labels[]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "app".',
        },
        {
          messageId: 'key',
          path: 'metadata.labels[a b]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "a-b".',
          says: 'Invalid value: "a b"',
        },
        {
          messageId: 'key',
          path: 'metadata.labels[A.io/x]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "a.io/x".',
        },
        {
          messageId: 'key',
          path: 'metadata.labels[/x]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "app".',
        },
        {
          messageId: 'key',
          path: 'metadata.labels[a/b/c]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "a/b-c".',
        },
        {
          messageId: 'key',
          path: 'metadata.labels[a/]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "app".',
        },
        {
          messageId: 'key',
          path: `metadata.labels[${'x'.repeat(64)}]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "app".',
        },
      ],
    },
    {
      name: 'invalid values',
      after: labels({ a: '-', b: 'x'.repeat(64), c: 1, d: 'web & shop' }),
      findings: [
        {
          messageId: 'value',
          path: 'metadata.labels[a]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
          to: '-',
        },
        {
          messageId: 'value',
          path: 'metadata.labels[b]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
        },
        {
          messageId: 'notString',
          path: 'metadata.labels[c]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
        {
          messageId: 'value',
          path: 'metadata.labels[d]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web-shop", or move the text to an annotation.',
        },
      ],
    },
    {
      name: 'values that may be secrets, which no example shows',
      after: labels({ 'password=hunter2': '', token: 'hunter2!', app: 'password=hunter2' }),
      findings: [
        {
          messageId: 'key',
          path: 'metadata.labels[password=hunter2]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "app".',
          hides: 'hunter2',
        },
        {
          messageId: 'value',
          path: 'metadata.labels[token]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
          hides: 'hunter2',
        },
        {
          messageId: 'value',
          path: 'metadata.labels[app]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'an invalid value through pods/status',
      subresource: 'status',
      before: labels({}),
      after: labels({ a: '-' }),
      findings: [
        {
          messageId: 'value',
          path: 'metadata.labels[a]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
        },
      ],
    },
    {
      name: 'in a Pod template',
      after: template({ app: '?' }),
      findings: [
        {
          messageId: 'value',
          path: 'spec.template.metadata.labels[app]',
          type: 'FieldValueInvalid',
          fix: 'Use a value such as "web", or move the text to an annotation.',
        },
      ],
    },
  ],
});

import type { Json, JsonObject } from '../../../src/json/json.ts';
import { spreadSelectorMissesPod } from '../../../src/rules/advice/spread-selector-misses-pod.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (labelSelector: Json | undefined, labels: JsonObject | null = { app: 'web' }) =>
  pod(
    { topologySpreadConstraints: [{ topologyKey: 'zone', ...(labelSelector === undefined ? {} : { labelSelector }) }] },
    { labels },
  );
const byExpression = (operator: string, values?: string[]) => ({
  matchExpressions: [{ key: 'app', operator, ...(values === undefined ? {} : { values }) }],
});
const misses = {
  messageId: 'misses',
  path: 'spec.topologySpreadConstraints[0].labelSelector',
  beside: 'metadata.labels',
  type: 'FieldValueInvalid',
  fix: 'Select labels of the Pod, such as matchLabels: {app: web}.',
} as const;

testRule(spreadSelectorMissesPod, {
  valid: [
    { name: 'no constraint', after: pod() },
    { name: 'selected by a label', after: spread({ matchLabels: { app: 'web' } }) },
    { name: 'selected by In', after: spread(byExpression('In', ['x', 'web'])) },
    { name: 'selected by NotIn', after: spread(byExpression('NotIn', ['x'])) },
    { name: 'selected by Exists', after: spread(byExpression('Exists')) },
    { name: 'selected by DoesNotExist', after: spread(byExpression('DoesNotExist'), null) },
    { name: 'an empty selector, which matches all Pods', after: spread({}) },
    { name: 'an invalid selector, which another rule reports', after: spread(byExpression('Is')) },
    {
      name: 'a label that kube-apiserver adds',
      after: workload('Job', { topologySpreadConstraints: [{ labelSelector: { matchLabels: { 'job-name': 'a' } } }] }),
    },
    {
      name: 'a label that the controller adds',
      after: workload('ReplicaSet', {
        topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'shop', 'pod-template-hash': 'abc' } } }],
      }),
    },
  ],
  invalid: [
    {
      name: 'another label',
      after: spread({ matchLabels: { app: 'shop' } }),
      findings: [misses],
    },
    {
      name: 'an expression that is not met',
      after: workload('Deployment', { topologySpreadConstraints: [{ labelSelector: byExpression('NotIn', ['web']) }] }),
      findings: [
        {
          messageId: 'misses',
          path: 'spec.template.spec.topologySpreadConstraints[0].labelSelector',
          beside: 'spec.template.metadata.labels',
          type: 'FieldValueInvalid',
          fix: 'Select labels of the Pod template, such as matchLabels: {app: web}.',
        },
      ],
    },
    {
      name: 'no selector',
      after: spread(undefined),
      findings: [
        {
          messageId: 'none',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          beside: 'metadata.labels',
          type: 'FieldValueInvalid',
          fix: 'Add a labelSelector, such as matchLabels: {app: web}.',
        },
      ],
    },
    {
      name: 'no selector and no labels',
      after: spread(undefined, null),
      findings: [
        {
          messageId: 'neither',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          type: 'FieldValueInvalid',
          fix: 'Add a label to the Pod, and use the label in a labelSelector.',
        },
      ],
    },
    {
      name: 'a selector and no labels',
      after: spread({ matchLabels: { app: 'shop' } }, {}),
      findings: [
        {
          messageId: 'noLabels',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          type: 'FieldValueInvalid',
          fix: 'Add a label to the Pod, and use the label in the labelSelector.',
        },
      ],
    },
    {
      name: 'an example that YAML reads as a string, of a label that names the replicas',
      after: spread(undefined, { tier: 'a', app: 'yes' }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          beside: 'metadata.labels',
          type: 'FieldValueInvalid',
          fix: 'Add a labelSelector, such as matchLabels: {app: "yes"}.',
        },
      ],
    },
    ...[
      { name: 'an example that begins with what YAML reads as a boolean', value: 'nginx', example: '{app: nginx}' },
      { name: 'an example that needs quotes', value: 'web, shop', example: '{app: "web, shop"}' },
      { name: 'the longest example', value: 'x'.repeat(60), example: `{app: ${'x'.repeat(60)}}` },
      { name: 'no example that does not fit into a warning', value: 'x'.repeat(61), example: '{KEY: VALUE}' },
    ].map(({ name, value, example }) => ({
      name,
      after: spread(undefined, { app: value }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          beside: 'metadata.labels',
          type: 'FieldValueInvalid' as const,
          fix: `Add a labelSelector, such as matchLabels: ${example}.`,
        },
      ],
    })),
    {
      name: 'no example of a label that may hold a secret',
      after: spread(undefined, { token: 'abc' }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.topologySpreadConstraints[0].labelSelector',
          beside: 'metadata.labels',
          type: 'FieldValueInvalid',
          fix: 'Add a labelSelector, such as matchLabels: {KEY: VALUE}.',
          hides: 'abc',
        },
      ],
    },
    {
      name: 'a label that a controller would add, of a Pod that does not have the label',
      after: spread({ matchLabels: { 'pod-template-hash': 'abc' } }),
      findings: [misses],
    },
  ],
});

import type { Json, JsonObject } from '../../../src/json/json.ts';
import { selectorValid } from '../../../src/rules/workload/selector-valid.ts';
import { metadata, podSpec, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

type Selecting = 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'ReplicationController';
const made = (kind: Selecting, selector: Json, own: JsonObject = {}) => ({
  name: `${kind}: ${JSON.stringify({ selector, ...own })}`,
  after: workload(kind, {}, { selector, ...own }),
});
const changed = (kind: Selecting, from: Json, to: Json) => ({
  name: `${kind}: ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
  before: workload(kind, {}, { selector: from }),
  after: workload(kind, {}, { selector: to }),
});
const labeled = (labels: JsonObject, name = 'shop') => {
  const deployment = workload(
    'Deployment',
    {},
    { selector: null, template: { metadata: { labels }, spec: podSpec() } },
  );
  return {
    name: `a Deployment with the labels ${JSON.stringify(labels)}`,
    after: { ...deployment, metadata: metadata({ name }) },
  };
};
const expression = (operator: string, values: readonly string[], key = 'app') => ({
  matchExpressions: [{ key, operator, values }],
});
/** A label of 100 characters. */
const longKey = `example.com/${'a'.repeat(40)}`;
const longValue = 'V'.repeat(48);
const path = 'spec.selector';

testRule(selectorValid, {
  valid: [
    made('Deployment', { matchLabels: { app: 'web' } }),
    made('StatefulSet', expression('In', ['web'])),
    made('DaemonSet', expression('Exists', [])),
    made('ReplicaSet', { matchLabels: { app: 'web' }, ...expression('Exists', [], 'tier') }),
    made('ReplicationController', { app: 'web' }),
    made('Job', null),
    made('Job', {}, { manualSelector: true }),
    {
      ...changed('Deployment', { matchLabels: { app: 'a b' } }, { matchLabels: { app: 'a b' } }),
      name: 'a stored selector that is invalid',
    },
    changed('Deployment', { matchLabels: { app: 'web' } }, null),
  ],
  invalid: [
    ...(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] as const).flatMap((kind) => [
      {
        ...made(kind, null),
        findings: [
          {
            messageId: 'absent',
            path,
            type: 'FieldValueRequired' as const,
            fix: 'Use labels of the Pod template, such as matchLabels: {app: web}.',
            says: `a ${kind} must have a selector.`,
          },
        ],
      },
      {
        ...made(kind, {}),
        findings: [
          {
            messageId: 'empty',
            path,
            type: 'FieldValueInvalid' as const,
            fix: 'Use labels of the Pod template, such as matchLabels: {app: web}.',
          },
        ],
      },
    ]),
    {
      ...made('Deployment', { matchLabels: { app: 'web', canary: true } }),
      findings: [
        {
          messageId: 'notString',
          path: 'spec.selector.matchLabels[canary]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: true,
          says: 'must be a string, but is a boolean.',
        },
      ],
    },
    {
      ...made('Deployment', 'app=web'),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {app: web}.',
        },
      ],
    },
    {
      ...made('Job', null, { manualSelector: true }),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {app: web}.',
        },
      ],
    },
    {
      ...made('ReplicationController', null),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as app: web.',
        },
      ],
    },
    {
      ...changed('ReplicationController', { app: 'web' }, {}),
      findings: [
        {
          messageId: 'empty',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as app: web.',
        },
      ],
    },
    {
      ...labeled({ version: '1', tier: 'front', app: 'Shop' }),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {app: Shop}.',
        },
      ],
    },
    {
      ...labeled({ version: '1a', part: 'yes', 'not a key': 'Front', 'example.com/tier': 'Front' }),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {example.com/tier: Front}.',
        },
      ],
    },
    {
      ...labeled({ [`example.com/${'a'.repeat(41)}`]: 'V'.repeat(48), tier: 'front' }),
      name: 'a Deployment with a label that is too long for an example',
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {tier: front}.',
        },
      ],
    },
    {
      ...labeled({ [longKey]: longValue, tier: 'front' }),
      name: 'a Deployment with a label that is just short enough for an example',
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: `Use labels of the Pod template, such as matchLabels: {${longKey}: ${longValue}}.`,
        },
      ],
    },
    {
      ...labeled({ app: 'nginx-proxy' }),
      name: 'a Deployment with a label that begins and ends like words of YAML',
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use labels of the Pod template, such as matchLabels: {app: nginx-proxy}.',
        },
      ],
    },
    {
      ...labeled({ token: 'hunter2' }),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use a label that you also add to the Pod template, such as matchLabels: {app: shop}.',
          hides: 'hunter2',
        },
      ],
    },
    {
      ...labeled({ app: 'a b' }),
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use a label that you also add to the Pod template, such as matchLabels: {app: shop}.',
        },
      ],
    },
    {
      ...labeled({}, 'Shop_1'),
      name: 'a Deployment without labels and with an invalid name',
      findings: [
        {
          messageId: 'absent',
          path,
          type: 'FieldValueRequired',
          fix: 'Use a label that you also add to the Pod template, such as matchLabels: {app: web}.',
        },
      ],
    },
    {
      ...made('Deployment', { matchLabels: { 'a b': 'c d' } }),
      findings: [
        {
          messageId: 'key',
          path: 'spec.selector.matchLabels[a b]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a label key of the Pods to select.',
        },
        {
          messageId: 'value',
          path: 'spec.selector.matchLabels[a b]',
          type: 'FieldValueInvalid',
          fix: 'Use a label value of the Pods to select.',
        },
      ],
    },
    {
      ...made('StatefulSet', expression('Equals', ['web'])),
      findings: [
        { messageId: 'operator', path: 'spec.selector.matchExpressions[0].operator', type: 'FieldValueNotSupported' },
      ],
    },
    {
      ...made('ReplicaSet', expression('In', [])),
      findings: [
        {
          messageId: 'valuesMissing',
          path: 'spec.selector.matchExpressions[0].values',
          beside: 'spec.selector.matchExpressions[0].operator',
          type: 'FieldValueRequired',
          fix: 'Add a value, or use operator Exists, which takes no values.',
        },
      ],
    },
    {
      ...made('DaemonSet', expression('DoesNotExist', ['web'], 'tier')),
      findings: [
        {
          messageId: 'valuesSet',
          path: 'spec.selector.matchExpressions[0].values',
          beside: 'spec.selector.matchExpressions[0].operator',
          type: 'FieldValueForbidden',
          fix: 'Remove values, or use operator NotIn.',
        },
      ],
    },
    {
      ...made('Deployment', { matchExpressions: [{}] }),
      findings: [
        {
          messageId: 'keyMissing',
          path: 'spec.selector.matchExpressions[0].key',
          type: 'FieldValueRequired',
          fix: 'Set key to a label key of the Pods to select, such as app.',
        },
        {
          messageId: 'operatorMissing',
          path: 'spec.selector.matchExpressions[0].operator',
          type: 'FieldValueRequired',
          fix: 'Set operator to In, NotIn, Exists or DoesNotExist.',
        },
      ],
    },
  ],
});

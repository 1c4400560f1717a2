import type { Json, JsonObject } from '../../../src/json/json.ts';
import { nodeAffinityValid } from '../../../src/rules/scheduling/node-affinity-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const requiredTerms = (...nodeSelectorTerms: Json[]) =>
  pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const preferred = (...choices: Json[]) =>
  pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: choices } } });
const expression = (key: Json, operator: Json, values?: Json) => ({
  matchExpressions: [{ key, operator, values }] as Json,
});
const byField = (key: Json, operator: Json, values: Json) => ({ matchFields: [{ key, operator, values }] });
const requiring = (...values: string[]): JsonObject => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [expression('disk', 'In', values)] },
    },
  },
});
const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const choices = 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution';

testRule(nodeAffinityValid, {
  valid: [
    { name: 'no node affinity', after: pod({ affinity: {} }) },
    {
      name: 'every operator',
      after: requiredTerms(
        expression('a', 'In', ['x']),
        expression('a', 'NotIn', ['x', '']),
        expression('a', 'Exists'),
        expression('a', 'DoesNotExist', []),
        expression('a', 'Gt', ['5']),
        expression('a', 'Lt', ['5']),
        byField('metadata.name', 'In', ['node-1']),
      ),
    },
    {
      name: 'a value in a preferred term that is not a label value',
      after: preferred({ weight: 1, preference: expression('a', 'In', ['x y']) }),
    },
    {
      name: 'another invalid value in a template that was stored with one',
      before: workload('Deployment', requiring('x y')),
      after: workload('Deployment', requiring('x y', 'z z')),
    },
    { name: 'empty terms', after: requiredTerms({}, null) },
  ],
  invalid: [
    {
      name: 'no terms',
      after: requiredTerms(),
      findings: [
        {
          messageId: 'terms',
          path: terms,
          type: 'FieldValueRequired',
          fix: 'Add a term, or remove requiredDuringSchedulingIgnoredDuringExecution.',
        },
      ],
    },
    {
      name: 'weights',
      after: preferred({ weight: 0 }, { weight: 101 }, 'x', { weight: -1 }, { weight: '5' }, { weight: 100 }),
      findings: [
        {
          messageId: 'weightMissing',
          path: `${choices}[0].weight`,
          type: 'FieldValueRequired',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
        },
        {
          messageId: 'weight',
          path: `${choices}[1].weight`,
          type: 'FieldValueInvalid',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
          to: 101,
        },
        {
          messageId: 'weightMissing',
          path: `${choices}[2].weight`,
          type: 'FieldValueRequired',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
        },
        {
          messageId: 'weight',
          path: `${choices}[3].weight`,
          type: 'FieldValueInvalid',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
          to: -1,
        },
        {
          messageId: 'weight',
          path: `${choices}[4].weight`,
          type: 'FieldValueInvalid',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
          to: '5',
        },
      ],
    },
    {
      name: 'operators and their values',
      after: requiredTerms(
        expression('a', 'in', ['x']),
        expression('a', 'In', []),
        expression('a', 'Exists', ['x']),
        expression('a', 'Gt', ['1', '2']),
        expression('a', 'NotIn'),
        expression('a', 'DoesNotExist', ['x']),
        expression('a', 'Lt'),
        expression('a', null),
      ),
      findings: [
        {
          messageId: 'operator',
          path: `${terms}[0].matchExpressions[0].operator`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "In"?',
          to: 'in',
        },
        {
          messageId: 'valuesMissing',
          path: `${terms}[1].matchExpressions[0].values`,
          beside: `${terms}[1].matchExpressions[0].operator`,
          type: 'FieldValueRequired',
          fix: 'Add a value, or use operator Exists, which takes no values.',
          says: 'operator In requires',
        },
        {
          messageId: 'valuesSet',
          path: `${terms}[2].matchExpressions[0].values`,
          beside: `${terms}[2].matchExpressions[0].operator`,
          type: 'FieldValueForbidden',
          fix: 'Remove values, or use operator In.',
          says: 'with operator Exists',
        },
        {
          messageId: 'oneNumberOnly',
          path: `${terms}[3].matchExpressions[0].values`,
          beside: `${terms}[3].matchExpressions[0].operator`,
          type: 'FieldValueTooMany',
          fix: 'Remove all but one of the values.',
          says: 'operator Gt',
        },
        {
          messageId: 'valuesMissing',
          path: `${terms}[4].matchExpressions[0].values`,
          beside: `${terms}[4].matchExpressions[0].operator`,
          type: 'FieldValueRequired',
          fix: 'Add a value, or use operator DoesNotExist, which takes no values.',
        },
        {
          messageId: 'valuesSet',
          path: `${terms}[5].matchExpressions[0].values`,
          beside: `${terms}[5].matchExpressions[0].operator`,
          type: 'FieldValueForbidden',
          fix: 'Remove values, or use operator NotIn.',
        },
        {
          messageId: 'oneNumber',
          path: `${terms}[6].matchExpressions[0].values`,
          beside: `${terms}[6].matchExpressions[0].operator`,
          type: 'FieldValueRequired',
          fix: 'Set values to one integer in quotes, such as ["8"].',
          says: 'operator Lt',
        },
        {
          messageId: 'operatorMissing',
          path: `${terms}[7].matchExpressions[0].operator`,
          type: 'FieldValueRequired',
          fix: 'Set operator to In, NotIn, Exists, DoesNotExist, Gt or Lt.',
        },
      ],
    },
    {
      name: 'invalid keys and values',
      after: requiredTerms(expression('a b', 'In', ['ok', 'x y']), expression('', 'Exists')),
      findings: [
        {
          messageId: 'key',
          path: `${terms}[0].matchExpressions[0].key`,
          type: 'FieldValueInvalid',
          fix: 'Use a key that kubectl get nodes --show-labels lists.',
          to: 'a b',
        },
        {
          messageId: 'value',
          path: `${terms}[0].matchExpressions[0].values[1]`,
          type: 'FieldValueInvalid',
          fix: 'Use a value that kubectl get nodes --show-labels lists.',
          to: 'x y',
        },
        {
          messageId: 'keyMissing',
          path: `${terms}[1].matchExpressions[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of a node label, such as kubernetes.io/arch.',
        },
      ],
    },
    {
      name: 'entries of matchFields',
      after: requiredTerms(
        byField('metadata.uid', 'In', ['x']),
        byField('metadata.name', 'Exists', []),
        byField('metadata.name', 'In', ['a', 'B']),
        byField('metadata.name', 'NotIn', ['a', 'b']),
        byField('metadata.name', 'In', []),
        byField('', '', []),
        byField('metadata.name', 'In', [1]),
      ),
      findings: [
        {
          messageId: 'fieldKey',
          path: `${terms}[0].matchFields[0].key`,
          type: 'FieldValueNotSupported',
          fix: 'To match a node by its name, set key to metadata.name. To match node labels, use matchExpressions.',
          to: 'metadata.uid',
          says: 'supported values: "metadata.name".',
        },
        {
          messageId: 'fieldOperator',
          path: `${terms}[1].matchFields[0].operator`,
          type: 'FieldValueNotSupported',
          says: 'supported values: "In", "NotIn".',
          to: 'Exists',
        },
        {
          messageId: 'fieldValues',
          path: `${terms}[2].matchFields[0].values`,
          type: 'FieldValueTooMany',
          fix: 'Make a copy of this term for each value, because a node needs to match only one term.',
        },
        {
          messageId: 'nodeName',
          path: `${terms}[2].matchFields[0].values[1]`,
          type: 'FieldValueInvalid',
          fix: 'Use a name that kubectl get nodes lists.',
          to: 'B',
        },
        {
          messageId: 'fieldValuesNotIn',
          path: `${terms}[3].matchFields[0].values`,
          type: 'FieldValueTooMany',
          fix: 'In the same term, write one entry of matchFields for each value, because a node must match all entries of a term.',
        },
        {
          messageId: 'fieldValue',
          path: `${terms}[4].matchFields[0].values`,
          type: 'FieldValueRequired',
          fix: 'Set values to the name of one node, such as ["node-1"].',
        },
        {
          messageId: 'fieldKeyMissing',
          path: `${terms}[5].matchFields[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to metadata.name.',
        },
        {
          messageId: 'fieldOperatorMissing',
          path: `${terms}[5].matchFields[0].operator`,
          type: 'FieldValueRequired',
          fix: 'Set operator to In or NotIn.',
        },
        {
          messageId: 'notString',
          path: `${terms}[6].matchFields[0].values[0]`,
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
      ],
    },
    {
      name: 'a value that is a number',
      after: requiredTerms(expression('a', 'In', [7])),
      findings: [
        {
          messageId: 'notString',
          path: `${terms}[0].matchExpressions[0].values[0]`,
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 7,
        },
      ],
    },
  ],
});

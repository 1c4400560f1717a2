import type { Json } from '../../../src/json/json.ts';
import { nodeAffinityValid } from '../../../src/rules/scheduling/node-affinity-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const requiredTerms = (...nodeSelectorTerms: Json[]) =>
  pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const preferred = (...choices: Json[]) =>
  pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: choices } } });
const expression = (key: Json, operator: Json, values?: Json) => ({
  matchExpressions: [{ key, operator, values }] as Json,
});
const byField = (key: Json, operator: Json, values: Json) => ({ matchFields: [{ key, operator, values }] });
const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const choices = 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution';

testRule(nodeAffinityValid, {
  valid: [
    { name: 'none', after: pod({ affinity: {} }) },
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
      name: 'a preference for values that no label has',
      after: preferred({ weight: 1, preference: expression('a', 'In', ['x y']) }),
    },
    { name: 'an empty term is no term, and permitted', after: requiredTerms({}, null) },
  ],
  invalid: [
    {
      name: 'no terms',
      after: requiredTerms(),
      findings: [{ messageId: 'terms', path: terms, type: 'FieldValueRequired' }],
    },
    {
      name: 'weights',
      after: preferred({ weight: 0, preference: {} }, { weight: 101, preference: {} }, 'x'),
      findings: [
        { messageId: 'weight', path: `${choices}[0].weight`, type: 'FieldValueInvalid', to: 0 },
        { messageId: 'weight', path: `${choices}[1].weight`, to: 101 },
        { messageId: 'weight', path: `${choices}[2].weight` },
      ],
    },
    {
      name: 'operators and their values',
      after: requiredTerms(
        expression('a', 'in', ['x']),
        expression('a', 'In', []),
        expression('a', 'Exists', ['x']),
        expression('a', 'Gt', ['1', '2']),
      ),
      findings: [
        {
          messageId: 'operator',
          path: `${terms}[0].matchExpressions[0].operator`,
          type: 'FieldValueInvalid',
          to: 'in',
        },
        { messageId: 'valuesMissing', path: `${terms}[1].matchExpressions[0].values`, type: 'FieldValueRequired' },
        { messageId: 'valuesSet', path: `${terms}[2].matchExpressions[0].values`, type: 'FieldValueForbidden' },
        { messageId: 'oneNumber', path: `${terms}[3].matchExpressions[0].values`, type: 'FieldValueRequired' },
      ],
    },
    {
      name: 'keys and values that no label has',
      after: requiredTerms(expression('a b', 'In', ['ok', 'x y'])),
      findings: [
        { messageId: 'key', path: `${terms}[0].matchExpressions[0].key`, type: 'FieldValueInvalid', to: 'a b' },
        { messageId: 'value', path: `${terms}[0].matchExpressions[0].values[1]`, type: 'FieldValueInvalid', to: 'x y' },
      ],
    },
    {
      name: 'fields',
      after: requiredTerms(
        byField('metadata.uid', 'In', ['x']),
        byField('metadata.name', 'Exists', []),
        byField('metadata.name', 'In', ['a', 'B']),
      ),
      findings: [
        {
          messageId: 'fieldKey',
          path: `${terms}[0].matchFields[0].key`,
          type: 'FieldValueInvalid',
          to: 'metadata.uid',
        },
        {
          messageId: 'fieldOperator',
          path: `${terms}[1].matchFields[0].operator`,
          type: 'FieldValueInvalid',
          to: 'Exists',
        },
        { messageId: 'fieldValue', path: `${terms}[2].matchFields[0].values`, type: 'FieldValueRequired' },
        { messageId: 'nodeName', path: `${terms}[2].matchFields[0].values[1]`, type: 'FieldValueInvalid', to: 'B' },
      ],
    },
  ],
});

import type { Json } from '../../../src/json/json.ts';
import { tolerationsValid } from '../../../src/rules/scheduling/tolerations-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const tolerations = (...entries: Json[]) => pod({ tolerations: entries });

testRule(tolerationsValid, {
  valid: [
    {
      name: 'integers to compare with',
      featureGates: { TaintTolerationComparisonOperators: true },
      after: tolerations(
        { key: 'sla', operator: 'Gt', value: '9223372036854775807' },
        { key: 'sla', operator: 'Lt', value: '-9223372036854775808' },
      ),
    },
    { name: 'no tolerations', after: pod() },
    {
      name: 'valid tolerations',
      after: tolerations(
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'dedicated', value: 'batch', effect: 'NoSchedule' },
        { key: 'dedicated', operator: 'Equal', value: '' },
        { operator: 'Exists' },
      ),
    },
    {
      name: 'negative tolerationSeconds',
      after: tolerations({ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 }),
    },
    {
      name: 'a comparison in the cluster',
      isStored: true,
      after: tolerations({ key: 'sla', operator: 'Lt', value: '1' }),
    },
    {
      name: 'another comparison beside a stored one',
      before: tolerations({ key: 'sla', operator: 'Lt', value: '1' }),
      after: tolerations({ key: 'sla', operator: 'Lt', value: '1' }, { key: 'cost', operator: 'Gt', value: '2' }),
    },
  ],
  invalid: [
    ...['1e3', '007', '+1', '9223372036854775808', '-9223372036854775809'].map((value) => ({
      name: `${value}, which is not a 64-bit integer, to compare with`,
      featureGates: { TaintTolerationComparisonOperators: true },
      after: tolerations({ key: 'sla', operator: 'Gt', value }),
      findings: [
        {
          messageId: 'integer',
          path: 'spec.tolerations[0].value',
          type: 'FieldValueInvalid' as const,
          fix: 'Use an integer such as "10", without a plus sign or leading zeros.',
          to: value,
        },
      ],
    })),
    {
      name: 'no value and no key to compare with',
      featureGates: { TaintTolerationComparisonOperators: true },
      after: tolerations({ operator: 'Lt' }),
      findings: [
        {
          messageId: 'everythingWrong',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueInvalid',
          fix: 'Set key to the key of a taint, or set operator to Exists to match all keys and values.',
          to: 'Lt',
        },
        {
          messageId: 'integerMissing',
          path: 'spec.tolerations[0].value',
          type: 'FieldValueRequired',
          fix: 'Set value to an integer such as "10".',
        },
      ],
    },
    {
      name: 'an invalid key',
      after: tolerations({ key: 'a b', operator: 'Exists' }),
      findings: [
        {
          messageId: 'key',
          path: 'spec.tolerations[0].key',
          type: 'FieldValueInvalid',
          fix: 'Use the key of a taint that kubectl describe nodes shows.',
          to: 'a b',
        },
      ],
    },
    {
      name: 'no key, without operator Exists',
      after: tolerations(
        { value: 'x', effect: 'NoSchedule' },
        { operator: 'Equal', value: 'x' },
        { operator: 'exists' },
        { operator: 'equal' },
        { operator: 'Gt', value: '5' },
      ),
      findings: [
        {
          messageId: 'everything',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueRequired',
          fix: 'Set key to the key of a taint, or set operator to Exists and remove value to match all keys and values.',
        },
        {
          messageId: 'everythingWrong',
          path: 'spec.tolerations[1].operator',
          type: 'FieldValueInvalid',
          fix: 'Set key to the key of a taint, or set operator to Exists and remove value to match all keys and values.',
          to: 'Equal',
        },
        {
          messageId: 'operatorForAll',
          path: 'spec.tolerations[2].operator',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Exists"? Set operator to Exists to match all keys and values, or set key to the key of a taint and operator to Equal.',
          to: 'exists',
        },
        {
          messageId: 'operatorForAll',
          path: 'spec.tolerations[3].operator',
          type: 'FieldValueNotSupported',
          fix: 'Set operator to Exists to match all keys and values, or set key to the key of a taint and operator to Equal.',
          to: 'equal',
        },
        {
          messageId: 'operatorForAll',
          path: 'spec.tolerations[4].operator',
          type: 'FieldValueNotSupported',
          fix: 'Set operator to Exists and remove value to match all keys and values, or set key to the key of a taint and operator to Equal.',
          to: 'Gt',
        },
      ],
    },
    {
      name: 'tolerationSeconds without the effect NoExecute',
      after: tolerations(
        { key: 'a', operator: 'Exists', tolerationSeconds: 0 },
        { key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 0 },
        { key: 'a', operator: 'Exists', effect: 'noExecute', tolerationSeconds: 0 },
        { key: 'a', operator: 'Exists', effect: 'noSchedule', tolerationSeconds: 0 },
      ),
      findings: [
        {
          messageId: 'secondsAlone',
          path: 'spec.tolerations[0].effect',
          beside: 'spec.tolerations[0].tolerationSeconds',
          type: 'FieldValueRequired',
          fix: 'Set effect to NoExecute, or remove tolerationSeconds.',
        },
        {
          messageId: 'seconds',
          path: 'spec.tolerations[1].effect',
          beside: 'spec.tolerations[1].tolerationSeconds',
          type: 'FieldValueInvalid',
          fix: 'Set effect to NoExecute, or remove tolerationSeconds.',
          to: 'NoSchedule',
        },
        {
          messageId: 'effectWithSeconds',
          path: 'spec.tolerations[2].effect',
          beside: 'spec.tolerations[2].tolerationSeconds',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "NoExecute"? Set effect to NoExecute, or remove tolerationSeconds and set effect to NoSchedule or PreferNoSchedule.',
          to: 'noExecute',
        },
        {
          messageId: 'effectWithSeconds',
          path: 'spec.tolerations[3].effect',
          beside: 'spec.tolerations[3].tolerationSeconds',
          type: 'FieldValueNotSupported',
          fix: 'Set effect to NoExecute, or remove tolerationSeconds and set effect to NoSchedule or PreferNoSchedule.',
          to: 'noSchedule',
        },
      ],
    },
    {
      name: 'an invalid value',
      after: tolerations({ key: 'a', value: 'x y' }, { key: 'a', operator: 'Equal', value: 7 }),
      findings: [
        {
          messageId: 'value',
          path: 'spec.tolerations[0].value',
          type: 'FieldValueInvalid',
          fix: 'Use the value of a taint that kubectl describe nodes shows.',
          to: 'x y',
        },
        {
          messageId: 'notString',
          path: 'spec.tolerations[1].value',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 7,
          says: 'must be a string, but is ',
        },
      ],
    },
    {
      name: 'a value with operator Exists',
      after: tolerations(
        { key: 'a', operator: 'Exists', value: 'x' },
        { operator: 'Exists', value: 'x' },
        { key: 'a', operator: 'Exists', value: 'x y' },
      ),
      findings: [
        {
          messageId: 'exists',
          path: 'spec.tolerations[0].value',
          type: 'FieldValueForbidden',
          fix: 'Remove value, or set operator to Equal.',
          beside: 'spec.tolerations[0].operator',
        },
        {
          messageId: 'existsOnly',
          path: 'spec.tolerations[1].value',
          type: 'FieldValueForbidden',
          fix: 'Remove value.',
          beside: 'spec.tolerations[1].operator',
        },
        {
          messageId: 'existsOnly',
          path: 'spec.tolerations[2].value',
          type: 'FieldValueForbidden',
          fix: 'Remove value.',
          beside: 'spec.tolerations[2].operator',
        },
      ],
    },
    {
      name: 'unsupported operators',
      after: tolerations({ key: 'a', operator: 'Gt', value: '5' }, { key: 'a', operator: 'equal' }),
      findings: [
        {
          messageId: 'comparison',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueNotSupported',
          fix: 'Use Equal to match one value, or Exists to match any value.',
          to: 'Gt',
        },
        {
          messageId: 'operator',
          path: 'spec.tolerations[1].operator',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "Equal"?',
          to: 'equal',
        },
      ],
    },
    {
      name: 'an unsupported effect',
      after: tolerations({ key: 'a', operator: 'Exists', effect: 'Never' }),
      findings: [
        { messageId: 'effect', path: 'spec.tolerations[0].effect', type: 'FieldValueNotSupported', to: 'Never' },
      ],
    },
    {
      name: 'values of other types',
      after: tolerations('x', { key: 1, operator: [], value: {}, effect: true }),
      findings: [
        {
          messageId: 'everything',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueRequired',
          fix: 'Set key to the key of a taint, or set operator to Exists to match all keys and values.',
        },
        {
          messageId: 'notString',
          path: 'spec.tolerations[1].key',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
        { messageId: 'operator', path: 'spec.tolerations[1].operator', type: 'FieldValueNotSupported' },
        { messageId: 'effect', path: 'spec.tolerations[1].effect', type: 'FieldValueNotSupported' },
      ],
    },
    {
      name: 'a comparison with text beside a stored one',
      before: tolerations({ key: 'sla', operator: 'Lt', value: '1' }),
      after: tolerations({ key: 'cost', operator: 'Gt', value: 'x' }),
      findings: [
        {
          messageId: 'integer',
          path: 'spec.tolerations[0].value',
          type: 'FieldValueInvalid',
          fix: 'Use an integer such as "10", without a plus sign or leading zeros.',
          to: 'x',
        },
      ],
    },
    {
      name: 'a comparison in place of Exists',
      before: tolerations({ key: 'sla', operator: 'Exists' }),
      after: tolerations({ key: 'sla', operator: 'Gt', value: '2' }),
      findings: [
        {
          messageId: 'comparison',
          path: 'spec.tolerations[0].operator',
          type: 'FieldValueNotSupported',
          fix: 'Use Equal to match one value, or Exists to match any value.',
          to: 'Gt',
        },
      ],
    },
  ],
});

import type { JsonObject } from '../../../src/json/json.ts';
import { spreadSelectorValid } from '../../../src/rules/spread/spread-selector-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const spread = (extra: JsonObject) =>
  pod(
    { topologySpreadConstraints: [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } }, ...extra }] },
    { labels: { app: 'web' } },
  );
const at = 'spec.topologySpreadConstraints[0]';

testRule(spreadSelectorValid, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'label keys', after: spread({ matchLabelKeys: ['pod-template-hash'] }) },
    { name: 'an empty selector selects all', after: spread({ labelSelector: {} }) },
    { name: 'a label key twice that is no label of the Pod', after: spread({ matchLabelKeys: ['tier', 'tier'] }) },
    {
      name: 'the key that the server has merged',
      phase: 'validate',
      after: spread({
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        matchLabelKeys: ['app'],
      }),
    },
    { name: 'rubbish', after: spread({ labelSelector: 'app=web', matchLabelKeys: 'app' }) },
    {
      name: 'in a template nothing is merged',
      kind: 'Deployment',
      after: workload('Deployment', {
        topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'web' } }, matchLabelKeys: ['app'] }],
      }),
    },
    {
      name: 'mismatchLabelKeys are unknown here',
      after: spread({ matchLabelKeys: ['tier'], mismatchLabelKeys: ['tier'] }),
    },
  ],
  invalid: [
    {
      name: 'a selector that is not well-formed',
      after: spread({
        labelSelector: {
          matchLabels: { 'a b': 'web', app: 'x y' },
          matchExpressions: [
            { key: 'a', operator: 'Gt' },
            { key: 'b', operator: 'In', values: [] },
            { key: 'c', operator: 'Exists', values: ['x'] },
          ],
        },
      }),
      findings: [
        { messageId: 'key', path: `${at}.labelSelector.matchLabels[a b]`, type: 'FieldValueInvalid', to: 'a b' },
        { messageId: 'value', path: `${at}.labelSelector.matchLabels[app]`, type: 'FieldValueInvalid', to: 'x y' },
        {
          messageId: 'operator',
          path: `${at}.labelSelector.matchExpressions[0].operator`,
          type: 'FieldValueInvalid',
          to: 'Gt',
        },
        {
          messageId: 'valuesMissing',
          path: `${at}.labelSelector.matchExpressions[1].values`,
          type: 'FieldValueRequired',
        },
        { messageId: 'valuesSet', path: `${at}.labelSelector.matchExpressions[2].values`, type: 'FieldValueForbidden' },
      ],
    },
    {
      name: 'label keys without a selector',
      after: spread({ labelSelector: null, matchLabelKeys: ['app'] }),
      findings: [{ messageId: 'labelKeysAlone', path: `${at}.matchLabelKeys`, type: 'FieldValueForbidden' }],
    },
    {
      name: 'a label key that no label has',
      after: spread({ matchLabelKeys: ['tier', 'a b'] }),
      findings: [{ messageId: 'labelKey', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'a b' }],
    },
    {
      name: 'a label key that the selector asks for: the server is about to merge it',
      after: spread({ matchLabelKeys: ['tier', 'app'] }),
      findings: [{ messageId: 'labelKeyBoth', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'app' }],
    },
    {
      name: 'a label key that the selector asks for twice, whatever is merged',
      phase: 'validate',
      after: spread({
        labelSelector: { matchLabels: { tier: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        matchLabelKeys: ['tier'],
      }),
      findings: [{ messageId: 'labelKeyBoth', path: `${at}.matchLabelKeys[0]` }],
    },
    {
      name: 'a label key twice',
      after: spread({ labelSelector: {}, matchLabelKeys: ['app', 'app'] }),
      findings: [{ messageId: 'labelKeyTwice', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'app' }],
    },
  ],
});

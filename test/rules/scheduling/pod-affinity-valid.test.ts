import type { JsonObject } from '../../../src/json/json.ts';
import { podAffinityValid } from '../../../src/rules/scheduling/pod-affinity-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const near = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const at = `spec.affinity.podAntiAffinity.${near}[0]`;
const apart = (extra: JsonObject) =>
  pod(
    {
      affinity: {
        podAntiAffinity: {
          [near]: [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } }, ...extra }],
        },
      },
    },
    { labels: { app: 'web' } },
  );

testRule(podAffinityValid, {
  valid: [
    { name: 'none', after: pod({ affinity: { podAffinity: {} } }) },
    { name: 'label keys', after: apart({ matchLabelKeys: ['pod-template-hash'] }) },
    { name: 'an empty selector selects all', after: apart({ labelSelector: {} }) },
    { name: 'a label key twice that is no label of the Pod', after: apart({ matchLabelKeys: ['tier', 'tier'] }) },
    {
      name: 'the key that the server has merged',
      phase: 'validate',
      after: apart({
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        matchLabelKeys: ['app'],
      }),
    },
    { name: 'rubbish', after: apart({ labelSelector: 'app=web', matchLabelKeys: 'app' }) },
    { name: 'namespaces', after: apart({ namespaces: ['a', 'b-2'], namespaceSelector: {} }) },
  ],
  invalid: [
    {
      name: 'a selector that is not well-formed',
      after: apart({
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
      after: apart({ labelSelector: null, matchLabelKeys: ['app'] }),
      findings: [{ messageId: 'labelKeysAlone', path: `${at}.matchLabelKeys`, type: 'FieldValueForbidden' }],
    },
    {
      name: 'a label key that no label has',
      after: apart({ matchLabelKeys: ['tier', 'a b'] }),
      findings: [{ messageId: 'labelKey', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'a b' }],
    },
    {
      name: 'a label key that the selector asks for: the server is about to merge it',
      after: apart({ matchLabelKeys: ['tier', 'app'] }),
      findings: [{ messageId: 'labelKeyBoth', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'app' }],
    },
    {
      name: 'a label key that the selector asks for twice, whatever is merged',
      phase: 'validate',
      after: apart({
        labelSelector: { matchLabels: { tier: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        matchLabelKeys: ['tier'],
      }),
      findings: [{ messageId: 'labelKeyBoth', path: `${at}.matchLabelKeys[0]` }],
    },
    {
      name: 'a label key twice',
      after: apart({ labelSelector: {}, matchLabelKeys: ['app', 'app'] }),
      findings: [{ messageId: 'labelKeyTwice', path: `${at}.matchLabelKeys[1]`, type: 'FieldValueInvalid', to: 'app' }],
    },
    {
      name: 'a selector of namespaces',
      after: apart({ namespaceSelector: { matchLabels: { 'a b': 'x' } } }),
      findings: [{ messageId: 'key', path: `${at}.namespaceSelector.matchLabels[a b]` }],
    },
    {
      name: 'a key to match and to mismatch',
      after: apart({ labelSelector: {}, matchLabelKeys: ['app'], mismatchLabelKeys: ['app'] }),
      findings: [{ messageId: 'contradiction', path: `${at}.matchLabelKeys[0]`, type: 'FieldValueInvalid', to: 'app' }],
    },
    {
      name: 'namespaces that cannot be',
      after: apart({ namespaces: ['a', 'B', 3] }),
      findings: [
        { messageId: 'namespace', path: `${at}.namespaces[1]`, type: 'FieldValueInvalid', to: 'B' },
        { messageId: 'namespace', path: `${at}.namespaces[2]`, to: 3 },
      ],
    },
    {
      name: 'no topology',
      after: apart({ topologyKey: '' }),
      findings: [{ messageId: 'topologyMissing', path: `${at}.topologyKey`, type: 'FieldValueRequired' }],
    },
    {
      name: 'weights and terms of preferences',
      after: pod({
        affinity: { podAffinity: { [preferred]: [{ weight: 101, podAffinityTerm: { topologyKey: 'a b' } }, 'x'] } },
      }),
      findings: [
        {
          messageId: 'weight',
          path: `spec.affinity.podAffinity.${preferred}[0].weight`,
          type: 'FieldValueInvalid',
          to: 101,
        },
        {
          messageId: 'topologyKey',
          path: `spec.affinity.podAffinity.${preferred}[0].podAffinityTerm.topologyKey`,
          to: 'a b',
        },
        { messageId: 'weight', path: `spec.affinity.podAffinity.${preferred}[1].weight` },
        { messageId: 'topologyMissing', path: `spec.affinity.podAffinity.${preferred}[1].podAffinityTerm.topologyKey` },
      ],
    },
  ],
});

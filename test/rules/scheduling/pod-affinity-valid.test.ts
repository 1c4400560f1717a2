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
    { name: 'an empty podAffinity', after: pod({ affinity: { podAffinity: {} } }) },
    { name: 'matchLabelKeys', after: apart({ matchLabelKeys: ['pod-template-hash'] }) },
    { name: 'an empty selector, which selects all Pods', after: apart({ labelSelector: {} }) },
    {
      name: 'a duplicate label key that is not the key of a label of the Pod',
      after: apart({ matchLabelKeys: ['tier', 'tier'] }),
    },
    {
      name: 'a key that the API server has merged into the selector',
      phase: 'validate',
      after: apart({
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        matchLabelKeys: ['app'],
      }),
    },
    { name: 'values of other types', after: apart({ labelSelector: 'app=web', matchLabelKeys: 'app' }) },
    { name: 'valid namespaces', after: apart({ namespaces: ['a', 'b-2'], namespaceSelector: {} }) },
  ],
  invalid: [
    {
      name: 'an invalid selector',
      after: apart({
        labelSelector: {
          matchLabels: { 'a b': 'web', app: 'x y' },
          matchExpressions: [
            { key: 'a', operator: 'in' },
            { key: 'b', operator: 'In', values: [] },
            { key: 'c', operator: 'Exists', values: ['x'] },
            {},
          ],
        },
      }),
      findings: [
        {
          messageId: 'key',
          path: `${at}.labelSelector.matchLabels[a b]`,
          type: 'FieldValueInvalid',
          fix: 'Use the key of a label of the Pods to select.',
          to: 'a b',
        },
        {
          messageId: 'value',
          path: `${at}.labelSelector.matchLabels[app]`,
          type: 'FieldValueInvalid',
          fix: 'Use the value of a label of the Pods to select.',
          to: 'x y',
        },
        {
          messageId: 'operator',
          path: `${at}.labelSelector.matchExpressions[0].operator`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "In"?',
          to: 'in',
        },
        {
          messageId: 'valuesMissing',
          path: `${at}.labelSelector.matchExpressions[1].values`,
          type: 'FieldValueRequired',
          fix: 'Add a value, or use operator Exists, which takes no values.',
          says: 'operator In requires',
        },
        {
          messageId: 'valuesSet',
          path: `${at}.labelSelector.matchExpressions[2].values`,
          type: 'FieldValueForbidden',
          fix: 'Remove values, or use operator In.',
          says: 'with operator Exists',
        },
        {
          messageId: 'keyMissing',
          path: `${at}.labelSelector.matchExpressions[3].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of a label of the Pods to select, such as app.',
        },
        {
          messageId: 'operatorMissing',
          path: `${at}.labelSelector.matchExpressions[3].operator`,
          type: 'FieldValueRequired',
          fix: 'Set operator to In, NotIn, Exists or DoesNotExist.',
        },
      ],
    },
    {
      name: 'matchLabelKeys without a selector',
      after: apart({ labelSelector: null, matchLabelKeys: ['app'] }),
      findings: [
        {
          messageId: 'labelKeysAlone',
          path: `${at}.matchLabelKeys`,
          type: 'FieldValueForbidden',
          fix: 'Add a labelSelector, or remove matchLabelKeys.',
        },
      ],
    },
    {
      name: 'an invalid label key',
      after: apart({ matchLabelKeys: ['tier', 'a b'] }),
      findings: [
        {
          messageId: 'labelKey',
          path: `${at}.matchLabelKeys[1]`,
          type: 'FieldValueInvalid',
          fix: 'Use the key of a label of the Pod, such as pod-template-hash.',
          to: 'a b',
        },
      ],
    },
    {
      name: 'a label key that is in the selector, into which the API server is about to merge it',
      after: apart({ matchLabelKeys: ['tier', 'app'] }),
      findings: [
        {
          messageId: 'labelKeyBoth',
          path: `${at}.matchLabelKeys[1]`,
          beside: `${at}.labelSelector`,
          type: 'FieldValueInvalid',
          fix: 'Remove the key from matchLabelKeys.',
          to: 'app',
        },
      ],
    },
    {
      name: 'a label key that is in the selector twice, before anything is merged',
      phase: 'validate',
      after: apart({
        labelSelector: { matchLabels: { tier: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        matchLabelKeys: ['tier'],
      }),
      findings: [
        {
          messageId: 'labelKeyBoth',
          path: `${at}.matchLabelKeys[0]`,
          beside: `${at}.labelSelector`,
          type: 'FieldValueInvalid',
          fix: 'Remove the key from matchLabelKeys.',
        },
      ],
    },
    {
      name: 'a duplicate label key',
      after: apart({ labelSelector: {}, matchLabelKeys: ['app', 'app'] }),
      findings: [
        {
          messageId: 'labelKeyTwice',
          path: `${at}.matchLabelKeys[1]`,
          beside: `${at}.matchLabelKeys[0]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          to: 'app',
        },
      ],
    },
    {
      name: 'an invalid namespaceSelector',
      after: apart({ namespaceSelector: { matchLabels: { 'a b': 'x' }, matchExpressions: [{ operator: 'Exists' }] } }),
      findings: [
        {
          messageId: 'keyMissing',
          path: `${at}.namespaceSelector.matchExpressions[0].key`,
          type: 'FieldValueRequired',
          fix: 'Set key to the key of a label of the Namespaces to select, such as kubernetes.io/metadata.name.',
        },
        {
          messageId: 'key',
          path: `${at}.namespaceSelector.matchLabels[a b]`,
          type: 'FieldValueInvalid',
          fix: 'Use the key of a label of the Namespaces to select.',
        },
      ],
    },
    {
      name: 'a label key in matchLabelKeys and mismatchLabelKeys',
      after: apart({ labelSelector: {}, matchLabelKeys: ['app'], mismatchLabelKeys: ['app'] }),
      findings: [
        {
          messageId: 'contradiction',
          path: `${at}.matchLabelKeys[0]`,
          beside: `${at}.mismatchLabelKeys[0]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the key from one of the two lists.',
          to: 'app',
        },
      ],
    },
    {
      name: 'invalid names of namespaces',
      after: apart({ namespaces: ['a', 'B', 3] }),
      findings: [
        {
          messageId: 'namespace',
          path: `${at}.namespaces[1]`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a namespace. To list the namespaces, run kubectl get namespaces.',
          to: 'B',
        },
        {
          messageId: 'namespace',
          path: `${at}.namespaces[2]`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a namespace. To list the namespaces, run kubectl get namespaces.',
          to: 3,
        },
      ],
    },
    {
      name: 'no topologyKey',
      after: apart({ topologyKey: '' }),
      findings: [
        {
          messageId: 'topologyMissing',
          path: `${at}.topologyKey`,
          type: 'FieldValueRequired',
          fix: 'Set topologyKey to kubernetes.io/hostname for one domain per node, or to topology.kubernetes.io/zone for one per zone.',
        },
      ],
    },
    {
      name: 'preferred terms',
      after: pod({
        affinity: { podAffinity: { [preferred]: [{ weight: 101, podAffinityTerm: { topologyKey: 'a b' } }, 'x'] } },
      }),
      findings: [
        {
          messageId: 'weight',
          path: `spec.affinity.podAffinity.${preferred}[0].weight`,
          type: 'FieldValueInvalid',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
          to: 101,
        },
        {
          messageId: 'topologyKey',
          path: `spec.affinity.podAffinity.${preferred}[0].podAffinityTerm.topologyKey`,
          type: 'FieldValueInvalid',
          fix: 'Use the key of a node label, such as kubernetes.io/hostname or topology.kubernetes.io/zone.',
          to: 'a b',
        },
        {
          messageId: 'weightMissing',
          path: `spec.affinity.podAffinity.${preferred}[1].weight`,
          type: 'FieldValueRequired',
          fix: 'Set weight to 1 for a weak preference, or to 100 for a strong one.',
        },
        {
          messageId: 'topologyMissing',
          path: `spec.affinity.podAffinity.${preferred}[1].podAffinityTerm.topologyKey`,
          type: 'FieldValueRequired',
          fix: 'Set topologyKey to kubernetes.io/hostname for one domain per node, or to topology.kubernetes.io/zone for one per zone.',
        },
      ],
    },
  ],
});

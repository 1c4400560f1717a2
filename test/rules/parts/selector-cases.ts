/** Label selectors and label keys at fault, which spread constraints and terms of Pod affinity share. */
import type { JsonObject } from '../../../src/json/json.ts';
import type { InvalidCase } from '../rule-tester.ts';

/** `withTerm` makes a Pod with these fields in its constraint or term, and `at` is the path of it. */
export const selectorCases = (withTerm: (fields: JsonObject) => JsonObject, at: string): InvalidCase[] => [
  {
    name: 'an invalid selector',
    after: withTerm({
      labelSelector: {
        matchLabels: { 'a b': 'web', app: 'x y', canary: true },
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
        isOfKey: true,
        type: 'FieldValueInvalid',
        fix: 'Use a label key of the Pods to select.',
        to: 'a b',
      },
      {
        messageId: 'value',
        path: `${at}.labelSelector.matchLabels[app]`,
        type: 'FieldValueInvalid',
        fix: 'Use a label value of the Pods to select.',
        to: 'x y',
      },
      {
        messageId: 'notString',
        path: `${at}.labelSelector.matchLabels[canary]`,
        type: 'FieldValueInvalid',
        fix: 'Put the value in quotes.',
        to: true,
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
        beside: `${at}.labelSelector.matchExpressions[1].operator`,
        type: 'FieldValueRequired',
        fix: 'Add a value, or use operator Exists, which takes no values.',
        says: 'operator In requires',
      },
      {
        messageId: 'valuesSet',
        path: `${at}.labelSelector.matchExpressions[2].values`,
        beside: `${at}.labelSelector.matchExpressions[2].operator`,
        type: 'FieldValueForbidden',
        fix: 'Remove values, or use operator In.',
        says: 'with operator Exists',
      },
      {
        messageId: 'keyMissing',
        path: `${at}.labelSelector.matchExpressions[3].key`,
        type: 'FieldValueRequired',
        fix: 'Set key to a label key of the Pods to select, such as app.',
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
    after: withTerm({ labelSelector: null, matchLabelKeys: ['app'] }),
    findings: [
      {
        messageId: 'labelKeysAlone',
        path: `${at}.matchLabelKeys`,
        type: 'FieldValueForbidden',
        fix: 'Add a labelSelector, or remove matchLabelKeys.',
        to: ['app'],
      },
    ],
  },
  {
    name: 'a duplicate label key without a selector',
    after: withTerm({ labelSelector: null, matchLabelKeys: ['app', 'app'] }),
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
    after: withTerm({ matchLabelKeys: ['tier', 'a b'] }),
    findings: [
      {
        messageId: 'labelKey',
        path: `${at}.matchLabelKeys[1]`,
        type: 'FieldValueInvalid',
        fix: 'Use a label key of the Pod, such as pod-template-hash.',
        to: 'a b',
      },
    ],
  },
  {
    name: 'a label key that is in the selector, into which the API server is about to merge it',
    after: withTerm({ matchLabelKeys: ['tier', 'app'] }),
    findings: [
      {
        messageId: 'labelKeyBoth',
        path: `${at}.matchLabelKeys[1]`,
        beside: `${at}.labelSelector`,
        type: 'FieldValueInvalid',
        fix: 'Remove "app" from matchLabelKeys or from the labelSelector.',
        to: 'app',
      },
    ],
  },
  {
    name: 'a label key that is in the selector twice, before anything is merged',
    phase: 'validate',
    after: withTerm({
      labelSelector: { matchLabels: { tier: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      matchLabelKeys: ['tier'],
    }),
    findings: [
      {
        messageId: 'labelKeyBoth',
        path: `${at}.matchLabelKeys[0]`,
        beside: `${at}.labelSelector`,
        type: 'FieldValueInvalid',
        fix: 'Remove "tier" from matchLabelKeys or from the labelSelector.',
      },
    ],
  },
  {
    name: 'a duplicate label key',
    after: withTerm({ labelSelector: {}, matchLabelKeys: ['app', 'app'] }),
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
];

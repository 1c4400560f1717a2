import type { JsonObject } from '../../../src/json/json.ts';
import { spreadSelectorValid } from '../../../src/rules/spread/spread-selector-valid.ts';
import { pod, workload } from '../../objects.ts';
import { selectorCases } from '../parts/selector-cases.ts';
import { testRule } from '../rule-tester.ts';

const spread = (extra: JsonObject) =>
  pod(
    { topologySpreadConstraints: [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } }, ...extra }] },
    { labels: { app: 'web' } },
  );
const selecting = (app: string): JsonObject => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app } } },
  ],
});
const at = 'spec.topologySpreadConstraints[0]';
const template = (...constraints: readonly JsonObject[]) =>
  workload('Deployment', { topologySpreadConstraints: constraints });
const keyInLabels = (key: string): JsonObject => ({
  labelSelector: { matchLabels: { [key]: 'web' } },
  matchLabelKeys: [key],
});
const keyTwice = (key: string): JsonObject => ({
  labelSelector: { matchLabels: { [key]: 'web' }, matchExpressions: [{ key, operator: 'Exists' }] },
  matchLabelKeys: [key],
});
const withoutSelector: JsonObject = { matchLabelKeys: ['app'] };
const noMerge = { MatchLabelKeysInPodTopologySpreadSelectorMerge: false };
const inBoth = {
  messageId: 'labelKeyBoth',
  path: `spec.template.${at}.matchLabelKeys[0]`,
  type: 'FieldValueInvalid',
  fix: 'Remove "tier" from matchLabelKeys or from the labelSelector.',
  to: 'tier',
  beside: `spec.template.${at}.labelSelector`,
} as const;

testRule(spreadSelectorValid, {
  valid: [
    {
      name: 'anything without the feature gate, which drops the field',
      featureGates: { MatchLabelKeysInPodTopologySpread: false },
      after: spread({ matchLabelKeys: ['a b'] }),
    },
    {
      name: 'a key of the selector without the feature gate, in a template that was stored without matchLabelKeys',
      featureGates: { ...noMerge, MatchLabelKeysInPodTopologySpread: false },
      before: template({ labelSelector: {} }),
      after: template(keyInLabels('tier')),
    },
    { name: 'no constraints', after: pod() },
    { name: 'matchLabelKeys', after: spread({ matchLabelKeys: ['pod-template-hash'] }) },
    { name: 'an empty selector, which selects all Pods', after: spread({ labelSelector: {} }) },
    {
      name: 'a duplicate label key that is not the key of a label of the Pod',
      after: spread({ matchLabelKeys: ['tier', 'tier'] }),
    },
    {
      name: 'a key that the API server has merged into the selector',
      phase: 'validate',
      after: spread({
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        matchLabelKeys: ['app'],
      }),
    },
    {
      name: 'another invalid selector in a template that was stored with one',
      before: workload('Deployment', selecting('a b')),
      after: workload('Deployment', selecting('c d')),
    },
    { name: 'values of other types', after: spread({ labelSelector: 'app=web', matchLabelKeys: 'app' }) },
    {
      name: 'a label key that is in the selector of a template, where nothing is merged',
      after: workload('Deployment', {
        topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'web' } }, matchLabelKeys: ['app'] }],
      }),
    },
    {
      name: 'another key of the selector without the merge, in a template that was stored with one',
      featureGates: noMerge,
      before: template(keyInLabels('app')),
      after: template(keyInLabels('tier')),
    },
    {
      name: 'a key of the selector without the merge, in a template that was stored without a selector',
      featureGates: noMerge,
      before: template(withoutSelector),
      after: template(keyInLabels('tier')),
    },
    {
      name: 'a key of the selector in a second constraint, without the merge and beside a stored one',
      featureGates: noMerge,
      before: template(keyInLabels('app')),
      after: template(keyInLabels('app'), keyInLabels('tier')),
    },
    {
      name: 'a stored constraint without a selector, beside another one that stays',
      before: template(withoutSelector, keyInLabels('tier')),
      after: template({ labelSelector: {}, matchLabelKeys: ['app'] }, keyInLabels('tier')),
    },
    {
      name: 'a key of the selector in a template that was stored with one, where both are merged',
      before: template(keyInLabels('app')),
      after: template(keyInLabels('tier')),
    },
    {
      name: 'mismatchLabelKeys, which is not a field of a constraint',
      after: spread({ matchLabelKeys: ['tier'], mismatchLabelKeys: ['tier'] }),
    },
  ],
  invalid: [
    ...selectorCases(spread, at),
    {
      name: 'a key of the selector before 1.34, and an invalid key',
      minor: 33,
      after: spread({ matchLabelKeys: ['app', 'a b'] }),
      findings: [
        {
          messageId: 'labelKey',
          path: `${at}.matchLabelKeys[1]`,
          type: 'FieldValueInvalid',
          fix: 'Use a label key of the Pod, such as pod-template-hash.',
          to: 'a b',
        },
        {
          messageId: 'labelKeyBoth',
          path: `${at}.matchLabelKeys[0]`,
          type: 'FieldValueInvalid',
          fix: 'Remove "app" from matchLabelKeys or from the labelSelector.',
          to: 'app',
          beside: `${at}.labelSelector`,
        },
      ],
    },
    {
      name: 'a key of the selector in a template that was stored without a selector',
      before: template(withoutSelector),
      after: template(keyInLabels('tier')),
      findings: [inBoth],
    },
    {
      name: 'a key of the selector in a template that was stored with a key twice in the selector',
      before: template(keyTwice('app')),
      after: template(keyInLabels('tier')),
      findings: [inBoth],
    },
    {
      name: 'a key twice in the selector without the merge, in a template that was stored with a key of the selector',
      featureGates: noMerge,
      before: template(keyInLabels('app')),
      after: template(keyTwice('tier')),
      findings: [inBoth],
    },
    {
      name: 'a key of the selector without the merge',
      featureGates: noMerge,
      before: template({ labelSelector: {}, matchLabelKeys: ['app'] }),
      after: template(keyInLabels('tier')),
      findings: [inBoth],
    },
    {
      name: 'another key of the selector without the feature gate, which keeps the field of a template that was stored with it',
      featureGates: { ...noMerge, MatchLabelKeysInPodTopologySpread: false },
      before: template(keyInLabels('app')),
      after: template(keyInLabels('tier')),
      findings: [inBoth],
    },
    {
      name: 'another key of the selector before 1.34, whatever was stored',
      minor: 33,
      before: template(keyInLabels('app')),
      after: template(keyInLabels('tier')),
      findings: [inBoth],
    },
  ],
});

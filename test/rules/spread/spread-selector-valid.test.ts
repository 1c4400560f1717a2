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

testRule(spreadSelectorValid, {
  valid: [
    {
      name: 'anything without the feature gate, which drops the field',
      featureGates: { MatchLabelKeysInPodTopologySpread: false },
      after: spread({ matchLabelKeys: ['a b'] }),
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
      kind: 'Deployment',
      before: workload('Deployment', selecting('a b')),
      after: workload('Deployment', selecting('c d')),
    },
    { name: 'values of other types', after: spread({ labelSelector: 'app=web', matchLabelKeys: 'app' }) },
    {
      name: 'a label key that is in the selector of a template, where nothing is merged',
      kind: 'Deployment',
      after: workload('Deployment', {
        topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'web' } }, matchLabelKeys: ['app'] }],
      }),
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
          messageId: 'labelKeyInBoth',
          path: `${at}.matchLabelKeys[0]`,
          type: 'FieldValueInvalid',
          fix: 'Remove "app" from matchLabelKeys or from the labelSelector.',
          to: 'app',
          beside: `${at}.labelSelector`,
        },
      ],
    },
  ],
});

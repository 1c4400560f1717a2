import type { JsonObject } from '../../../src/json/json.ts';
import { podAffinityValid } from '../../../src/rules/scheduling/pod-affinity-valid.ts';
import { pod, workload } from '../../objects.ts';
import { selectorCases } from '../parts/selector-cases.ts';
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
/** A template with one term for each label value. */
const selecting = (...values: string[]): JsonObject => ({
  affinity: {
    podAffinity: {
      [near]: values.map((value) => ({
        topologyKey: 'zone',
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: [value] }] },
      })),
    },
  },
});

const oddSelector: JsonObject = { selector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['x y'] }] } };

testRule(podAffinityValid, {
  valid: [
    {
      name: 'another invalid value in a template that was stored with one',
      before: workload('Deployment', selecting('a b')),
      after: workload('Deployment', selecting('c d', 'e f')),
    },
    ...(['DaemonSet', 'Job'] as const).map((kind) => ({
      name: `an invalid value in the template of a ${kind} that was stored with one in its selector`,
      before: workload(kind, {}, oddSelector),
      after: workload(kind, selecting('a b'), oddSelector),
    })),
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
    ...selectorCases(apart, at),
    {
      name: 'an invalid value in a template that was stored without one',
      before: workload('Deployment', selecting('a')),
      after: workload('Deployment', selecting('a', 'e f')),
      findings: [
        {
          messageId: 'value',
          path: `spec.template.spec.affinity.podAffinity.${near}[1].labelSelector.matchExpressions[0].values[0]`,
          type: 'FieldValueInvalid',
          fix: 'Use a label value of the Pods to select.',
        },
      ],
    },
    {
      name: 'an invalid value in the template of a Deployment that was stored with one in its selector',
      before: workload('Deployment', {}, oddSelector),
      after: workload('Deployment', selecting('a b'), oddSelector),
      findings: [
        {
          messageId: 'value',
          path: `spec.template.spec.affinity.podAffinity.${near}[0].labelSelector.matchExpressions[0].values[0]`,
          type: 'FieldValueInvalid',
          fix: 'Use a label value of the Pods to select.',
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
          fix: 'Set key to a label key of the Namespaces to select, such as kubernetes.io/metadata.name.',
        },
        {
          messageId: 'key',
          path: `${at}.namespaceSelector.matchLabels[a b]`,
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a label key of the Namespaces to select.',
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
          type: 'FieldValueInvalid',
          fix: 'Remove "app" from one of the two lists.',
          beside: `${at}.mismatchLabelKeys[0]`,
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
          fix: 'Use a name that kubectl get namespaces lists.',
          to: 'B',
        },
        {
          messageId: 'notString',
          path: `${at}.namespaces[2]`,
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
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
          fix: 'Use kubernetes.io/hostname for one topology domain per node, or topology.kubernetes.io/zone for one per zone.',
        },
      ],
    },
    {
      name: 'a topologyKey that is a number',
      after: apart({ topologyKey: 7 }),
      findings: [
        {
          messageId: 'notString',
          path: `${at}.topologyKey`,
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 7,
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
          fix: 'Use kubernetes.io/hostname for one topology domain per node, or topology.kubernetes.io/zone for one per zone.',
        },
      ],
    },
  ],
});

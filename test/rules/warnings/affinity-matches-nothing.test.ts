import type { Json } from '../../../src/json/json.ts';
import { affinityMatchesNothing } from '../../../src/rules/warnings/affinity-matches-nothing.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const preference = (...values: Json[]) => ({
  nodeAffinity: {
    [preferred]: [{ weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values }] } }],
  },
});
const term = { topologyKey: 'zone' };
const selective = { ...term, labelSelector: {} };

testWarning(affinityMatchesNothing, {
  valid: [
    { name: 'a version without the warning about values', minor: 32, after: pod({ affinity: preference('a b') }) },
    { name: 'valid values', after: pod({ affinity: preference('ssd', '', 1) }) },
    {
      name: 'selectors, also empty ones',
      after: pod({
        affinity: {
          podAffinity: { [required]: [selective], [preferred]: [{ weight: 1, podAffinityTerm: selective }] },
        },
      }),
    },
    {
      name: 'an absent term, which is refused',
      after: pod({ affinity: { podAffinity: { [preferred]: [{ weight: 1 }] } } }),
    },
    {
      name: 'a required term with an invalid value, which is refused',
      after: pod({
        affinity: {
          nodeAffinity: {
            [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['a b'] }] }] },
          },
        },
      }),
    },
  ],
  invalid: [
    {
      name: 'a preferred value that no label can have',
      after: pod({ affinity: preference('ssd', 'solid state') }),
      findings: [
        {
          messageId: 'value',
          path: `spec.affinity.nodeAffinity.${preferred}[0].preference.matchExpressions[0].values[1]`,
          fix: 'Correct or remove the value.',
          to: 'solid state',
          says: 'no node label can have the value "solid state", because a label value must',
        },
      ],
    },
    {
      name: 'an absent term in a version that does not validate the template',
      minor: 33,
      after: workload('StatefulSet', { affinity: { podAffinity: { [preferred]: [{ weight: 1 }] } } }),
      findings: [
        {
          messageId: 'noEffect',
          path: `spec.template.spec.affinity.podAffinity.${preferred}[0].podAffinityTerm.labelSelector`,
          fix: 'Add a labelSelector, or remove the term.',
        },
      ],
    },
    {
      name: 'terms without a selector',
      after: workload('DaemonSet', {
        affinity: {
          podAffinity: { [required]: [selective, term], [preferred]: [{ weight: 1, podAffinityTerm: term }] },
          podAntiAffinity: {
            [required]: [{ ...term, labelSelector: null }],
            [preferred]: [{ weight: 1, podAffinityTerm: term }],
          },
        },
      }),
      findings: [
        {
          messageId: 'required',
          path: `spec.template.spec.affinity.podAffinity.${required}[1].labelSelector`,
          fix: 'Add a labelSelector that matches the Pods which must run in the same topology domain.',
        },
        ...[
          `podAffinity.${preferred}[0].podAffinityTerm`,
          `podAntiAffinity.${required}[0]`,
          `podAntiAffinity.${preferred}[0].podAffinityTerm`,
        ].map((path) => ({
          messageId: 'noEffect',
          path: `spec.template.spec.affinity.${path}.labelSelector`,
          fix: 'Add a labelSelector, or remove the term.',
        })),
      ],
    },
  ],
});

import type { Json } from '../../../src/json/json.ts';
import { deprecatedNodeLabels } from '../../../src/rules/warnings/deprecated-node-labels.ts';
import { container, pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const exists = (...keys: Json[]) => ({ matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })) });
const use = (label: string) => `Use ${label} instead.`;
const arch = 'beta.kubernetes.io/arch';

const template = (procMount: string) =>
  workload('PodTemplate', {
    nodeSelector: { [arch]: 'amd64' },
    containers: [container({ securityContext: { procMount } })],
  });

testWarning(deprecatedNodeLabels, {
  valid: [
    { name: 'other labels', after: pod({ nodeSelector: { 'kubernetes.io/arch': 'amd64', constructor: 'x' } }) },
    { name: 'values of other types', after: pod({ nodeSelector: [], affinity: { nodeAffinity: 'x' } }) },
    {
      name: 'an update of a template that kube-apiserver undoes',
      minor: 32,
      before: template('Default'),
      after: template('Unmasked'),
    },
    { name: 'an updated Pod', before: pod(), after: pod({ nodeSelector: { [arch]: 'amd64' } }) },
  ],
  invalid: [
    {
      name: 'each label in a node selector',
      after: pod({
        nodeSelector: {
          [arch]: 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'beta.kubernetes.io/instance-type': 'x',
          'failure-domain.beta.kubernetes.io/region': 'x',
          'failure-domain.beta.kubernetes.io/zone': 'x',
          'node-role.kubernetes.io/master': '',
          'app.kubernetes.io/created-by': 'x',
          'scheduler.alpha.kubernetes.io/preferAvoidPods': 'x',
        },
      }),
      findings: [
        {
          messageId: 'label',
          path: `spec.nodeSelector[${arch}]`,
          fix: use('kubernetes.io/arch'),
          says: 'beta.kubernetes.io/arch is a deprecated node label',
        },
        { messageId: 'label', path: 'spec.nodeSelector[beta.kubernetes.io/os]', fix: use('kubernetes.io/os') },
        {
          messageId: 'label',
          path: 'spec.nodeSelector[beta.kubernetes.io/instance-type]',
          fix: use('node.kubernetes.io/instance-type'),
        },
        ...['region', 'zone'].map((name) => ({
          messageId: 'label',
          path: `spec.nodeSelector[failure-domain.beta.kubernetes.io/${name}]`,
          fix: use(`topology.kubernetes.io/${name}`),
        })),
        {
          messageId: 'label',
          path: 'spec.nodeSelector[node-role.kubernetes.io/master]',
          fix: use('node-role.kubernetes.io/control-plane'),
        },
        {
          messageId: 'label',
          path: 'spec.nodeSelector[app.kubernetes.io/created-by]',
          fix: 'No other label replaces app.kubernetes.io/created-by. Use a label that your nodes have.',
        },
        {
          messageId: 'label',
          path: 'spec.nodeSelector[scheduler.alpha.kubernetes.io/preferAvoidPods]',
          fix: 'Use taints and tolerations instead.',
        },
      ],
    },
    {
      name: 'node affinity and topology keys of a template',
      after: workload('StatefulSet', {
        affinity: {
          nodeAffinity: {
            [required]: { nodeSelectorTerms: [exists('zone'), exists('a', arch)] },
            [preferred]: [{ weight: 1, preference: exists(arch) }],
          },
        },
        topologySpreadConstraints: [{ topologyKey: 'zone' }, { topologyKey: arch }],
      }),
      findings: [
        `affinity.nodeAffinity.${required}.nodeSelectorTerms[1].matchExpressions[1].key`,
        `affinity.nodeAffinity.${preferred}[0].preference.matchExpressions[0].key`,
        'topologySpreadConstraints[1].topologyKey',
      ].map((path) => ({
        messageId: 'label',
        path: `spec.template.spec.${path}`,
        fix: use('kubernetes.io/arch'),
      })),
    },
  ],
});

import { podAnnotationsValid } from '../../../src/rules/metadata/pod-annotations-valid.ts';
import { metadata, pod, podSpec, workload, workloadOf } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const cost = 'controller.kubernetes.io/pod-deletion-cost';
const mirror = 'kubernetes.io/config.mirror';
const fix = 'Use an integer in quotes, such as "100" or "-10".';
const withCost = (value: string | number) => pod({}, { annotations: { [cost]: value } });
const noNode = {
  messageId: 'node',
  path: `metadata.annotations[${mirror}]`,
  type: 'FieldValueForbidden',
  fix: 'Remove the annotation, which only the kubelet sets.',
} as const;

testRule(podAnnotationsValid, {
  valid: [
    ...['0', '-10', '2147483647', '-2147483648', '-01'].map((cost) => ({
      name: `a cost of ${cost}`,
      after: withCost(cost),
    })),
    { name: 'a stored cost that is invalid', before: withCost('x'), after: withCost('y') },
    {
      name: 'an update that makes a Pod without a node a mirror Pod, which another rule reports',
      before: pod(),
      after: pod({}, { annotations: { [mirror]: 'a' } }),
    },
    { name: 'a mirror Pod', after: pod({ nodeName: 'node-1' }, { annotations: { [mirror]: 'a' } }) },
    {
      name: 'an annotation of the Deployment itself',
      after: { ...workload('Deployment'), metadata: metadata({ annotations: { [cost]: 'x' } }) },
    },
  ],
  invalid: [
    {
      name: 'a mirror Pod without a node',
      after: pod({}, { annotations: { [mirror]: 'a' } }),
      findings: [{ ...noNode, to: 'a' }],
    },
    ...['', '+1', '08', '1.5', '2147483648', '-2147483649', '1e3', 5].map((value) => ({
      name: `a cost of ${value === '' ? 'no characters' : value}`,
      after: withCost(value),
      findings: [
        {
          messageId: 'cost',
          path: `metadata.annotations[${cost}]`,
          type: 'FieldValueInvalid' as const,
          fix,
          to: value,
        },
      ],
    })),
    {
      name: 'a stored cost that becomes invalid',
      before: withCost('1'),
      after: withCost('x'),
      findings: [
        {
          messageId: 'cost',
          path: `metadata.annotations[${cost}]`,
          type: 'FieldValueInvalid',
          fix,
        },
      ],
    },
    {
      name: 'a mirror Pod that would lose its node',
      before: pod({ nodeName: 'node-1' }, { annotations: { [mirror]: 'a' } }),
      after: pod({}, { annotations: { [mirror]: 'a' } }),
      findings: [noNode],
    },
    {
      name: 'an annotation that is added to a Pod template',
      before: workload('Deployment'),
      after: workloadOf('Deployment', { metadata: { annotations: { [mirror]: 'a' } }, spec: podSpec() }),
      findings: [
        {
          messageId: 'node',
          path: `spec.template.metadata.annotations[${mirror}]`,
          type: 'FieldValueForbidden',
          fix: 'Remove the annotation, which only the kubelet sets.',
        },
      ],
    },
  ],
});

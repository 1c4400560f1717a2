import type { Json } from '../../../src/json/json.ts';
import { resizePolicyValid } from '../../../src/rules/resources/resize-policy-valid.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].resizePolicy';
const restart = (resourceName: string) => ({ resourceName, restartPolicy: 'RestartContainer' });
const init = (...resizePolicy: Json[]) => pod({ initContainers: [container({ resizePolicy })] });

testRule(resizePolicyValid, {
  valid: [
    {
      name: 'anything before 1.33, which drops the field',
      minor: 32,
      after: podWith({ resizePolicy: [{}] }),
    },
    {
      name: 'one for each',
      after: podWith({ resizePolicy: [restart('cpu'), { resourceName: 'memory', restartPolicy: 'NotRequired' }] }),
    },
    {
      name: 'a sidecar',
      after: pod({ initContainers: [container({ restartPolicy: 'Always', resizePolicy: [restart('cpu')] })] }),
    },
    {
      name: 'an init container that is not restarted',
      after: init({ resourceName: 'cpu', restartPolicy: 'NotRequired' }),
    },
    { name: 'an init container before 1.36', minor: 35, after: init(restart('cpu')) },
    {
      name: 'with a stored one, others are accepted',
      before: workload('Deployment', { initContainers: [container({ resizePolicy: [restart('cpu')] })] }),
      after: workload('Deployment', { initContainers: [container({ resizePolicy: [restart('memory')] })] }),
    },
  ],
  invalid: [
    {
      name: 'an init container before 1.33',
      minor: 32,
      featureGates: { InPlacePodVerticalScaling: true },
      after: pod({
        initContainers: [
          container({
            name: 'init',
            restartPolicy: 'Always',
            resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
          }),
        ],
      }),
      findings: [
        {
          messageId: 'notForInit',
          path: 'spec.initContainers[0].resizePolicy',
          type: 'FieldValueInvalid',
          fix: 'Remove resizePolicy from sidecar container "init".',
        },
      ],
    },
    {
      name: 'empty, unknown and twice',
      after: podWith({
        resizePolicy: [{}, { resourceName: 'gpu', restartPolicy: 'Never' }, restart('cpu'), restart('cpu')],
      }),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].resourceName`,
          type: 'FieldValueRequired',
          fix: 'Set resourceName to cpu or memory.',
        },
        {
          messageId: 'policyMissing',
          path: `${path}[0].restartPolicy`,
          type: 'FieldValueRequired',
          fix: 'Set restartPolicy to NotRequired or RestartContainer.',
        },
        {
          messageId: 'resource',
          path: `${path}[1].resourceName`,
          type: 'FieldValueNotSupported',
          to: 'gpu',
        },
        { messageId: 'policy', path: `${path}[1].restartPolicy`, type: 'FieldValueNotSupported', to: 'Never' },
        {
          messageId: 'taken',
          path: `${path}[3]`,
          type: 'FieldValueDuplicate',
          fix: 'Remove one of the two entries.',
          beside: 'spec.containers[0].resizePolicy[2]',
        },
      ],
    },
    {
      name: 'in a Pod that never restarts',
      after: podWith({ resizePolicy: [restart('cpu')] }, { restartPolicy: 'Never' }),
      findings: [
        {
          messageId: 'never',
          path: `${path}[0].restartPolicy`,
          type: 'FieldValueInvalid',
          fix: 'Set restartPolicy to NotRequired.',
          beside: 'spec.restartPolicy',
        },
      ],
    },
    {
      name: 'an init container, where the stored Pod had no such init container',
      before: workload('Deployment', {
        initContainers: [container({ resizePolicy: [] })],
        containers: [container({ resizePolicy: [restart('cpu')] })],
      }),
      after: workload('Deployment', { initContainers: [container({ resizePolicy: [restart('memory')] })] }),
      findings: [
        {
          messageId: 'init',
          path: 'spec.template.spec.initContainers[0].resizePolicy[0].restartPolicy',
          type: 'FieldValueInvalid',
          fix: 'Set restartPolicy to NotRequired.',
        },
      ],
    },
    {
      name: 'an init container',
      after: init(restart('cpu')),
      findings: [
        {
          messageId: 'init',
          path: 'spec.initContainers[0].resizePolicy[0].restartPolicy',
          type: 'FieldValueInvalid',
          fix: 'Set restartPolicy to NotRequired.',
          to: 'RestartContainer',
        },
      ],
    },
  ],
});

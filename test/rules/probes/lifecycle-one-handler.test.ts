import { lifecycleOneHandler } from '../../../src/rules/probes/lifecycle-one-handler.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(lifecycleOneHandler, {
  valid: [
    { name: 'no hook', after: podWith({ lifecycle: {} }) },
    {
      name: 'one each',
      after: podWith({ lifecycle: { postStart: { exec: { command: ['a'] } }, preStop: { sleep: { seconds: 5 } } } }),
    },
    { name: 'a hook of null', after: podWith({ lifecycle: { preStop: null } }) },
    { name: 'lifecycle is a list', after: podWith({ lifecycle: [{ preStop: {} }] }) },
  ],
  invalid: [
    {
      name: 'none',
      after: podWith({ lifecycle: { preStop: {} } }),
      findings: [{ messageId: 'none', path: 'spec.containers[0].lifecycle.preStop', type: 'FieldValueRequired' }],
    },
    {
      name: 'two, in a sidecar',
      after: pod({
        initContainers: [
          container({
            name: 'proxy',
            restartPolicy: 'Always',
            lifecycle: { postStart: { sleep: {}, httpGet: { port: 80 } } },
          }),
        ],
      }),
      findings: [
        {
          messageId: 'several',
          path: 'spec.initContainers[0].lifecycle.postStart.sleep',
          type: 'FieldValueForbidden',
          container: 'proxy',
          says: 'httpGet',
        },
      ],
    },
  ],
});

import { lifecycleOneHandler } from '../../../src/rules/probes/lifecycle-one-handler.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(lifecycleOneHandler, {
  valid: [
    { name: 'no hook', after: podWith({ lifecycle: {} }) },
    {
      name: 'one handler in each hook',
      after: podWith({ lifecycle: { postStart: { exec: { command: ['a'] } }, preStop: { sleep: { seconds: 5 } } } }),
    },
    { name: 'a hook of null', after: podWith({ lifecycle: { preStop: null } }) },
    { name: 'a lifecycle that is a list', after: podWith({ lifecycle: [{ preStop: {} }] }) },
  ],
  invalid: [
    {
      name: 'no handler',
      after: podWith({ lifecycle: { preStop: {} } }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.containers[0].lifecycle.preStop',
          type: 'FieldValueRequired',
          fix: 'Add a handler such as exec: {command: ["sh", "-c", "sleep 5"]}, or remove the hook.',
        },
      ],
    },
    {
      name: 'two handlers, in a sidecar container',
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
          beside: 'spec.initContainers[0].lifecycle.postStart.httpGet',
          type: 'FieldValueForbidden',
          fix: 'Remove sleep or httpGet, or do both in one exec command.',
          container: 'proxy',
        },
      ],
    },
  ],
});

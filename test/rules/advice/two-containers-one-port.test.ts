import type { Json, JsonObject } from '../../../src/json/json.ts';
import { twoContainersOnePort } from '../../../src/rules/advice/two-containers-one-port.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = (name: string, containerPort: Json, extra: JsonObject = {}) =>
  container({ name, ports: [{ containerPort, protocol: 'TCP' }], ...extra });

testRule(twoContainersOnePort, {
  valid: [
    { name: 'two ports', after: pod({ containers: [on('web', 80), on('metrics', 81)] }) },
    {
      name: 'the same port twice in one container',
      after: pod({ containers: [container({ ports: [{ containerPort: 80 }, { containerPort: 80 }] })] }),
    },
    {
      name: 'another protocol',
      after: pod({
        containers: [on('a', 53), container({ name: 'b', ports: [{ containerPort: 53, protocol: 'UDP' }] })],
      }),
    },
    {
      name: 'an init container that finishes',
      after: pod({ initContainers: [on('setup', 80)], containers: [on('web', 80)] }),
    },
    {
      name: 'values of other types',
      after: pod({ containers: [on('a', '80'), on('b', '80'), container({ name: 'c', ports: 'x' })] }),
    },
  ],
  invalid: [
    {
      name: 'two containers',
      after: pod({ containers: [on('web', 80), on('log', 80)] }),
      findings: [
        {
          messageId: 'shared',
          path: 'spec.containers[1].ports[0].containerPort',
          beside: 'spec.containers[0].ports[0].containerPort',
          type: 'FieldValueInvalid',
          fix: 'Use another port in one of the two containers.',
          container: 'log',
          says: 'containers "web" and "log" both declare port 80/TCP',
        },
      ],
    },
    {
      name: 'two containers with different host ports, about which kube-apiserver does not warn',
      after: pod({
        containers: [
          on('web', 80, { ports: [{ containerPort: 80, hostPort: 8080 }] }),
          on('log', 80, { ports: [{ containerPort: 80, hostPort: 8081 }] }),
        ],
      }),
      findings: [
        {
          messageId: 'onOtherHostPort',
          path: 'spec.containers[1].ports[0].containerPort',
          beside: 'spec.containers[0].ports[0].containerPort',
          type: 'FieldValueInvalid',
          fix: 'Use another port in one of the two containers.',
          container: 'log',
          says: 'containers "web" and "log" both declare port 80/TCP',
        },
      ],
    },
    {
      name: 'a sidecar container, and an absent protocol',
      after: pod({
        containers: [on('web', 80)],
        initContainers: [container({ name: 'proxy', restartPolicy: 'Always', ports: [{ containerPort: 80 }] })],
      }),
      findings: [
        {
          messageId: 'shared',
          path: 'spec.containers[0].ports[0].containerPort',
          beside: 'spec.initContainers[0].ports[0].containerPort',
          type: 'FieldValueInvalid',
          fix: 'Use another port in one of the two containers.',
          to: 80,
        },
      ],
    },
    {
      name: 'an empty protocol, which is TCP',
      after: pod({
        containers: [on('web', 80), container({ name: 'log', ports: [{ containerPort: 80, protocol: '' }] })],
      }),
      findings: [
        {
          messageId: 'shared',
          path: 'spec.containers[1].ports[0].containerPort',
          beside: 'spec.containers[0].ports[0].containerPort',
          type: 'FieldValueInvalid',
          fix: 'Use another port in one of the two containers.',
          to: 80,
        },
      ],
    },
  ],
});

import type { Json } from '../../../src/json/json.ts';
import { hostPorts } from '../../../src/rules/network/host-ports.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = (...ports: Json[]) => container({ ports });

testRule(hostPorts, {
  valid: [
    {
      name: 'the same port on two addresses',
      after: pod({ containers: [on({ hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' })] }),
    },
    {
      name: 'the same port with two protocols',
      after: pod({ containers: [on({ hostPort: 53 }, { hostPort: 53, protocol: 'UDP' })] }),
    },
    {
      name: 'the same port in two init containers, which do not run at the same time',
      after: pod({ initContainers: [on({ hostPort: 80 }), on({ hostPort: 80 })] }),
    },
    {
      name: 'ports of an ephemeral container, which another rule refuses',
      after: pod({ ephemeralContainers: [on({ hostPort: 80 }, { hostPort: 80 })] }),
    },
    {
      name: 'hostNetwork with hostPort equal to containerPort',
      after: pod({ hostNetwork: true, containers: [on({ hostPort: 80, containerPort: 80 })] }),
    },
    {
      name: 'hostNetwork without hostPort in a template',
      after: workload('Deployment', { hostNetwork: true, containers: [on({ containerPort: 80 })] }),
    },
  ],
  invalid: [
    {
      name: 'two containers with the same host port',
      after: pod({ containers: [on({ hostPort: 80, protocol: 'TCP' }), on({ hostPort: 80 })] }),
      findings: [
        {
          messageId: 'taken',
          path: 'spec.containers[1].ports[0].hostPort',
          type: 'FieldValueDuplicate',
          fix: 'Set hostPort to another port, or remove hostPort and use a Service.',
          beside: 'spec.containers[0].ports[0].hostPort',
          to: 80,
          says: 'spec.containers[0].ports[0] already uses TCP port 80 of the node.',
        },
      ],
    },
    {
      name: 'an init container with the same host port and address twice',
      after: pod({
        initContainers: [container(), on({ hostPort: 80, hostIP: '::1' }, { hostPort: 80, hostIP: '::1' })],
      }),
      findings: [
        {
          messageId: 'taken',
          path: 'spec.initContainers[1].ports[1].hostPort',
          type: 'FieldValueDuplicate',
          fix: 'Set hostPort to another port, or remove hostPort and use a Service.',
          beside: 'spec.initContainers[1].ports[0].hostPort',
          says: 'spec.initContainers[1].ports[0] already uses TCP port 80 of the node at ::1.',
        },
      ],
    },
    {
      name: 'a sidecar container with the same host port twice',
      after: pod({
        initContainers: [container({ restartPolicy: 'Always', ports: [{ hostPort: 80 }, { hostPort: 80 }] })],
      }),
      findings: [
        {
          messageId: 'taken',
          path: 'spec.initContainers[0].ports[1].hostPort',
          type: 'FieldValueDuplicate',
          fix: 'Set hostPort to another port, or remove hostPort and use a Service.',
          beside: 'spec.initContainers[0].ports[0].hostPort',
        },
      ],
    },
    {
      name: 'a container with the host port of an earlier one twice',
      after: pod({ containers: [on({ hostPort: 80 }), on({ hostPort: 80 }, { hostPort: 80 })] }),
      findings: [0, 1].map((i) => ({
        messageId: 'taken',
        path: `spec.containers[1].ports[${i}].hostPort`,
        type: 'FieldValueDuplicate' as const,
        fix: 'Set hostPort to another port, or remove hostPort and use a Service.',
        beside: 'spec.containers[0].ports[0].hostPort',
      })),
    },
    {
      name: 'hostNetwork, and two containers with the same port',
      after: pod({
        hostNetwork: true,
        containers: [on({ containerPort: 53, hostPort: 53 }), on({ containerPort: 53, hostPort: 53 })],
      }),
      findings: [
        {
          messageId: 'takenOnHostNetwork',
          path: 'spec.containers[1].ports[0].hostPort',
          type: 'FieldValueDuplicate',
          fix: 'Set containerPort and hostPort to another port on which the container listens.',
          beside: 'spec.containers[0].ports[0].hostPort',
          to: 53,
        },
      ],
    },
    {
      name: 'hostNetwork with a hostPort that is not containerPort',
      after: pod({
        hostNetwork: true,
        containers: [on({ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }, { hostPort: 8082 })],
      }),
      findings: [
        {
          messageId: 'differs',
          path: 'spec.containers[0].ports[0].hostPort',
          type: 'FieldValueInvalid',
          fix: 'Set hostPort to 80, or remove it.',
          beside: 'spec.containers[0].ports[0].containerPort',
          to: 8080,
          says: 'must be 80, the containerPort',
        },
        {
          messageId: 'differs',
          path: 'spec.containers[0].ports[1].hostPort',
          type: 'FieldValueInvalid',
          fix: 'Set hostPort to 81, or remove it.',
          beside: 'spec.containers[0].ports[1].containerPort',
          says: 'Invalid value: 0: must be 81',
        },
        {
          messageId: 'differsFromNone',
          path: 'spec.containers[0].ports[2].hostPort',
          type: 'FieldValueInvalid',
          fix: 'Set containerPort to 8082.',
          to: 8082,
        },
      ],
    },
    {
      name: 'hostNetwork with a hostPort that is not containerPort, in a template',
      after: workload('Deployment', { hostNetwork: true, containers: [on({ containerPort: 80, hostPort: 8080 })] }),
      findings: [
        {
          messageId: 'differs',
          path: 'spec.template.spec.containers[0].ports[0].hostPort',
          type: 'FieldValueInvalid',
          fix: 'Set hostPort to 80, or remove it.',
          beside: 'spec.template.spec.containers[0].ports[0].containerPort',
        },
      ],
    },
  ],
});

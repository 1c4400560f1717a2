import type { Json } from '../../../src/json/json.ts';
import { hostPorts } from '../../../src/rules/network/host-ports.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = (...ports: Json[]) => container({ ports });

testRule(hostPorts, {
  valid: [
    {
      name: 'two addresses',
      after: pod({ containers: [on({ hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' })] }),
    },
    { name: 'two protocols', after: pod({ containers: [on({ hostPort: 53 }, { hostPort: 53, protocol: 'UDP' })] }) },
    {
      name: 'init containers do not run at once',
      after: pod({ initContainers: [on({ hostPort: 80 }), on({ hostPort: 80 })] }),
    },
    {
      name: 'the same on the host network',
      after: pod({ hostNetwork: true, containers: [on({ hostPort: 80, containerPort: 80 })] }),
    },
    {
      name: 'left to the Pod in a template',
      kind: 'Deployment',
      after: workload('Deployment', { hostNetwork: true, containers: [on({ containerPort: 80 })] }),
    },
  ],
  invalid: [
    {
      name: 'twice in a Pod',
      after: pod({ containers: [on({ hostPort: 80, protocol: 'TCP' }), on({ hostPort: 80 })] }),
      findings: [
        {
          messageId: 'taken',
          path: 'spec.containers[1].ports[0].hostPort',
          type: 'FieldValueDuplicate',
          to: 80,
          says: 'TCP 80 of the node',
        },
      ],
    },
    {
      name: 'twice in an init container',
      after: pod({
        initContainers: [container(), on({ hostPort: 80, hostIP: '::1' }, { hostPort: 80, hostIP: '::1' })],
      }),
      findings: [{ messageId: 'taken', path: 'spec.initContainers[1].ports[1].hostPort' }],
    },
    {
      name: 'another one on the host network',
      after: pod({ hostNetwork: true, containers: [on({ containerPort: 80, hostPort: 8080 }, { containerPort: 81 })] }),
      findings: [
        {
          messageId: 'differs',
          path: 'spec.containers[0].ports[0].hostPort',
          type: 'FieldValueInvalid',
          to: 8080,
          says: 'containerPort, 80',
        },
        { messageId: 'differs', path: 'spec.containers[0].ports[1].hostPort', to: 0 },
      ],
    },
  ],
});

import type { Json, JsonObject } from '../../../src/json/json.ts';
import { ambiguousPorts } from '../../../src/rules/warnings/ambiguous-ports.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const ports = (...entries: Json[]) => podWith({ ports: entries });
const withPorts = (name: string, ...entries: JsonObject[]) => container({ name, ports: entries });
const number = (containerPort: number, more: JsonObject = {}): JsonObject => ({ containerPort, ...more });
const own = 'spec.containers[0].ports';
const oneOfTwo = 'Remove one of the two entries.';
const another =
  'Use another port in one of the two containers, or remove the port from the init container if it does not use it.';

testWarning(ambiguousPorts, {
  valid: [
    { name: 'ports without a number, which are refused', after: ports({ name: 'a' }, { name: 'b' }, number(0)) },
    { name: 'different numbers and protocols', after: ports(number(53), number(53, { protocol: 'UDP' }), number(80)) },
    { name: 'different host ports', after: ports(number(80, { hostPort: 80 }), number(80, { hostPort: 81 })) },
    {
      name: 'different addresses of the node',
      after: ports(number(80, { hostPort: 80, hostIP: '10.0.0.1' }), number(80, { hostPort: 80, hostIP: '10.0.0.2' })),
    },
    {
      name: 'equal host ports, which are refused',
      after: ports(number(80, { hostPort: 80 }), number(80, { hostPort: 80 })),
    },
    {
      name: 'equal names in one container, which are refused',
      after: ports(number(80, { name: 'http' }), number(81, { name: 'http' })),
    },
    {
      name: 'two containers that run at the same time',
      after: pod({ containers: [withPorts('web', number(80)), withPorts('log', number(80))] }),
    },
    {
      name: 'a version without the warning about names',
      minor: 32,
      after: pod({
        containers: [withPorts('web', number(80, { name: 'http' })), withPorts('log', number(81, { name: 'http' }))],
      }),
    },
    { name: 'an updated Pod', before: pod(), after: ports(number(80), number(80)) },
  ],
  invalid: [
    {
      name: 'the same port twice',
      after: ports(number(80), number(80, { protocol: 'TCP', name: 'web' }), number(80, { hostPort: 1 })),
      findings: [1, 2].map((i) => ({
        messageId: 'twice',
        path: `${own}[${i}].containerPort`,
        beside: `${own}[0].containerPort`,
        fix: oneOfTwo,
        says: 'container "web" declares port 80/TCP twice.',
      })),
    },
    {
      name: 'the same port with and without hostPort',
      after: ports(number(80, { hostPort: 80 }), number(80), number(80, { hostPort: 81 })),
      findings: [
        { messageId: 'twice', path: `${own}[1].containerPort`, beside: `${own}[0].containerPort`, fix: oneOfTwo },
        { messageId: 'twice', path: `${own}[2].containerPort`, beside: `${own}[1].containerPort`, fix: oneOfTwo },
      ],
    },
    {
      name: 'an init container',
      after: pod({ initContainers: [withPorts('setup', number(80))], containers: [withPorts('web', number(80))] }),
      findings: [
        {
          messageId: 'also',
          path: `${own}[0].containerPort`,
          beside: 'spec.initContainers[0].ports[0].containerPort',
          fix: another,
          says: 'container "web" and init container "setup" declare the same port, 80/TCP.',
        },
      ],
    },
    {
      name: 'the same port twice, and in an init container',
      after: pod({
        initContainers: [withPorts('setup', number(80))],
        containers: [withPorts('web', number(80), number(80))],
      }),
      findings: [
        {
          messageId: 'also',
          path: `${own}[0].containerPort`,
          beside: 'spec.initContainers[0].ports[0].containerPort',
          fix: another,
        },
        { messageId: 'twice', path: `${own}[1].containerPort`, beside: `${own}[0].containerPort`, fix: oneOfTwo },
        {
          messageId: 'also',
          path: `${own}[1].containerPort`,
          beside: 'spec.initContainers[0].ports[0].containerPort',
          fix: another,
        },
      ],
    },
    {
      name: 'a hostIP in one of two entries',
      after: ports(number(80, { hostPort: 80, hostIP: '10.0.0.1' }), number(80, { hostPort: 80 })),
      findings: [
        {
          messageId: 'ambiguous',
          path: `${own}[1].containerPort`,
          beside: `${own}[0].containerPort`,
          fix: 'Remove one of the two entries, or set a hostIP in both.',
          says: 'port 80/TCP is declared for hostPort 80 with a hostIP and without one',
        },
      ],
    },
    {
      name: 'a hostIP in the second of two entries',
      after: ports(number(80, { hostPort: 80 }), number(80, { hostPort: 80, hostIP: '10.0.0.1' })),
      findings: [
        {
          messageId: 'ambiguous',
          path: `${own}[1].containerPort`,
          beside: `${own}[0].containerPort`,
          fix: 'Remove one of the two entries, or set a hostIP in both.',
        },
      ],
    },
    {
      name: 'the same name in two containers',
      after: pod({
        containers: [withPorts('web', number(80, { name: 'http' })), withPorts('log', number(81, { name: 'http' }))],
      }),
      findings: [
        {
          messageId: 'name',
          path: 'spec.containers[1].ports[0].name',
          beside: `${own}[0].name`,
          fix: 'Give one of the two ports another name.',
          says: 'container "web" also has a port with this name',
        },
      ],
    },
    {
      name: 'hostIP without hostPort',
      after: ports(number(80, { hostIP: '10.0.0.1' })),
      findings: [{ messageId: 'hostIp', path: `${own}[0].hostIP`, fix: 'Set hostPort, or remove hostIP.' }],
    },
  ],
});

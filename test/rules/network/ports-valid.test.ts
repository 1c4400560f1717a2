import type { Json } from '../../../src/json/json.ts';
import { portsValid } from '../../../src/rules/network/ports-valid.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].ports';
const ports = (...entries: Json[]) => podWith({ ports: entries });

testRule(portsValid, {
  valid: [
    {
      name: 'ports with a name, a number and a protocol',
      after: ports({ name: 'http', containerPort: 80, protocol: 'TCP' }, { containerPort: 65535, protocol: 'SCTP' }),
    },
    { name: 'two ports with the same number', after: ports({ containerPort: 80 }, { containerPort: 80 }) },
    { name: 'a hostPort of 0', after: ports({ containerPort: 1, hostPort: 0 }) },
    { name: 'an empty protocol, which is TCP', after: ports({ containerPort: 1, protocol: '' }) },
    { name: 'an empty name', after: ports({ name: '', containerPort: 1 }) },
    { name: 'a value that is not a list', after: podWith({ ports: 80 }) },
  ],
  invalid: [
    {
      name: 'ports without a number',
      after: ports({}, { containerPort: 0 }, null),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].containerPort`,
          type: 'FieldValueRequired',
          fix: 'Set containerPort to the port on which the container listens.',
        },
        {
          messageId: 'missing',
          path: `${path}[1].containerPort`,
          type: 'FieldValueRequired',
          fix: 'Set containerPort to the port on which the container listens.',
        },
        {
          messageId: 'missing',
          path: `${path}[2].containerPort`,
          type: 'FieldValueRequired',
          fix: 'Set containerPort to the port on which the container listens.',
        },
      ],
    },
    {
      name: 'a port out of range, and the hostPort that follows it',
      after: podWith({ ports: [{ containerPort: 70_000, hostPort: 70_000 }] }, { hostNetwork: true }),
      findings: [
        {
          messageId: 'range',
          path: `${path}[0].containerPort`,
          type: 'FieldValueInvalid',
          fix: 'Set containerPort to a port in this range.',
          to: 70_000,
        },
        {
          messageId: 'follows',
          path: `${path}[0].hostPort`,
          type: 'FieldValueInvalid',
          fix: 'Correct containerPort, and remove hostPort or set it to the same port.',
          to: 70_000,
        },
      ],
    },
    {
      name: 'numbers out of range',
      after: ports({ containerPort: 65536 }, { containerPort: 1, hostPort: -1 }, { containerPort: '80' }),
      findings: [
        {
          messageId: 'range',
          path: `${path}[0].containerPort`,
          type: 'FieldValueInvalid',
          fix: 'Set containerPort to a port in this range.',
          to: 65536,
        },
        {
          messageId: 'range',
          path: `${path}[1].hostPort`,
          type: 'FieldValueInvalid',
          fix: 'Set hostPort to a port in this range.',
          to: -1,
        },
        {
          messageId: 'range',
          path: `${path}[2].containerPort`,
          type: 'FieldValueInvalid',
          fix: 'Set containerPort to a port in this range.',
          to: '80',
        },
      ],
    },
    {
      name: 'a protocol in lowercase',
      after: ports({ containerPort: 1, protocol: 'tcp' }),
      findings: [
        {
          messageId: 'protocol',
          path: `${path}[0].protocol`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "TCP"?',
          to: 'tcp',
        },
      ],
    },
    {
      name: 'invalid and duplicate names',
      after: ports(
        { name: 'a--b', containerPort: 1 },
        { name: 'http', containerPort: 1 },
        { name: 'http', containerPort: 2 },
        { name: 'a--b', containerPort: 3 },
      ),
      findings: [
        {
          messageId: 'name',
          path: `${path}[0].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a-b".',
          to: 'a--b',
          says: "must not contain '--'",
        },
        {
          messageId: 'taken',
          path: `${path}[2].name`,
          beside: 'spec.containers[0].ports[1].name',
          type: 'FieldValueDuplicate',
          fix: 'Give one of the two ports another name.',
          to: 'http',
        },
        { messageId: 'name', path: `${path}[3].name`, type: 'FieldValueInvalid', fix: 'Use a name such as "a-b".' },
      ],
    },
  ],
});

import type { Json } from '../../../src/json/json.ts';
import { portsValid } from '../../../src/rules/network/ports-valid.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.containers[0].ports';
const ports = (...entries: Json[]) => podWith({ ports: entries });

testRule(portsValid, {
  valid: [
    {
      name: 'ports',
      after: ports({ name: 'http', containerPort: 80, protocol: 'TCP' }, { containerPort: 65535, protocol: 'SCTP' }),
    },
    { name: 'one number twice', after: ports({ containerPort: 80 }, { containerPort: 80 }) },
    { name: 'no host port', after: ports({ containerPort: 1, hostPort: 0 }) },
    { name: 'a name without letters is no name where it is empty', after: ports({ name: '', containerPort: 1 }) },
    { name: 'no list', after: podWith({ ports: 80 }) },
  ],
  invalid: [
    {
      name: 'no number',
      after: ports({}, { containerPort: 0 }, null),
      findings: [
        { messageId: 'missing', path: `${path}[0].containerPort`, type: 'FieldValueRequired' },
        { messageId: 'missing', path: `${path}[1].containerPort` },
        { messageId: 'missing', path: `${path}[2].containerPort` },
      ],
    },
    {
      name: 'out of range',
      after: ports({ containerPort: 65536 }, { containerPort: 1, hostPort: -1 }, { containerPort: '80' }),
      findings: [
        { messageId: 'range', path: `${path}[0].containerPort`, type: 'FieldValueInvalid', to: 65536 },
        { messageId: 'range', path: `${path}[1].hostPort`, to: -1 },
        { messageId: 'range', path: `${path}[2].containerPort`, to: '80' },
      ],
    },
    {
      name: 'protocols are written in capitals',
      after: ports({ containerPort: 1, protocol: 'tcp' }),
      findings: [{ messageId: 'protocol', path: `${path}[0].protocol`, type: 'FieldValueNotSupported', to: 'tcp' }],
    },
    {
      name: 'names',
      after: ports(
        { name: 'a--b', containerPort: 1 },
        { name: 'http', containerPort: 1 },
        { name: 'http', containerPort: 2 },
        { name: 'a--b', containerPort: 3 },
      ),
      findings: [
        { messageId: 'name', path: `${path}[0].name`, type: 'FieldValueInvalid', to: 'a--b', says: "'--'" },
        { messageId: 'taken', path: `${path}[2].name`, type: 'FieldValueDuplicate', to: 'http' },
        { messageId: 'name', path: `${path}[3].name` },
      ],
    },
  ],
});

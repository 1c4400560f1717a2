import type { JsonObject } from '../../../src/json/json.ts';
import { statusIpsValid } from '../../../src/rules/status/status-ips-valid.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const ips = (...texts: readonly string[]): JsonObject =>
  withStatus({ ...(texts[0] === undefined ? {} : { podIP: texts[0] }), podIPs: texts.map((ip) => ({ ip })) });
const host = (hostIP: string, ...texts: readonly string[]): JsonObject =>
  withStatus({ hostIP, hostIPs: texts.map((ip) => ({ ip })) });
const none = withStatus({});

testRule(statusIpsValid, {
  valid: [
    update('one IPv4', none, ips('10.0.0.1')),
    update('one IPv6', none, ips('2001:db8::1')),
    update('one of each', none, ips('10.0.0.1', '2001:db8::1')),
    update('IPv6 first', none, ips('2001:db8::1', '10.0.0.1')),
    update('IPv4 within IPv6 before 1.36', none, ips('::ffff:10.0.0.1', '2001:db8::1'), 35),
    update('an old address that is none', ips('010.0.0.1'), withStatus({ podIPs: [{ ip: '010.0.0.1' }] })),
    update('two of a family that were stored before', ips('10.0.0.1', '10.0.0.2'), ips('10.0.0.1', '10.0.0.2')),
    update('hostIP without hostIPs', none, withStatus({ hostIP: '10.1.1.1' })),
    update('hostIP first', none, host('10.1.1.1', '10.1.1.1', '2001:db8::2')),
    update('hostIP that was another one before', host('10.1.1.1', '10.1.1.2'), host('10.1.1.1', '10.1.1.2')),
  ],
  invalid: [
    {
      ...update('no address', none, ips('web.example.com')),
      findings: [
        {
          messageId: 'address',
          path: 'status.podIPs[0].ip',
          type: 'FieldValueInvalid',
          fix: 'Use the IP address of the Pod.',
          to: 'web.example.com',
        },
      ],
    },
    {
      ...update('leading zeros', none, ips('010.0.0.1')),
      findings: [
        {
          messageId: 'address',
          path: 'status.podIPs[0].ip',
          type: 'FieldValueInvalid',
          fix: 'Use the IP address of the Pod.',
          says: 'leading zeros',
        },
      ],
    },
    {
      ...update('two of one family', none, ips('10.0.0.1', '10.0.0.2')),
      findings: [
        {
          messageId: 'families',
          path: 'status.podIPs',
          to: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
          says: 'but has "10.0.0.1" and "10.0.0.2".',
          type: 'FieldValueInvalid',
          fix: 'Keep one address of each IP family.',
        },
      ],
    },
    {
      ...update('three addresses', none, ips('10.0.0.1', '2001:db8::1', '10.0.0.2')),
      findings: [
        {
          messageId: 'families',
          path: 'status.podIPs',
          type: 'FieldValueInvalid',
          fix: 'Keep one address of each IP family.',
        },
      ],
    },
    {
      ...update('hostIP is not the first', none, host('10.1.1.1', '10.1.1.2')),
      findings: [
        {
          messageId: 'host',
          path: 'status.hostIPs[0].ip',
          beside: 'status.hostIP',
          type: 'FieldValueInvalid',
          fix: 'Set hostIP and hostIPs[0].ip to the IP address of the node.',
          to: '10.1.1.2',
          says: 'which is "10.1.1.1"',
        },
      ],
    },
    {
      ...update('garbage', none, withStatus({ hostIPs: [7] })),
      findings: [
        {
          messageId: 'noAddress',
          path: 'status.hostIPs[0].ip',
          type: 'FieldValueRequired',
          fix: 'Set ip to the IP address of the node.',
        },
      ],
    },
    {
      ...update('hostIPs without hostIP', none, withStatus({ hostIPs: [{ ip: '10.1.1.2' }] })),
      findings: [
        {
          messageId: 'noHost',
          path: 'status.hostIPs[0].ip',
          beside: 'status.hostIP',
          type: 'FieldValueInvalid',
          fix: 'Set hostIP to "10.1.1.2".',
          to: '10.1.1.2',
        },
      ],
    },
  ],
});

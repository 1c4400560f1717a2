import type { Json } from '../../../src/json/json.ts';
import { ipAddressForm } from '../../../src/rules/warnings/ip-address-form.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const servers = (...nameservers: Json[]) => pod({ dnsConfig: { nameservers } });
const aliases = (...ips: Json[]) => ({ hostAliases: ips.map((ip) => ({ ip, hostnames: ['db'] })) });
const write = (address: string) => `Write the address as ${address}.`;

testWarning(ipAddressForm, {
  valid: [
    { name: 'canonical addresses', after: servers('10.0.0.1', '2001:db8::1', '::1') },
    { name: 'what is not an address', after: servers('', 'x', '256.1.1.1', 1, null) },
    { name: 'forms that are refused', after: servers('10.0.0.01', '::ffff:10.0.0.1') },
    { name: 'a version without this warning', minor: 32, after: servers('2001:DB8::1') },
    { name: 'an updated Pod', before: pod(), after: servers('2001:DB8::1') },
  ],
  invalid: [
    {
      name: 'IPv6 addresses in another form',
      after: pod({ ...aliases('2001:DB8::1'), dnsConfig: { nameservers: ['0:0:0:0:0:0:0:1'] } }),
      findings: [
        { messageId: 'canonical', path: 'spec.dnsConfig.nameservers[0]', fix: write('::1') },
        {
          messageId: 'canonical',
          path: 'spec.hostAliases[0].ip',
          fix: write('2001:db8::1'),
          to: '2001:DB8::1',
          says: '"2001:DB8::1" is not the canonical form of the IPv6 address (RFC 5952).',
        },
      ],
    },
    {
      name: 'leading zeros, before Kubernetes 1.36',
      minor: 35,
      after: pod({ ...aliases('::ffff:10.0.0.1'), dnsConfig: { nameservers: ['10.0.0.01'] } }),
      findings: [
        {
          messageId: 'nonStandard',
          path: 'spec.dnsConfig.nameservers[0]',
          fix: write('10.0.0.1'),
          says: '"10.0.0.01" is not a standard form of an IP address, and Kubernetes 1.36 and later refuse it in a new object.',
        },
        { messageId: 'nonStandard', path: 'spec.hostAliases[0].ip', fix: write('10.0.0.1') },
      ],
    },
    {
      name: 'a stored address that would be refused in a new object',
      before: workload('Deployment', { ...aliases('10.0.0.01'), dnsConfig: { nameservers: ['10.0.0.02'] } }),
      after: workload('Deployment', {
        ...aliases('10.0.0.01', '10.0.0.03'),
        dnsConfig: { nameservers: ['10.0.0.02'] },
      }),
      findings: [
        { messageId: 'nonStandard', path: 'spec.template.spec.dnsConfig.nameservers[0]', fix: write('10.0.0.2') },
        { messageId: 'nonStandard', path: 'spec.template.spec.hostAliases[0].ip', fix: write('10.0.0.1') },
      ],
    },
  ],
});

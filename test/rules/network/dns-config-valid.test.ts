import type { Json } from '../../../src/json/json.ts';
import { dnsConfigValid } from '../../../src/rules/network/dns-config-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const config = (dnsConfig: Json) => pod({ dnsConfig });

testRule(dnsConfigValid, {
  valid: [
    { name: 'none', after: pod() },
    {
      name: 'all of it',
      after: config({
        nameservers: ['1.1.1.1', 'fd00::10', '::'],
        searches: ['svc.cluster.local', 'example.com.', '.', '_tcp.a_b.com'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      }),
    },
    {
      name: 'addresses as they were, before 1.36',
      minor: 35,
      after: config({ nameservers: ['010.1.1.1', '::ffff:1.2.3.4'] }),
    },
    { name: 'no object', after: config(['1.1.1.1']) },
    { name: 'empty', after: config({}) },
  ],
  invalid: [
    {
      name: 'too many nameservers',
      after: config({ nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] }),
      findings: [
        { messageId: 'nameservers', path: 'spec.dnsConfig.nameservers', type: 'FieldValueInvalid', says: ['3', '4'] },
      ],
    },
    {
      name: 'no addresses',
      after: config({ nameservers: ['dns.example.com', '010.1.1.1', '::ffff:1.2.3.4'] }),
      findings: [
        {
          messageId: 'nameserver',
          path: 'spec.dnsConfig.nameservers[0]',
          to: 'dns.example.com',
          says: 'must be an IP address',
        },
        { messageId: 'nameserver', path: 'spec.dnsConfig.nameservers[1]', says: 'leading zeros' },
        { messageId: 'nameserver', path: 'spec.dnsConfig.nameservers[2]', says: 'IPv4' },
      ],
    },
    {
      name: 'a number',
      after: config({ nameservers: [1] }),
      findings: [{ messageId: 'nameserver', path: 'spec.dnsConfig.nameservers[0]', to: 1 }],
    },
    {
      name: 'too many search domains',
      after: config({ searches: Array(33).fill('a') }),
      findings: [
        { messageId: 'searches', path: 'spec.dnsConfig.searches', type: 'FieldValueInvalid', says: ['32', '33'] },
      ],
    },
    {
      name: 'search domains that are too long together',
      after: config({ searches: Array(32).fill(`${'a'.repeat(63)}.b`) }),
      findings: [{ messageId: 'length', path: 'spec.dnsConfig.searches', says: '2048' }],
    },
    {
      name: 'no search domains',
      after: config({ searches: ['A.example.com', '', 'a'.repeat(254), 7, 'a_', { toString: 1 }] }),
      findings: [
        { messageId: 'search', path: 'spec.dnsConfig.searches[0]', to: 'A.example.com' },
        { messageId: 'search', path: 'spec.dnsConfig.searches[1]', to: '' },
        { messageId: 'search', path: 'spec.dnsConfig.searches[2]' },
        { messageId: 'search', path: 'spec.dnsConfig.searches[3]', to: 7 },
        { messageId: 'search', path: 'spec.dnsConfig.searches[4]', to: 'a_' },
        { messageId: 'search', path: 'spec.dnsConfig.searches[5]' },
      ],
    },
    {
      name: 'options without a name',
      after: config({ options: [{ value: '2' }, 'ndots'] }),
      findings: [
        { messageId: 'option', path: 'spec.dnsConfig.options[0]', type: 'FieldValueRequired' },
        { messageId: 'option', path: 'spec.dnsConfig.options[1]' },
      ],
    },
  ],
});

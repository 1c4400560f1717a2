import type { Json } from '../../../src/json/json.ts';
import { dnsConfigValid } from '../../../src/rules/network/dns-config-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const longDomain = `${`${'a'.repeat(49)}.`.repeat(5)}aaa`;
/** 8 times 253, 15 and 9 spaces between them. */
const allDomains = [...Array<string>(8).fill(longDomain), 'a'.repeat(16)];
const config = (dnsConfig: Json) => pod({ dnsConfig });

testRule(dnsConfigValid, {
  valid: [
    { name: 'no dnsConfig', after: pod() },
    {
      name: 'nameservers, search domains and options',
      after: config({
        nameservers: ['1.1.1.1', 'fd00::10', '::'],
        searches: ['svc.cluster.local', 'example.com.', '.', '_tcp.a_b.com'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      }),
    },
    {
      name: 'leading zeros and embedded IPv4 addresses, before 1.36',
      minor: 35,
      after: config({ nameservers: ['010.1.1.1', '::ffff:1.2.3.4'] }),
    },
    { name: 'a search domain of 253 characters', after: config({ searches: [longDomain] }) },
    { name: 'search domains of 2048 characters together', after: config({ searches: allDomains }) },
    {
      name: 'another search domain with an underscore, before 1.33',
      before: config({ searches: ['_a'] }),
      after: config({ searches: ['_a', '_b', '.'] }),
      minor: 32,
    },
    { name: 'a value that is not an object', after: config(['1.1.1.1']) },
    { name: 'an empty object', after: config({}) },
  ],
  invalid: [
    {
      name: 'too many nameservers',
      after: config({ nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] }),
      findings: [
        {
          messageId: 'nameservers',
          path: 'spec.dnsConfig.nameservers',
          type: 'FieldValueTooMany',
          fix: 'Keep the 3 that the Pod needs most.',
          says: 'more than 3 nameservers, but has 4',
        },
      ],
    },
    {
      name: 'nameservers that are not plain IP addresses',
      after: config({ nameservers: ['dns.example.com', '010.1.1.1', '::ffff:1.2.3.4'] }),
      findings: [
        {
          messageId: 'nameserver',
          path: 'spec.dnsConfig.nameservers[0]',
          type: 'FieldValueInvalid',
          fix: 'Use the IP address of the DNS server.',
          to: 'dns.example.com',
          says: 'must be an IP address',
        },
        {
          messageId: 'nameserverForm',
          path: 'spec.dnsConfig.nameservers[1]',
          type: 'FieldValueInvalid',
          fix: 'Write the address as 10.1.1.1.',
          says: 'leading zeros',
        },
        {
          messageId: 'nameserverForm',
          path: 'spec.dnsConfig.nameservers[2]',
          type: 'FieldValueInvalid',
          fix: 'Write the address as 1.2.3.4.',
          says: 'a plain IPv4 address',
        },
      ],
    },
    {
      name: 'a nameserver that is a number',
      after: config({ nameservers: [1] }),
      findings: [
        {
          messageId: 'nameserver',
          path: 'spec.dnsConfig.nameservers[0]',
          type: 'FieldValueInvalid',
          fix: 'Use the IP address of the DNS server.',
          to: 1,
        },
      ],
    },
    {
      name: 'too many search domains',
      after: config({ searches: Array(33).fill('a') }),
      findings: [
        {
          messageId: 'searches',
          path: 'spec.dnsConfig.searches',
          type: 'FieldValueTooMany',
          fix: 'Keep the 32 that the Pod needs most.',
          says: 'more than 32 search domains, but has 33',
        },
      ],
    },
    {
      name: 'search domains that are too long together',
      after: config({ searches: Array(32).fill(`${'a'.repeat(63)}.b`) }),
      findings: [
        {
          messageId: 'length',
          path: 'spec.dnsConfig.searches',
          type: 'FieldValueTooLong',
          fix: 'Remove the search domains that the Pod does not need.',
          says: ['2048 characters', 'have 2111'],
        },
      ],
    },
    ...[
      { domain: 'Svc.example.com.', example: 'svc.example.com' },
      { domain: `A_${'a'.repeat(98)}`, example: `a_${'a'.repeat(98)}` },
      { domain: `A_${'a'.repeat(99)}`, example: 'svc.example.com' },
    ].map(({ domain, example }) => ({
      name: `capital letters in a domain of ${domain.length} characters`,
      after: config({ searches: [domain] }),
      findings: [
        {
          messageId: 'search',
          path: 'spec.dnsConfig.searches[0]',
          type: 'FieldValueInvalid' as const,
          fix: `Use a domain such as "${example}".`,
        },
      ],
    })),
    {
      name: 'invalid search domains',
      after: config({ searches: ['_A.example.com', '', 'a'.repeat(254), 7, 'a_', '-', { toString: 1 }] }),
      findings: [
        {
          messageId: 'search',
          path: 'spec.dnsConfig.searches[0]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "_a.example.com".',
          to: '_A.example.com',
        },
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "svc.example.com".',
          to: '',
          says: 'must not be empty',
        },
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[2]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "svc.example.com".',
          says: 'no more than 253 characters',
        },
        {
          messageId: 'notString',
          path: 'spec.dnsConfig.searches[3]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 7,
        },
        {
          messageId: 'search',
          path: 'spec.dnsConfig.searches[4]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "a".',
          to: 'a_',
        },
        {
          messageId: 'search',
          path: 'spec.dnsConfig.searches[5]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "svc.example.com".',
          to: '-',
        },
        {
          messageId: 'notString',
          path: 'spec.dnsConfig.searches[6]',
          type: 'FieldValueInvalid',
          fix: 'Write the value as one string in quotes.',
        },
      ],
    },
    {
      name: 'another search domain with an underscore in 1.31, which does not have the feature gate',
      before: config({ searches: ['_a'] }),
      after: config({ searches: ['_a', '_b'] }),
      minor: 31,
      findings: [
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "b".',
          to: '_b',
        },
      ],
    },
    {
      name: 'a stored search domain with an underscore in 1.31',
      isStored: true,
      after: config({ searches: ['_a'] }),
      minor: 31,
      findings: [
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[0]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "a".',
          to: '_a',
        },
      ],
    },
    {
      name: 'search domains with an underscore and without letters, before 1.33',
      after: config({ searches: ['_tcp.example.com', '.', 'example.com.'] }),
      minor: 32,
      findings: [
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[0]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "tcp.example.com".',
        },
        {
          messageId: 'searchForm',
          path: 'spec.dnsConfig.searches[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a domain such as "svc.example.com".',
        },
      ],
    },
    {
      name: 'options without a name',
      after: config({ options: [{ value: '2' }, 'ndots', { name: '' }] }),
      findings: [
        {
          messageId: 'option',
          path: 'spec.dnsConfig.options[0]',
          type: 'FieldValueRequired',
          fix: 'Set name, for example {name: ndots, value: "2"}.',
        },
        {
          messageId: 'option',
          path: 'spec.dnsConfig.options[1]',
          type: 'FieldValueRequired',
          fix: 'Set name, for example {name: ndots, value: "2"}.',
        },
        {
          messageId: 'option',
          path: 'spec.dnsConfig.options[2]',
          type: 'FieldValueRequired',
          fix: 'Set name, for example {name: ndots, value: "2"}.',
        },
      ],
    },
    {
      name: 'search domains that are one space too long together, one of them a number',
      after: config({ searches: [...allDomains, 7] }),
      findings: [
        {
          messageId: 'length',
          path: 'spec.dnsConfig.searches',
          type: 'FieldValueTooLong',
          fix: 'Remove the search domains that the Pod does not need.',
          says: 'have 2049',
        },
        {
          messageId: 'notString',
          path: 'spec.dnsConfig.searches[9]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
        },
      ],
    },
  ],
});

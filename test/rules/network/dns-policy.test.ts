import { dnsPolicy } from '../../../src/rules/network/dns-policy.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(dnsPolicy, {
  valid: [
    { name: 'ClusterFirst', after: pod() },
    { name: 'ClusterFirstWithHostNet', after: pod({ dnsPolicy: 'ClusterFirstWithHostNet' }) },
    { name: 'an empty value, which the API server fills in', after: pod({ dnsPolicy: '' }) },
    { name: 'no dnsPolicy', after: pod({ dnsPolicy: null }) },
    { name: 'None with a nameserver', after: pod({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }) },
  ],
  invalid: [
    {
      name: 'another spelling',
      after: pod({ dnsPolicy: 'clusterfirst' }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.dnsPolicy',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "ClusterFirst"?',
          to: 'clusterfirst',
        },
      ],
    },
    {
      name: 'a value that is not a string',
      after: pod({ dnsPolicy: { a: 1 } }),
      findings: [{ messageId: 'unknown', path: 'spec.dnsPolicy', type: 'FieldValueNotSupported' }],
    },
    {
      name: 'None without dnsConfig',
      after: pod({ dnsPolicy: 'None' }),
      findings: [
        {
          messageId: 'config',
          path: 'spec.dnsConfig',
          beside: 'spec.dnsPolicy',
          type: 'FieldValueRequired',
          fix: 'Add dnsConfig with a nameserver, such as {nameservers: ["10.96.0.10"]}, or remove dnsPolicy to use the default, ClusterFirst.',
        },
      ],
    },
    {
      name: 'None without a nameserver',
      after: pod({ dnsPolicy: 'None', dnsConfig: { searches: ['a'] } }),
      findings: [
        {
          messageId: 'nameservers',
          path: 'spec.dnsConfig.nameservers',
          beside: 'spec.dnsPolicy',
          type: 'FieldValueRequired',
          fix: 'Add nameservers, such as ["10.96.0.10"], or remove dnsPolicy to use the default, ClusterFirst.',
        },
      ],
    },
  ],
});

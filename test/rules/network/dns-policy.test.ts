import { dnsPolicy } from '../../../src/rules/network/dns-policy.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(dnsPolicy, {
  valid: [
    { name: 'the default', after: pod() },
    { name: 'the host', after: pod({ dnsPolicy: 'ClusterFirstWithHostNet' }) },
    { name: 'empty will be filled in', after: pod({ dnsPolicy: '' }) },
    { name: 'absent', after: pod({ dnsPolicy: null }) },
    { name: 'None with a nameserver', after: pod({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }) },
  ],
  invalid: [
    {
      name: 'unknown',
      after: pod({ dnsPolicy: 'clusterfirst' }),
      findings: [{ messageId: 'unknown', path: 'spec.dnsPolicy', type: 'FieldValueNotSupported', to: 'clusterfirst' }],
    },
    {
      name: 'no text',
      after: pod({ dnsPolicy: { a: 1 } }),
      findings: [{ messageId: 'unknown', path: 'spec.dnsPolicy' }],
    },
    {
      name: 'None alone',
      after: pod({ dnsPolicy: 'None' }),
      findings: [{ messageId: 'config', path: 'spec.dnsConfig', type: 'FieldValueRequired' }],
    },
    {
      name: 'None without a nameserver',
      after: pod({ dnsPolicy: 'None', dnsConfig: { searches: ['a'] } }),
      findings: [{ messageId: 'nameservers', path: 'spec.dnsConfig.nameservers', type: 'FieldValueRequired' }],
    },
  ],
});

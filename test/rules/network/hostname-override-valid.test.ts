import { hostnameOverrideValid } from '../../../src/rules/network/hostname-override-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const at = 'spec.hostnameOverride';

testRule(hostnameOverrideValid, {
  valid: [
    { name: 'none', after: pod({ hostNetwork: true }) },
    { name: 'a name', after: pod({ hostnameOverride: 'web.example.com', setHostnameAsFQDN: false }) },
    { name: '1.34 drops it', minor: 34, after: pod({ hostnameOverride: 'A b', hostNetwork: true }) },
  ],
  invalid: [
    {
      name: 'beside others',
      after: pod({ hostnameOverride: 'web', setHostnameAsFQDN: true, hostNetwork: true }),
      findings: [
        { messageId: 'fqdn', path: at, type: 'FieldValueForbidden' },
        { messageId: 'hostNetwork', path: at, type: 'FieldValueForbidden' },
      ],
    },
    {
      name: 'too long',
      after: pod({ hostnameOverride: `${'x'.repeat(60)}.abcd` }),
      findings: [{ messageId: 'long', path: at, type: 'FieldValueTooLong' }],
    },
    {
      name: 'no name',
      after: pod({ hostnameOverride: '' }),
      findings: [{ messageId: 'name', path: at, type: 'FieldValueInvalid', to: '' }],
    },
    { name: 'no text', after: pod({ hostnameOverride: ['web'] }), findings: [{ messageId: 'name', path: at }] },
  ],
});

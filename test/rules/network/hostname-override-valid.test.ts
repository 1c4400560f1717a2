import { hostnameOverrideValid } from '../../../src/rules/network/hostname-override-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const at = 'spec.hostnameOverride';

testRule(hostnameOverrideValid, {
  valid: [
    { name: 'no hostnameOverride', after: pod({ hostNetwork: true }) },
    { name: 'a hostname', after: pod({ hostnameOverride: 'web.example.com', setHostnameAsFQDN: false }) },
    { name: 'a hostname of 64 characters', after: pod({ hostnameOverride: 'x'.repeat(64) }) },
    {
      name: 'anything in 1.34, which drops the field',
      minor: 34,
      after: pod({ hostnameOverride: 'A b', hostNetwork: true }),
    },
  ],
  invalid: [
    {
      name: 'with setHostnameAsFQDN and hostNetwork',
      after: pod({ hostnameOverride: 'web', setHostnameAsFQDN: true, hostNetwork: true }),
      findings: [
        {
          messageId: 'fqdn',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Remove hostnameOverride or setHostnameAsFQDN.',
          beside: 'spec.setHostnameAsFQDN',
        },
        {
          messageId: 'hostNetwork',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Remove hostnameOverride or hostNetwork.',
          beside: 'spec.hostNetwork',
        },
      ],
    },
    {
      name: 'a name of more than 64 characters',
      after: pod({ hostnameOverride: `${'x'.repeat(60)}.abcd` }),
      findings: [
        {
          messageId: 'long',
          path: at,
          type: 'FieldValueTooLong',
          fix: 'Use a shorter name.',
          says: 'no more than 64 characters, but is 65',
        },
      ],
    },
    {
      name: 'invalid characters',
      after: pod({ hostnameOverride: 'Web_1' }),
      findings: [
        { messageId: 'name', path: at, type: 'FieldValueInvalid', fix: 'Use a name such as "web-1".', to: 'Web_1' },
      ],
    },
    {
      name: 'an invalid name of more than 64 characters',
      after: pod({ hostnameOverride: `Web${'x'.repeat(90)}` }),
      findings: [
        { messageId: 'long', path: at, type: 'FieldValueTooLong', fix: 'Use a shorter name.' },
        {
          messageId: 'name',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web.example.com".',
        },
      ],
    },
    {
      name: 'an invalid name of 253 characters',
      after: pod({ hostnameOverride: 'X'.repeat(253) }),
      findings: [
        { messageId: 'long', path: at, type: 'FieldValueTooLong', fix: 'Use a shorter name.' },
        { messageId: 'name', path: at, type: 'FieldValueInvalid', fix: 'Use a name such as "web.example.com".' },
      ],
    },
    {
      name: 'a name that is too long for any hostname',
      after: pod({ hostnameOverride: 'x'.repeat(254) }),
      findings: [{ messageId: 'long', path: at, type: 'FieldValueTooLong', fix: 'Use a shorter name.' }],
    },
    {
      name: 'a name that is too long for any hostname, in upper case',
      after: pod({ hostnameOverride: 'X'.repeat(254) }),
      findings: [
        { messageId: 'long', path: at, type: 'FieldValueTooLong', fix: 'Use a shorter name.' },
        {
          messageId: 'name',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web.example.com".',
          says: 'must be no more than 253 lowercase letters',
        },
      ],
    },
    {
      name: 'an empty name',
      after: pod({ hostnameOverride: '' }),
      findings: [
        {
          messageId: 'nameEmpty',
          path: at,
          type: 'FieldValueRequired',
          fix: 'Set hostnameOverride to a name such as "web.example.com", or remove it.',
          to: '',
        },
      ],
    },
    ...[
      { value: 7, fix: 'Put the value in quotes.' },
      { value: ['web'], fix: 'Write the value as one string in quotes.' },
    ].map(({ value, fix }) => ({
      name: `${JSON.stringify(value)}, which is not a string`,
      after: pod({ hostnameOverride: value }),
      findings: [{ messageId: 'notString', path: at, type: 'FieldValueInvalid' as const, fix }],
    })),
  ],
});

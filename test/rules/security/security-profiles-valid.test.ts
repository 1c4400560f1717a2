import type { Json } from '../../../src/json/json.ts';
import { securityProfilesValid } from '../../../src/rules/security/security-profiles-valid.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const seccomp = (seccompProfile: Json) => podWith({ securityContext: { seccompProfile } });
const appArmor = (appArmorProfile: Json) => podWith({ securityContext: { appArmorProfile } });
const at = 'spec.containers[0].securityContext';

testRule(securityProfilesValid, {
  valid: [
    { name: 'none', after: pod() },
    { name: 'of the runtime', after: seccomp({ type: 'RuntimeDefault' }) },
    { name: 'of the node', after: seccomp({ type: 'Localhost', localhostProfile: 'profiles/web.json' }) },
    { name: 'an empty file, of seccomp', after: seccomp({ type: 'Localhost', localhostProfile: '' }) },
    { name: 'AppArmor', after: appArmor({ type: 'Localhost', localhostProfile: 'web' }) },
    { name: 'of an unknown type AppArmor looks at nothing else', after: appArmor('Localhost') },
  ],
  invalid: [
    {
      name: 'types',
      after: podWith(
        {
          securityContext: {
            seccompProfile: {},
            appArmorProfile: { type: 'runtime/default', localhostProfile: 'web' },
          },
        },
        { securityContext: { appArmorProfile: { localhostProfile: 'web' } } },
      ),
      findings: [
        { messageId: 'typeMissing', path: `${at}.seccompProfile.type`, type: 'FieldValueRequired' },
        {
          messageId: 'type',
          path: `${at}.appArmorProfile.type`,
          type: 'FieldValueNotSupported',
          to: 'runtime/default',
        },
        { messageId: 'typeMissing', path: 'spec.securityContext.appArmorProfile.type' },
      ],
    },
    {
      name: 'no file',
      after: seccomp({ type: 'Localhost' }),
      findings: [{ messageId: 'file', path: `${at}.seccompProfile.localhostProfile`, type: 'FieldValueRequired' }],
    },
    {
      name: 'an empty file, of AppArmor',
      after: appArmor({ type: 'Localhost', localhostProfile: '' }),
      findings: [{ messageId: 'file', path: `${at}.appArmorProfile.localhostProfile`, type: 'FieldValueRequired' }],
    },
    {
      name: 'a file that is not used',
      after: seccomp({ type: 'Unconfined', localhostProfile: 'a' }),
      findings: [{ messageId: 'fileUnused', path: `${at}.seccompProfile.localhostProfile`, type: 'FieldValueInvalid' }],
    },
    {
      name: 'a file that leads away',
      after: seccomp({ type: 'Localhost', localhostProfile: '/etc/passwd' }),
      findings: [
        {
          messageId: 'path',
          path: `${at}.seccompProfile.localhostProfile`,
          type: 'FieldValueInvalid',
          says: 'relative',
        },
      ],
    },
    {
      name: 'white space as Go sees it',
      after: appArmor({ type: 'Localhost', localhostProfile: 'web\u0085' }),
      findings: [{ messageId: 'padded', path: `${at}.appArmorProfile.localhostProfile`, type: 'FieldValueInvalid' }],
    },
    {
      name: 'too many bytes, in fewer characters',
      after: appArmor({ type: 'Localhost', localhostProfile: 'é'.repeat(2048) }),
      findings: [{ messageId: 'long', path: `${at}.appArmorProfile.localhostProfile`, type: 'FieldValueTooLong' }],
    },
    {
      name: 'no texts',
      after: podWith({
        securityContext: {
          seccompProfile: { type: 'Localhost', localhostProfile: 1 },
          appArmorProfile: { type: 'Localhost', localhostProfile: [] },
        },
      }),
      findings: [
        { messageId: 'path', path: `${at}.seccompProfile.localhostProfile`, to: 1 },
        { messageId: 'path', path: `${at}.appArmorProfile.localhostProfile` },
      ],
    },
  ],
});

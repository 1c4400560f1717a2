import type { Json } from '../../../src/json/json.ts';
import { securityProfilesValid } from '../../../src/rules/security/security-profiles-valid.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const seccomp = (seccompProfile: Json) => podWith({ securityContext: { seccompProfile } });
const appArmor = (appArmorProfile: Json) => podWith({ securityContext: { appArmorProfile } });
const at = 'spec.containers[0].securityContext';
const noAppArmorFile = {
  messageId: 'fileOfAppArmor',
  path: `${at}.appArmorProfile.localhostProfile`,
  beside: `${at}.appArmorProfile.type`,
  type: 'FieldValueRequired',
  fix: 'Set localhostProfile to the name of an AppArmor profile that is loaded on the node.',
} as const;

testRule(securityProfilesValid, {
  valid: [
    { name: 'no profiles', after: pod() },
    { name: 'RuntimeDefault', after: seccomp({ type: 'RuntimeDefault' }) },
    { name: 'Localhost with a path', after: seccomp({ type: 'Localhost', localhostProfile: 'profiles/web.json' }) },
    { name: 'an empty path, of seccomp', after: seccomp({ type: 'Localhost', localhostProfile: '' }) },
    {
      name: 'Localhost with the name of an AppArmor profile',
      after: appArmor({ type: 'Localhost', localhostProfile: 'web' }),
    },
    {
      name: 'a name of 4095 bytes, of AppArmor',
      after: appArmor({ type: 'Localhost', localhostProfile: 'x'.repeat(4095) }),
    },
    { name: 'an AppArmor profile that is not an object', after: appArmor('Localhost') },
  ],
  invalid: [
    {
      name: 'absent and unsupported types',
      after: podWith(
        {
          securityContext: {
            seccompProfile: { localhostProfile: 'a' },
            appArmorProfile: { type: 'runtime/default', localhostProfile: 'web' },
          },
        },
        { securityContext: { appArmorProfile: { localhostProfile: 'web' } } },
      ),
      findings: [
        {
          messageId: 'typeMissing',
          path: `${at}.seccompProfile.type`,
          type: 'FieldValueRequired',
          fix: 'Set type to RuntimeDefault, Localhost or Unconfined.',
        },
        {
          messageId: 'fileUnused',
          path: `${at}.seccompProfile.localhostProfile`,
          type: 'FieldValueForbidden',
          fix: 'Remove localhostProfile, or set type to Localhost.',
        },
        {
          messageId: 'type',
          path: `${at}.appArmorProfile.type`,
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "RuntimeDefault"?',
          to: 'runtime/default',
        },
        {
          messageId: 'typeMissing',
          path: 'spec.securityContext.appArmorProfile.type',
          type: 'FieldValueRequired',
          fix: 'Set type to RuntimeDefault, Localhost or Unconfined.',
        },
      ],
    },
    {
      name: 'Localhost without localhostProfile',
      after: seccomp({ type: 'Localhost' }),
      findings: [
        {
          messageId: 'file',
          path: `${at}.seccompProfile.localhostProfile`,
          beside: `${at}.seccompProfile.type`,
          type: 'FieldValueRequired',
          fix: 'Set localhostProfile to a path in the seccomp directory of the kubelet, such as "profiles/web.json".',
        },
      ],
    },
    {
      name: 'an empty name, of AppArmor',
      after: appArmor({ type: 'Localhost', localhostProfile: '' }),
      findings: [noAppArmorFile],
    },
    {
      name: 'a name of whitespace alone, of AppArmor',
      after: appArmor({ type: 'Localhost', localhostProfile: ' \t' }),
      findings: [noAppArmorFile],
    },
    {
      name: 'localhostProfile with another type',
      after: seccomp({ type: 'Unconfined', localhostProfile: 'a' }),
      findings: [
        {
          messageId: 'fileUnused',
          path: `${at}.seccompProfile.localhostProfile`,
          beside: `${at}.seccompProfile.type`,
          type: 'FieldValueForbidden',
          fix: 'Remove localhostProfile, or set type to Localhost.',
        },
      ],
    },
    {
      name: 'an absolute path',
      after: seccomp({ type: 'Localhost', localhostProfile: '/etc/passwd' }),
      findings: [
        {
          messageId: 'path',
          path: `${at}.seccompProfile.localhostProfile`,
          type: 'FieldValueInvalid',
          fix: 'Set localhostProfile to a path in the seccomp directory of the kubelet, such as "profiles/web.json".',
          says: 'localhostProfile must be a relative path.',
        },
      ],
    },
    {
      name: 'whitespace as Go defines it',
      after: appArmor({ type: 'Localhost', localhostProfile: '\u0085 web\u0085' }),
      findings: [
        {
          messageId: 'padded',
          path: `${at}.appArmorProfile.localhostProfile`,
          type: 'FieldValueInvalid',
          fix: 'Set localhostProfile to "web".',
        },
      ],
    },
    {
      name: 'a name of 2048 characters and 4096 bytes',
      after: appArmor({ type: 'Localhost', localhostProfile: 'é'.repeat(2048) }),
      findings: [
        {
          messageId: 'long',
          path: `${at}.appArmorProfile.localhostProfile`,
          type: 'FieldValueTooLong',
          fix: 'Set localhostProfile to the name of an AppArmor profile that is loaded on the node.',
        },
      ],
    },
    {
      name: 'values that are not strings',
      after: podWith({
        securityContext: {
          seccompProfile: { type: 'Localhost', localhostProfile: 1 },
          appArmorProfile: { type: 'Localhost', localhostProfile: [] },
        },
      }),
      findings: [
        {
          messageId: 'notString',
          path: `${at}.seccompProfile.localhostProfile`,
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1,
        },
        {
          messageId: 'notString',
          path: `${at}.appArmorProfile.localhostProfile`,
          type: 'FieldValueInvalid',
          fix: 'Write the value as one string in quotes.',
        },
      ],
    },
  ],
});

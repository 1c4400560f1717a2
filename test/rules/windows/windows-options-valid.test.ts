import type { Json, JsonObject } from '../../../src/json/json.ts';
import { windowsOptionsValid } from '../../../src/rules/windows/windows-options-valid.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const options = (windowsOptions: JsonObject) => podWith({ securityContext: { windowsOptions } });
const user = (runAsUserName: Json) => options({ runAsUserName });
const path = (field: string) => `spec.containers[0].securityContext.windowsOptions.${field}`;

const badUser = (name: string, runAsUserName: string, says: string) => ({
  name,
  after: user(runAsUserName),
  findings: [
    {
      messageId: 'user',
      path: path('runAsUserName'),
      type: 'FieldValueInvalid',
      fix: 'Set runAsUserName to a user of the container, such as ContainerUser, or of a domain, such as CONTOSO\\web.',
      to: runAsUserName,
      says,
    } as const,
  ],
});

testRule(windowsOptionsValid, {
  valid: [
    { name: 'no options', after: pod() },
    { name: 'options that are not an object', after: podWith({ securityContext: { windowsOptions: 'x' } }) },
    { name: 'a local user', after: user('NT AUTHORITY') },
    { name: 'a user of a NetBIOS domain', after: user('NT AUTHORITY\\SYSTEM') },
    { name: 'a user of a domain of 15 characters', after: user(`${'😀'.repeat(15)}\\web`) },
    { name: 'a user of a DNS domain', after: user('contoso.example.com\\web') },
    { name: 'a user name of 104 bytes', after: user('é'.repeat(52)) },
    { name: 'a GMSA', after: options({ gmsaCredentialSpecName: 'webapp1', gmsaCredentialSpec: 'x'.repeat(65536) }) },
  ],
  invalid: [
    badUser('an empty user', '', 'runAsUserName must not be empty.'),
    badUser('a control character', 'web\u007f', 'runAsUserName must not contain control characters.'),
    badUser('two backslashes', 'a\\b\\c', 'runAsUserName must not contain more than one backslash.'),
    badUser('a domain of 256 bytes', `${'a'.repeat(256)}\\web`, 'the domain must be no more than 255 bytes.'),
    badUser('no domain', '\\web', 'the part before the backslash must be a NetBIOS name or a DNS name.'),
    badUser('a domain of 16 characters', `${'😀'.repeat(16)}\\web`, 'the part before the backslash must be'),
    badUser('no user', 'CONTOSO\\', 'a user name must follow the backslash.'),
    badUser('a user name of 105 bytes', `${'é'.repeat(52)}x`, 'the user name must be no more than 104 bytes.'),
    badUser('periods and spaces', '. .', 'the user name must not consist of periods and spaces only.'),
    badUser('a character that is not allowed', 'web@contoso', 'the user name must not contain any of'),
    {
      name: 'a GMSA in the securityContext of the Pod',
      after: pod({
        securityContext: { windowsOptions: { gmsaCredentialSpecName: 'Web App', gmsaCredentialSpec: '' } },
      }),
      findings: [
        {
          messageId: 'credentialSpecName',
          path: 'spec.securityContext.windowsOptions.gmsaCredentialSpecName',
          type: 'FieldValueInvalid',
          fix: 'Set gmsaCredentialSpecName to the name of a GMSACredentialSpec.',
          to: 'Web App',
        },
        {
          messageId: 'credentialSpecEmpty',
          path: 'spec.securityContext.windowsOptions.gmsaCredentialSpec',
          type: 'FieldValueInvalid',
          fix: 'Remove gmsaCredentialSpec, which the GMSA webhook sets for a gmsaCredentialSpecName.',
        },
      ],
    },
    {
      name: 'a credential spec of more than 64 KiB',
      after: options({ gmsaCredentialSpec: `secret${'é'.repeat(32768)}` }),
      findings: [
        {
          messageId: 'credentialSpecLong',
          path: path('gmsaCredentialSpec'),
          type: 'FieldValueTooLong',
          fix: 'Set gmsaCredentialSpec to the JSON document that the PowerShell cmdlet New-CredentialSpec makes.',
          hides: 'secret',
        },
      ],
    },
    {
      name: 'a user that is a number',
      after: user(1000),
      findings: [
        {
          messageId: 'notString',
          path: path('runAsUserName'),
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
          to: 1000,
        },
      ],
    },
  ],
});

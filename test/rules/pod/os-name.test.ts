import { osName } from '../../../src/rules/pod/os-name.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(osName, {
  valid: [
    { name: 'no os', after: pod({ os: null }) },
    { name: 'a supported os', after: pod({ os: { name: 'windows' } }) },
    { name: 'an os that is not an object', after: pod({ os: 'linux' }) },
  ],
  invalid: [
    {
      name: 'an os without a name',
      after: pod({ os: {} }),
      findings: [
        {
          messageId: 'osMissing',
          path: 'spec.os.name',
          type: 'FieldValueRequired',
          fix: 'Set name to linux or windows, or remove os.',
        },
      ],
    },
    {
      name: 'an unsupported os',
      after: pod({ os: { name: 'Linux' } }),
      findings: [
        {
          messageId: 'os',
          path: 'spec.os.name',
          type: 'FieldValueNotSupported',
          fix: 'Did you mean "linux"?',
          to: 'Linux',
        },
      ],
    },
  ],
});

import { osName } from '../../../src/rules/containers/os-name.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(osName, {
  valid: [
    { name: 'none', after: pod({ os: null }) },
    { name: 'a known one', after: pod({ os: { name: 'windows' } }) },
    { name: 'an os that is no object', after: pod({ os: 'linux' }) },
  ],
  invalid: [
    {
      name: 'without a name',
      after: pod({ os: {} }),
      findings: [{ messageId: 'osMissing', path: 'spec.os.name', type: 'FieldValueRequired' }],
    },
    {
      name: 'an unknown one',
      after: pod({ os: { name: 'Linux' } }),
      findings: [{ messageId: 'os', path: 'spec.os.name', type: 'FieldValueNotSupported', to: 'Linux' }],
    },
  ],
});

import { specChoices } from '../../../src/rules/containers/spec-choices.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(specChoices, {
  valid: [
    { name: 'none', after: pod({ preemptionPolicy: null, os: null }) },
    { name: 'known ones', after: pod({ preemptionPolicy: 'Never', os: { name: 'windows' } }) },
    { name: 'an os that is no object', after: pod({ os: 'linux' }) },
  ],
  invalid: [
    {
      name: 'empty ones',
      after: pod({ preemptionPolicy: '', os: {} }),
      findings: [
        { messageId: 'preemptionMissing', path: 'spec.preemptionPolicy', type: 'FieldValueRequired' },
        { messageId: 'osMissing', path: 'spec.os.name', type: 'FieldValueRequired' },
      ],
    },
    {
      name: 'unknown ones',
      after: pod({ preemptionPolicy: 'Always', os: { name: 'Linux' } }),
      findings: [
        { messageId: 'preemption', path: 'spec.preemptionPolicy', type: 'FieldValueNotSupported', to: 'Always' },
        { messageId: 'os', path: 'spec.os.name', type: 'FieldValueNotSupported', to: 'Linux' },
      ],
    },
  ],
});

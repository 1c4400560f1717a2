import { hostProcessConsistent } from '../../../src/rules/windows/host-process-consistent.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(hostProcessConsistent, {
  valid: [
    { name: 'another name', after: podWith({ name: 'web' }) },
    { name: 'a name that the options do not list', after: podWith({ name: 'debug' }), options: { names: ['test'] } },
  ],
  invalid: [
    {
      name: 'the name that is forbidden by default',
      after: podWith({ name: 'debug' }),
      findings: [
        {
          messageId: 'forbidden',
          path: 'spec.containers[0].name',
          type: 'FieldValueForbidden',
          fix: 'Give the container a name that says what it does.',
          to: 'debug',
        },
      ],
    },
    {
      name: 'a name of the options',
      after: podWith({ name: 'test' }),
      options: { names: ['test'] },
      findings: [
        {
          messageId: 'forbidden',
          path: 'spec.containers[0].name',
          type: 'FieldValueForbidden',
          fix: 'Give the container a name that says what it does.',
          to: 'test',
        },
      ],
    },
  ],
});

import { containersRequired } from '../../../src/rules/containers/containers-required.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const none = {
  messageId: 'none',
  path: 'spec.containers',
  type: 'FieldValueRequired',
  fix: 'Add an entry to containers, such as {name: web, image: "registry.example.com/web:1"}.',
} as const;

testRule(containersRequired, {
  valid: [
    { name: 'one container', after: pod() },
    {
      name: 'a file with an object for the list, which field-types reports',
      phase: 'offline',
      after: pod({ containers: { web: {} } }),
    },
  ],
  invalid: [
    {
      name: 'an empty list',
      after: pod({ containers: [] }),
      findings: [none],
    },
    {
      name: 'no list',
      after: pod({ containers: null }),
      findings: [none],
    },
    {
      name: 'a string for the list',
      after: pod({ containers: 'web' }),
      findings: [none],
    },
    {
      name: 'a file without containers',
      phase: 'offline',
      after: pod({ containers: null }),
      findings: [none],
    },
    {
      name: 'in a template',
      after: workload('CronJob', { containers: [] }),
      findings: [
        {
          messageId: 'none',
          path: 'spec.jobTemplate.spec.template.spec.containers',
          type: 'FieldValueRequired',
          fix: 'Add an entry to containers, such as {name: web, image: "registry.example.com/web:1"}.',
        },
      ],
    },
  ],
});

import { containersRequired } from '../../../src/rules/containers/containers-required.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(containersRequired, {
  valid: [{ name: 'one', after: pod() }],
  invalid: [
    {
      name: 'an empty list',
      after: pod({ containers: [] }),
      findings: [
        { messageId: 'none', path: 'spec.containers', type: 'FieldValueRequired', says: 'needs at least one' },
      ],
    },
    { name: 'none', after: pod({ containers: null }), findings: [{ messageId: 'none', path: 'spec.containers' }] },
    { name: 'no list', after: pod({ containers: 'web' }), findings: [{ messageId: 'none', path: 'spec.containers' }] },
    {
      name: 'in a template',
      kind: 'CronJob',
      after: workload('CronJob', { containers: [] }),
      findings: [{ messageId: 'none', path: 'spec.jobTemplate.spec.template.spec.containers' }],
    },
  ],
});

import { ephemeralContainersNotOnCreate } from '../../../src/rules/containers/ephemeral-containers-not-on-create.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const ephemeralContainers = [container({ name: 'debugger' })];

testRule(ephemeralContainersNotOnCreate, {
  valid: [
    { name: 'an empty list', after: pod({ ephemeralContainers: [] }) },
    {
      name: 'an update of a Pod that has one',
      before: pod({ ephemeralContainers }),
      after: pod({ ephemeralContainers, hostname: 'x' }),
    },
  ],
  invalid: [
    {
      name: 'a new Pod',
      after: pod({ ephemeralContainers }),
      findings: [
        {
          messageId: 'pod',
          path: 'spec.ephemeralContainers',
          type: 'FieldValueForbidden',
          fix: 'Remove ephemeralContainers, and use kubectl debug once the Pod exists.',
        },
      ],
    },
    {
      name: 'an update of a template',
      before: workload('Deployment'),
      after: workload('Deployment', { ephemeralContainers }),
      findings: [
        {
          messageId: 'template',
          path: 'spec.template.spec.ephemeralContainers',
          type: 'FieldValueForbidden',
          fix: 'Remove ephemeralContainers, and use kubectl debug for a Pod that was created from the template.',
        },
      ],
    },
  ],
});

import { ephemeralContainersNotOnCreate } from '../../../src/rules/containers/ephemeral-containers-not-on-create.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const ephemeralContainers = [container({ name: 'debugger' })];

testRule(ephemeralContainersNotOnCreate, {
  valid: [
    { name: 'none', after: pod({ ephemeralContainers: [] }) },
    {
      name: 'a Pod that has some is updated',
      before: pod({ ephemeralContainers }),
      after: pod({ ephemeralContainers, hostname: 'x' }),
    },
  ],
  invalid: [
    {
      name: 'a new Pod',
      after: pod({ ephemeralContainers }),
      findings: [
        { messageId: 'pod', path: 'spec.ephemeralContainers', type: 'FieldValueForbidden', says: 'kubectl debug' },
      ],
    },
    {
      name: 'a template, when it changes too',
      kind: 'Deployment',
      before: workload('Deployment'),
      after: workload('Deployment', { ephemeralContainers }),
      findings: [
        { messageId: 'template', path: 'spec.template.spec.ephemeralContainers', type: 'FieldValueForbidden' },
      ],
    },
  ],
});

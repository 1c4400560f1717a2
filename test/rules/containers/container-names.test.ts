import { containerNames } from '../../../src/rules/containers/container-names.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(containerNames, {
  valid: [
    { name: 'unique names', after: pod({ containers: [container(), container({ name: 'log' })] }) },
    { name: 'the longest name', after: podWith({ name: 'x'.repeat(63) }) },
    {
      name: 'a duplicate name that is stored',
      before: pod({ containers: [container(), container()] }),
      after: pod({ containers: [container(), container()], hostname: 'a' }),
    },
  ],
  invalid: [
    {
      name: 'no name',
      after: pod({ containers: [container({ name: '' }), container({ name: null }), null] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a short name such as "web" that no other container of the Pod has.',
        },
        {
          messageId: 'missing',
          path: 'spec.containers[1].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a short name such as "web" that no other container of the Pod has.',
        },
        {
          messageId: 'missing',
          path: 'spec.containers[2].name',
          type: 'FieldValueRequired',
          fix: 'Set name to a short name such as "web" that no other container of the Pod has.',
        },
      ],
    },
    {
      name: 'a name that is not a DNS label',
      after: podWith({ name: 'Web_1' }),
      findings: [
        {
          messageId: 'malformed',
          path: 'spec.containers[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web-1".',
          to: 'Web_1',
        },
      ],
    },
    {
      name: 'one name for regular, init and ephemeral containers',
      after: pod({
        containers: [container(), container()],
        initContainers: [container()],
        ephemeralContainers: [container()],
      }),
      findings: [
        {
          messageId: 'taken',
          path: 'spec.containers[1].name',
          beside: 'spec.containers[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this container another name.',
          to: 'web',
        },
        {
          messageId: 'taken',
          path: 'spec.initContainers[0].name',
          beside: 'spec.containers[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this container another name.',
          says: 'spec.containers[0] already has this name.',
        },
        {
          messageId: 'taken',
          path: 'spec.ephemeralContainers[0].name',
          beside: 'spec.containers[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this container another name.',
        },
      ],
    },
    {
      name: 'a duplicate invalid name',
      after: pod({ containers: [container({ name: 'a.b' }), container({ name: 'a.b' })] }),
      findings: [
        {
          messageId: 'malformed',
          path: 'spec.containers[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a-b".',
        },
        {
          messageId: 'malformed',
          path: 'spec.containers[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a-b".',
        },
        {
          messageId: 'taken',
          path: 'spec.containers[1].name',
          beside: 'spec.containers[0].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this container another name.',
        },
      ],
    },
    {
      name: 'a name without a valid character',
      after: workload('Deployment', { containers: [container({ name: '__' }), container({ name: 'x'.repeat(64) })] }),
      findings: [
        {
          messageId: 'malformed',
          path: 'spec.template.spec.containers[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web".',
          to: '__',
        },
        {
          messageId: 'malformed',
          path: 'spec.template.spec.containers[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web".',
        },
      ],
    },
    {
      name: 'a credential as a name, which is not in the example',
      after: podWith({ name: 'PASSWORD=hunter2' }),
      findings: [
        {
          messageId: 'malformed',
          path: 'spec.containers[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "web".',
          hides: 'hunter2',
        },
      ],
    },
  ],
});

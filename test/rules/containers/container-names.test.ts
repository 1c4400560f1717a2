import { containerNames } from '../../../src/rules/containers/container-names.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(containerNames, {
  valid: [
    { name: 'names of their own', after: pod({ containers: [container(), container({ name: 'log' })] }) },
    { name: 'a name as long as can be', after: podWith({ name: 'x'.repeat(63) }) },
    {
      name: 'a stored duplicate stays',
      before: pod({ containers: [container(), container()] }),
      after: pod({ containers: [container(), container()], hostname: 'a' }),
    },
  ],
  invalid: [
    {
      name: 'no name',
      after: pod({ containers: [container({ name: '' }), container({ name: null }), null] }),
      findings: [
        { messageId: 'missing', path: 'spec.containers[0].name', type: 'FieldValueRequired' },
        { messageId: 'missing', path: 'spec.containers[1].name' },
        { messageId: 'missing', path: 'spec.containers[2].name' },
      ],
    },
    {
      name: 'no DNS label',
      after: podWith({ name: 'Web_1' }),
      findings: [
        {
          messageId: 'malformed',
          path: 'spec.containers[0].name',
          type: 'FieldValueInvalid',
          to: 'Web_1',
          says: 'a-z',
        },
      ],
    },
    {
      name: 'the later one of a regular, an init and an ephemeral container',
      after: pod({
        containers: [container(), container()],
        initContainers: [container()],
        ephemeralContainers: [container()],
      }),
      findings: [
        { messageId: 'taken', path: 'spec.containers[1].name', type: 'FieldValueDuplicate', to: 'web' },
        { messageId: 'taken', path: 'spec.initContainers[0].name' },
        { messageId: 'taken', path: 'spec.ephemeralContainers[0].name' },
      ],
    },
    {
      name: 'twice the same invalid name',
      after: pod({ containers: [container({ name: 'a.b' }), container({ name: 'a.b' })] }),
      findings: [
        { messageId: 'malformed', path: 'spec.containers[0].name', says: 'dots' },
        { messageId: 'malformed', path: 'spec.containers[1].name' },
        { messageId: 'taken', path: 'spec.containers[1].name' },
      ],
    },
  ],
});

import { containerImage } from '../../../src/rules/containers/container-image.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const image = (value: string | null) => podWith({ image: value });

testRule(containerImage, {
  valid: [
    { name: 'an image', after: image('registry.example.com/web:1') },
    { name: 'an image by digest', after: image(`registry.example.com/web@sha256:${'a'.repeat(64)}`) },
    {
      name: 'white space in the image of a template is not refused',
      kind: 'Deployment',
      after: workload('Deployment', { containers: [container({ image: ' web' })] }),
    },
    { name: 'U+FEFF is no white space to Go', after: image('\ufeffweb') },
    {
      name: 'a stored Pod gets a label',
      before: image(null),
      after: pod({ containers: [container({ image: null })] }, { labels: { a: 'b' } }),
    },
  ],
  invalid: [
    {
      name: 'white space in the image of an ephemeral container, even in a template',
      kind: 'Deployment',
      after: workload('Deployment', { ephemeralContainers: [container({ image: ' busybox' })] }),
      findings: [{ messageId: 'whitespace', path: 'spec.template.spec.ephemeralContainers[0].image', to: ' busybox' }],
    },
    {
      name: 'none',
      after: image(null),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].image',
          type: 'FieldValueRequired',
          container: 'web',
          says: 'container "web": ',
        },
      ],
    },
    {
      name: 'empty, in an init and an ephemeral container',
      after: pod({
        initContainers: [container({ name: 'setup', image: '' })],
        ephemeralContainers: [container({ name: 'debug', image: '' })],
      }),
      findings: [
        { messageId: 'missing', path: 'spec.initContainers[0].image' },
        { messageId: 'missing', path: 'spec.ephemeralContainers[0].image' },
      ],
    },
    {
      name: 'no text',
      after: podWith({ image: 5 }),
      findings: [{ messageId: 'missing', path: 'spec.containers[0].image' }],
    },
    {
      name: 'in a CronJob',
      kind: 'CronJob',
      after: workload('CronJob', { containers: [container({ image: '' })] }),
      findings: [{ messageId: 'missing', path: 'spec.jobTemplate.spec.template.spec.containers[0].image' }],
    },
    {
      name: 'white space at an edge',
      before: pod(),
      after: image('web:1 '),
      findings: [
        {
          messageId: 'whitespace',
          path: 'spec.containers[0].image',
          type: 'FieldValueInvalid',
          to: 'web:1 ',
          says: 'set it to "web:1"',
        },
      ],
    },
    {
      name: 'of an ephemeral container too',
      after: pod({ ephemeralContainers: [container({ name: 'debug', image: 'busybox ' })] }),
      findings: [{ messageId: 'whitespace', path: 'spec.ephemeralContainers[0].image' }],
    },
    {
      name: 'nothing but white space',
      after: image(' '),
      findings: [{ messageId: 'whitespace', path: 'spec.containers[0].image' }],
    },
    {
      name: 'U+0085 is white space to Go',
      after: image('web\u0085'),
      findings: [{ messageId: 'whitespace', path: 'spec.containers[0].image', says: 'set it to "web"' }],
    },
  ],
});

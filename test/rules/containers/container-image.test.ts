import { containerImage } from '../../../src/rules/containers/container-image.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const image = (value: string | null) => podWith({ image: value });

testRule(containerImage, {
  valid: [
    { name: 'an image', after: image('registry.example.com/web:1') },
    { name: 'an image by digest', after: image(`registry.example.com/web@sha256:${'a'.repeat(64)}`) },
    {
      name: 'whitespace in the image of a template, which kube-apiserver accepts',
      after: workload('Deployment', { containers: [container({ image: ' web' })] }),
    },
    { name: 'whitespace within an image, which kube-apiserver accepts', after: image('web 1') },
    { name: 'U+FEFF, which is not whitespace in Go', after: image('\ufeffweb') },
    {
      name: 'a stored Pod without an image gets a label',
      before: image(null),
      after: pod({ containers: [container({ image: null })] }, { labels: { a: 'b' } }),
    },
  ],
  invalid: [
    {
      name: 'whitespace in the image of an ephemeral container of a template',
      after: workload('Deployment', { ephemeralContainers: [container({ image: ' busybox' })] }),
      findings: [
        {
          messageId: 'whitespace',
          path: 'spec.template.spec.ephemeralContainers[0].image',
          type: 'FieldValueInvalid',
          fix: 'Set image to "busybox".',
          to: ' busybox',
        },
      ],
    },
    {
      name: 'no image',
      after: image(null),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
          container: 'web',
        },
      ],
    },
    {
      name: 'an empty image of an init container and of an ephemeral container',
      after: pod({
        initContainers: [container({ name: 'setup', image: '' })],
        ephemeralContainers: [container({ name: 'debug', image: '' })],
      }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.initContainers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
        },
        {
          messageId: 'missing',
          path: 'spec.ephemeralContainers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
        },
      ],
    },
    {
      name: 'an image that is not a string',
      after: podWith({ image: 5 }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
        },
      ],
    },
    {
      name: 'in the template of a CronJob',
      after: workload('CronJob', { containers: [container({ image: '' })] }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.jobTemplate.spec.template.spec.containers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
        },
      ],
    },
    {
      name: 'whitespace at the end',
      before: pod(),
      after: image('web:1 '),
      findings: [
        {
          messageId: 'whitespace',
          path: 'spec.containers[0].image',
          type: 'FieldValueInvalid',
          fix: 'Set image to "web:1".',
          to: 'web:1 ',
        },
      ],
    },
    {
      name: 'whitespace at the end, in an ephemeral container',
      after: pod({ ephemeralContainers: [container({ name: 'debug', image: 'busybox ' })] }),
      findings: [
        {
          messageId: 'whitespace',
          path: 'spec.ephemeralContainers[0].image',
          type: 'FieldValueInvalid',
          fix: 'Set image to "busybox".',
        },
      ],
    },
    {
      name: 'only whitespace',
      after: image(' '),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.containers[0].image',
          type: 'FieldValueRequired',
          fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
        },
      ],
    },
    {
      name: 'U+0085, which is whitespace in Go',
      after: image('web\u0085'),
      findings: [
        {
          messageId: 'whitespace',
          path: 'spec.containers[0].image',
          type: 'FieldValueInvalid',
          fix: 'Set image to "web".',
        },
      ],
    },
  ],
});

import type { Json } from '../../../src/json/json.ts';
import { imageReferenceForm } from '../../../src/rules/advice/image-reference-form.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const hex = 'ab'.repeat(32);
const on = (image: Json) => podWith({ image });
const set = (image: string) => `Set image to ${JSON.stringify(image)}.`;
const example = 'Set image to a reference such as "registry.example.com/app:1.2".';
const finding = { path: 'spec.containers[0].image', type: 'FieldValueInvalid' } as const;

testRule(imageReferenceForm, {
  valid: [
    { name: 'lower case', after: on('registry.example.com/team/web:1') },
    { name: 'upper case in the tag', after: on('web:V1-Alpha') },
    { name: 'upper case in a host with a dot', after: on('Registry.Example.com/web:1') },
    { name: 'upper case in a host with a port', after: on('Registry:5000/web:1') },
    { name: 'a port, a tag and a digest', after: on(`registry:5000/team/web:1@sha256:${hex}`) },
    { name: 'a double separator', after: on('registry.example.com/my__app--web:1') },
    { name: 'a host that is an address', after: on('[2001:db8::1]:5000/web') },
    { name: 'the longest path', after: on('a'.repeat(247)) },
    { name: 'a placeholder in a text that is longer than any reference', after: on('${IMAGE}'.repeat(129)) },
    { name: 'a placeholder that is a valid tag', after: on('app:__TAG__') },
    { name: 'the same beside a host in upper case', after: on('Registry.Example.com/app:REPLACE_ME') },
    { name: 'whitespace around the image of a Pod, which container-image refuses', after: on(' web:1\n') },
    {
      name: 'whitespace around the image of an ephemeral container, which container-image refuses',
      after: pod({ ephemeralContainers: [container({ name: 'debug', image: 'busybox ' })] }),
    },
    { name: 'an image that is not a string', after: on(7) },
    { name: 'an empty image', after: on('') },
    { name: 'a text that is longer than any reference', after: on(`Web ${'x'.repeat(2000)}`) },
  ],
  invalid: [
    ...(
      [
        ['$(IMAGE)', ''],
        ['<image>', ''],
        ['__IMAGE__', ''],
        ['IMAGE_PLACEHOLDER', ''],
        ['YOUR_REGISTRY/app:1', ''],
        ['app:#{Build.BuildId}#', ''],
        ['[[ image ]]', ''],
        ['((image))', ''],
        ['${REGISTRY}/app:1', ', for example with envsubst'],
        ['registry.example.com/app:$TAG', ', for example with envsubst'],
        ['{{ .Values.image }}', ', for example with helm template'],
        ['app:{{.Tag}}', ', for example with helm template'],
      ] as const
    ).map(([image, tool]) => ({
      name: `the placeholder ${image}`,
      after: on(image),
      findings: [
        {
          ...finding,
          messageId: 'placeholder',
          fix: `Replace the placeholder, or render the manifest first${tool}.`,
          hides: image,
        },
      ],
    })),
    ...(
      [
        ['https://registry.example.com/app:1', 'registry.example.com/app:1'],
        ['docker://Web', 'web'],
        ['OCI://registry.example.com /web ', 'registry.example.com/web'],
      ] as const
    ).map(([image, to]) => ({
      name: `the scheme of ${image}`,
      after: on(image),
      findings: [{ ...finding, messageId: 'scheme', fix: set(to) }],
    })),
    ...(
      [
        ['\u201cweb:1\u201d', 'web:1'],
        ["'web:1'", 'web:1'],
        ['\u00abWeb\u00bb', 'web'],
      ] as const
    ).map(([image, to]) => ({
      name: `the quotation marks of ${image}`,
      after: on(image),
      findings: [{ ...finding, messageId: 'quotes', fix: set(to) }],
    })),
    {
      name: 'only quotation marks',
      after: on('""'),
      findings: [{ ...finding, messageId: 'quotes', fix: example }],
    },
    {
      name: 'nothing behind a scheme',
      after: on('https://'),
      findings: [{ ...finding, messageId: 'scheme', fix: example }],
    },
    {
      name: 'a credential behind a scheme',
      after: on('https://user:hunter2@registry.example.com/app'),
      findings: [{ ...finding, messageId: 'scheme', fix: example, hides: 'hunter2' }],
    },
    ...(
      [
        ['web:1:2', 'tag'],
        ['web:', 'tag'],
        [`web:${'1'.repeat(129)}`, 'tag'],
        ['Web:', 'tag'],
        ['web:+@sha256:1', 'digest'],
        ['web@latest', 'digest'],
        [`web@sha1:${'a'.repeat(40)}`, 'digest'],
        ['-web', 'repository'],
        ['${IMAGE', 'repository'],
        ['registry.example.com//web', 'repository'],
        ['/web:1', 'repository'],
        [':7', 'repository'],
        [hex, 'repository'],
        ['a'.repeat(248), 'repository'],
        ['a'.repeat(1024), 'repository'],
      ] as const
    ).map(([image, part]) => ({
      name: `an invalid ${part} in ${image}`,
      after: on(image),
      findings: [
        { ...finding, messageId: 'invalid', fix: example, says: `has a ${part} that is not valid`, hides: image },
      ],
    })),
    {
      name: 'an invalid reference with whitespace around it, which container-image refuses',
      after: on(' web:1:2'),
      findings: [{ ...finding, messageId: 'invalid', fix: example }],
    },
    {
      name: 'a credential in an invalid reference',
      after: on('user:hunter2@registry.example.com/app'),
      findings: [{ ...finding, messageId: 'invalid', fix: example, hides: 'hunter2' }],
    },
    {
      name: 'whitespace before the tag',
      after: on('nginx: 1.27'),
      findings: [{ ...finding, messageId: 'inside', fix: set('nginx:1.27'), container: 'web' }],
    },
    {
      name: 'whitespace before a separator, and upper case',
      after: on('registry.example.com /Web:1'),
      findings: [{ ...finding, messageId: 'inside', fix: set('registry.example.com/web:1') }],
    },
    {
      name: 'whitespace in place of a separator',
      after: on('nginx 1.27'),
      findings: [{ ...finding, messageId: 'inside', fix: example }],
    },
    {
      name: 'whitespace around the image of a template',
      after: workload('Deployment', { containers: [container({ image: 'web:1 ' })] }),
      findings: [
        {
          messageId: 'around',
          path: 'spec.template.spec.containers[0].image',
          type: 'FieldValueInvalid',
          fix: set('web:1'),
          says: 'so the API server refuses the Pods of this Deployment.',
        },
      ],
    },
    {
      name: 'nothing but whitespace in a template',
      after: workload('Deployment', { containers: [container({ image: ' ' })] }),
      findings: [
        {
          messageId: 'around',
          path: 'spec.template.spec.containers[0].image',
          type: 'FieldValueInvalid',
          fix: example,
        },
      ],
    },
    {
      name: 'upper case in the repository',
      after: on('Registry.example.com/Team/Web:V1'),
      findings: [{ ...finding, messageId: 'upperCase', fix: set('Registry.example.com/team/web:V1') }],
    },
    {
      name: 'upper case in an image without a host',
      after: on('MyApp'),
      findings: [{ ...finding, messageId: 'upperCase', fix: set('myapp') }],
    },
    {
      name: 'upper case in the digest',
      after: on(`web@sha256:${hex.toUpperCase()}`),
      findings: [{ ...finding, messageId: 'upperCase', fix: set(`web@sha256:${hex}`) }],
    },
    {
      name: 'upper case in what is meant as an organization',
      after: on('MyOrg/web:1'),
      findings: [
        {
          ...finding,
          messageId: 'host',
          fix: set('myorg/web:1'),
          says: 'the image of container "web" begins with "MyOrg"',
        },
      ],
    },
    {
      name: 'a header, which looks like an image in lower case',
      after: on('X-Api-Key:hunter2'),
      findings: [{ ...finding, messageId: 'upperCase', fix: example, hides: 'hunter2' }],
    },
    {
      name: 'a credential',
      after: on('user:hunter2secret@registry.example.com/my app'),
      findings: [{ ...finding, messageId: 'inside', fix: example, hides: 'hunter2' }],
    },
  ],
});

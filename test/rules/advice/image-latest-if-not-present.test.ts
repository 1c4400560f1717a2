import { imageLatestIfNotPresent } from '../../../src/rules/advice/image-latest-if-not-present.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const on = (image: string, imagePullPolicy: string | null = 'IfNotPresent') => podWith({ image, imagePullPolicy });
const finding = {
  path: 'spec.containers[0].imagePullPolicy',
  beside: 'spec.containers[0].image',
  type: 'FieldValueInvalid',
  fix: 'Use another tag or a digest, or set imagePullPolicy to Always.',
  container: 'web',
} as const;

testRule(imageLatestIfNotPresent, {
  valid: [
    { name: 'another tag', after: on('nginx:1.27') },
    { name: 'a digest', after: on(`nginx@${digest}`) },
    { name: 'a digest beside the tag latest', after: on(`nginx:latest@${digest}`) },
    { name: 'Always', after: on('nginx:latest', 'Always') },
    { name: 'Never', after: on('nginx', 'Never') },
    { name: 'no policy', after: on('nginx', null) },
    { name: 'an image that is not a valid reference', after: on('nginx latest') },
    { name: 'a port that is not a tag', after: on('registry.example.com:5000/web:2') },
    { name: 'an image that is not a string', after: podWith({ image: 7 }) },
    { name: 'a stored problem', before: on('nginx'), after: podWith({ image: 'nginx', stdin: true }) },
  ],
  invalid: [
    {
      name: 'the tag latest',
      after: on('registry.example.com:5000/web:latest'),
      findings: [{ ...finding, messageId: 'latest', says: 'a node that has the tag latest' }],
    },
    {
      name: 'no tag',
      after: on('registry.example.com:5000/web'),
      findings: [{ ...finding, messageId: 'noTag' }],
    },
    {
      name: 'an image that changed to latest',
      before: on('nginx:1.27'),
      after: on('nginx:latest'),
      findings: [{ ...finding, messageId: 'latest' }],
    },
  ],
});

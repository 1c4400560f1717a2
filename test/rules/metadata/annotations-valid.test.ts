import type { JsonObject } from '../../../src/json/json.ts';
import { annotationsValid } from '../../../src/rules/metadata/annotations-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const annotations = (value: JsonObject) => pod({}, { annotations: value });
const most = 262144;
const securityContext = { appArmorProfile: { type: 'RuntimeDefault' } };

testRule(annotationsValid, {
  valid: [
    {
      name: 'values in a file that are not strings, which field-types reports',
      phase: 'offline',
      after: annotations({ a: 1, b: true }),
    },
    { name: 'valid annotations', after: annotations({ 'Example.COM/Note': 'any ünï text\n', none: null }) },
    { name: 'U+0130 is an i to the server', after: annotations({ '\u0130': '' }) },
    { name: 'the largest size', after: annotations({ a: 'x'.repeat(most - 1) }) },
    {
      name: 'the largest size of a Pod with a profile, which gets no annotation from 1.34 on',
      minor: 34,
      after: pod({ securityContext }, { annotations: { a: 'x'.repeat(most - 1) } }),
    },
    {
      name: 'the largest size of a Windows Pod, which gets no annotation for a profile',
      minor: 33,
      after: pod({ securityContext, os: { name: 'windows' } }, { annotations: { a: 'x'.repeat(most - 1) } }),
    },
    {
      name: 'the largest size of a Pod that was stored without an annotation for its profile',
      minor: 33,
      before: pod({ securityContext }),
      after: pod({ securityContext }, { annotations: { a: 'x'.repeat(most - 1) } }),
    },
    { name: 'the largest size in another script', after: annotations({ ab: 'ü'.repeat(most / 2 - 1) }) },
    {
      name: 'stored annotations that are too large and do not grow',
      before: annotations({ a: 'x'.repeat(most) }),
      after: annotations({ a: 'y'.repeat(most) }),
    },
    { name: 'a stored key that is invalid', before: annotations({ 'a b': '1' }), after: annotations({ 'a b': '1' }) },
  ],
  invalid: [
    {
      name: 'an invalid key',
      after: annotations({ a_: 'hunter2' }),
      findings: [
        {
          messageId: 'key',
          path: 'metadata.annotations[a_]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "a".',
          says: 'Invalid value: "a_"',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'an invalid key that may be a secret',
      after: annotations({ 'password=hunter2': '' }),
      findings: [
        {
          messageId: 'key',
          path: 'metadata.annotations[password=hunter2]',
          isOfKey: true,
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "note".',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'a value that is not a string',
      after: annotations({ a: true }),
      findings: [
        {
          messageId: 'notString',
          path: 'metadata.annotations[a]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
        },
      ],
    },
    {
      name: 'in a Pod template',
      after: { ...workload('Deployment'), spec: { template: { metadata: { annotations: { '-': '' } } } } },
      findings: [
        {
          messageId: 'key',
          path: 'spec.template.metadata.annotations[-]',
          isOfKey: true,
          hides: '(hidden)',
          type: 'FieldValueInvalid',
          fix: 'Use a key such as "note".',
        },
      ],
    },
    ...['x'.repeat(most), 'ü'.repeat(most / 2), '€'.repeat(most / 3), '😀'.repeat(most / 4)].map((value) => ({
      name: `too large, of U+${value.codePointAt(0)!.toString(16)}`,
      after: annotations({ abc: value }),
      findings: [
        {
          messageId: 'size',
          path: 'metadata.annotations',
          type: 'FieldValueTooLong' as const,
          fix: 'Move large values to a ConfigMap.',
          says: 'but are 26214',
        },
      ],
    })),
    {
      name: 'too large with the annotation that the API server adds for a profile',
      minor: 33,
      after: pod({ securityContext }, { annotations: { a: 'x'.repeat(most - 1) } }),
      findings: [
        {
          messageId: 'size',
          path: 'metadata.annotations',
          type: 'FieldValueTooLong',
          fix: 'Move large values to a ConfigMap.',
          says: 'but are 262209.',
        },
      ],
    },
    {
      name: 'too large, with the manifest that kubectl apply stored',
      before: annotations({ 'kubectl.kubernetes.io/last-applied-configuration': 'x' }),
      after: annotations({ 'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(most) }),
      findings: [
        {
          messageId: 'sizeApplied',
          path: 'metadata.annotations',
          type: 'FieldValueTooLong',
          fix: 'Move large values to a ConfigMap, or use kubectl apply --server-side, which does not store the manifest in an annotation.',
        },
      ],
    },
  ],
});

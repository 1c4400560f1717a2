import type { Json } from '../../../src/json/json.ts';
import { finalizersValid } from '../../../src/rules/metadata/finalizers-valid.ts';
import { metadata, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const finalizers = (...names: Json[]) => pod({}, { finalizers: names });

testRule(finalizersValid, {
  valid: [
    { name: 'valid finalizers', after: finalizers('example.com/cleanup', 'foregroundDeletion', 'kubernetes') },
    { name: 'a stored finalizer that is invalid', before: finalizers('x', 'y'), after: finalizers('x') },
    {
      name: 'two stored finalizers that cannot both be set',
      before: finalizers('orphan', 'foregroundDeletion'),
      after: finalizers('foregroundDeletion', 'orphan'),
    },
    {
      name: 'the status of a Deployment, which has no finalizers',
      subresource: 'status',
      after: { ...workload('Deployment'), metadata: metadata({ finalizers: ['x'] }) },
    },
  ],
  invalid: [
    {
      name: 'invalid names',
      after: finalizers('', 'clean up', 'cleanup', 1, 'Example.com/a', null, 'password=hunter2'),
      findings: [
        {
          messageId: 'nameMissing',
          path: 'metadata.finalizers[0]',
          to: '',
          type: 'FieldValueRequired',
          fix: 'Remove this entry, or use a name such as "example.com/cleanup".',
        },
        {
          messageId: 'malformed',
          path: 'metadata.finalizers[1]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/clean-up", with the domain of your controller.',
        },
        {
          messageId: 'unqualified',
          path: 'metadata.finalizers[2]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/cleanup", with the domain of your controller.',
          to: 'cleanup',
        },
        {
          messageId: 'notString',
          path: 'metadata.finalizers[3]',
          type: 'FieldValueInvalid',
          fix: 'Put the value in quotes.',
        },
        {
          messageId: 'name',
          path: 'metadata.finalizers[4]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/a".',
        },
        {
          messageId: 'nameMissing',
          path: 'metadata.finalizers[5]',
          type: 'FieldValueRequired',
          fix: 'Remove this entry, or use a name such as "example.com/cleanup".',
        },
        {
          messageId: 'malformed',
          path: 'metadata.finalizers[6]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/cleanup", with the domain of your controller.',
          hides: 'hunter2',
        },
      ],
    },
    {
      name: 'an unqualified name in a Deployment',
      after: { ...workload('Deployment'), metadata: metadata({ finalizers: ['cleanup'] }) },
      findings: [
        {
          messageId: 'unqualified',
          path: 'metadata.finalizers[0]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/cleanup", with the domain of your controller.',
        },
      ],
    },
    {
      name: 'an unqualified name through pods/status',
      subresource: 'status',
      before: finalizers(),
      after: finalizers('cleanup'),
      findings: [
        {
          messageId: 'unqualified',
          path: 'metadata.finalizers[0]',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "example.com/cleanup", with the domain of your controller.',
        },
      ],
    },
    {
      name: 'orphan and foregroundDeletion',
      before: finalizers('orphan'),
      after: finalizers('orphan', 'foregroundDeletion'),
      findings: [
        {
          messageId: 'both',
          path: 'metadata.finalizers',
          type: 'FieldValueInvalid',
          fix: 'Remove one of the two.',
          to: ['orphan', 'foregroundDeletion'],
        },
      ],
    },
  ],
});

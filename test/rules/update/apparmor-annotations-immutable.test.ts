import { apparmorAnnotationsImmutable } from '../../../src/rules/update/apparmor-annotations-immutable.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const key = 'container.apparmor.security.beta.kubernetes.io/web';
const profile = (value: string | null) => pod({}, { annotations: { [key]: value } });
const path = `metadata.annotations[${key}]`;

testRule(apparmorAnnotationsImmutable, {
  valid: [
    { name: 'nothing changes', before: profile('runtime/default'), after: profile('runtime/default') },
    { name: 'another annotation', before: pod(), after: pod({}, { annotations: { 'example.com/a': 'b' } }) },
    { name: 'set at creation', skipped: true, after: profile('runtime/default') },
  ],
  invalid: [
    {
      name: 'added',
      before: pod(),
      after: profile('unconfined'),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove the annotation from the manifest, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          from: null,
          to: 'unconfined',
          says: 'the AppArmor annotation of container "web" cannot be added',
        },
      ],
    },
    {
      name: 'added with the value null, which Kubernetes reads as an empty text',
      before: pod(),
      after: profile(null),
      findings: [
        {
          messageId: 'added',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove the annotation from the manifest, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'changed, through pods/status',
      subresource: 'status',
      before: profile('runtime/default'),
      after: profile('unconfined'),
      findings: [
        {
          messageId: 'changed',
          path,
          type: 'FieldValueForbidden',
          fix: 'Set the annotation back to the existing value, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
        },
      ],
    },
    {
      name: 'removed',
      before: profile('runtime/default'),
      after: pod(),
      findings: [
        {
          messageId: 'removed',
          path,
          type: 'FieldValueForbidden',
          fix: 'Put the annotation back into the manifest, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
          to: null,
        },
      ],
    },
  ],
});

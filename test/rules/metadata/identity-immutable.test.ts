import { identityImmutable } from '../../../src/rules/metadata/identity-immutable.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(identityImmutable, {
  valid: [
    { name: 'nothing changes', before: pod(), after: pod() },
    { name: 'a manifest without uid', before: pod(), after: pod({}, { uid: null }) },
    { name: 'an empty uid, which the server sets', before: pod(), after: pod({}, { uid: '' }) },
    {
      name: 'a manifest without namespace, which the request has',
      before: pod(),
      after: pod({}, { namespace: null }),
    },
    { name: 'another name on CREATE', skipped: true, after: pod({}, { name: 'other' }) },
  ],
  invalid: [
    {
      name: 'another name',
      before: pod(),
      after: pod({}, { name: 'api' }),
      findings: [
        {
          messageId: 'renamed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'To use another name, create a new Pod and delete the old one: kubectl delete pod web -n default.',
          from: 'web',
          to: 'api',
          says: 'Invalid value: "api": must stay "web"',
        },
      ],
    },
    {
      name: 'another namespace and uid',
      before: pod(),
      after: pod({}, { namespace: 'other', uid: '99999999-2222-3333-4444-555555555555' }),
      findings: [
        {
          messageId: 'renamed',
          path: 'metadata.namespace',
          type: 'FieldValueInvalid',
          fix: 'To use another namespace, create a new Pod and delete the old one: kubectl delete pod web -n default.',
          from: 'default',
          to: 'other',
        },
        {
          messageId: 'otherUid',
          path: 'metadata.uid',
          type: 'FieldValueInvalid',
          fix: 'Remove uid from the manifest.',
          says: 'must be "11111111-2222-3333-4444-555555555555"',
        },
      ],
    },
    {
      name: 'another name of a Deployment',
      before: workload('Deployment'),
      after: { ...workload('Deployment'), metadata: { name: 'api' } },
      findings: [
        {
          messageId: 'renamed',
          path: 'metadata.name',
          type: 'FieldValueInvalid',
          fix: 'To use another name, create a new Deployment and delete the old one: kubectl delete deployment web -n default.',
        },
      ],
    },
  ],
});

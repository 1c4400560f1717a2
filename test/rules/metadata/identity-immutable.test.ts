import { identityImmutable } from '../../../src/rules/metadata/identity-immutable.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

testRule(identityImmutable, {
  valid: [
    { name: 'nothing changes', before: pod(), after: pod() },
    { name: 'a manifest has no uid', before: pod(), after: pod({}, { uid: null }) },
    { name: 'an empty uid is filled in by the server', before: pod(), after: pod({}, { uid: '' }) },
    { name: 'the namespace is left to the request', before: pod(), after: pod({}, { namespace: null }) },
    { name: 'another name at creation', after: pod({}, { name: 'other' }) },
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
          from: 'web',
          to: 'api',
          says: ['"web" → "api"', 'set it to "web"'],
        },
      ],
    },
    {
      name: 'another namespace and uid',
      before: pod(),
      after: pod({}, { namespace: 'other', uid: '99999999-2222-3333-4444-555555555555' }),
      findings: [
        { messageId: 'renamed', path: 'metadata.namespace', from: 'default', to: 'other' },
        { messageId: 'otherUid', path: 'metadata.uid', type: 'FieldValueInvalid', says: 'leave it out' },
      ],
    },
    {
      name: 'a workload too',
      kind: 'Deployment',
      before: workload('Deployment'),
      after: { ...workload('Deployment'), metadata: { name: 'api' } },
      findings: [{ messageId: 'renamed', path: 'metadata.name' }],
    },
  ],
});

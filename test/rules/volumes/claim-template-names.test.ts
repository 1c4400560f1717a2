import type { Json } from '../../../src/json/json.ts';
import { claimTemplateNames } from '../../../src/rules/volumes/claim-template-names.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const claims = (...volumeClaimTemplates: Json[]) => workload('StatefulSet', {}, { volumeClaimTemplates });

testRule(claimTemplateNames, {
  valid: [
    { name: 'a name', after: claims({ metadata: { name: 'data' } }) },
    { name: 'none', after: workload('StatefulSet') },
    { name: 'the server does not check names before 1.34', minor: 33, after: claims({}) },
  ],
  invalid: [
    {
      name: 'a missing name, of a variable and of a volume',
      after: claims({}, { metadata: { name: 'a.b' } }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumeClaimTemplates[0].metadata.name',
          type: 'FieldValueRequired',
          fix: 'Set metadata.name to the name that the containers use in volumeMounts.',
        },
        {
          messageId: 'malformed',
          path: 'spec.volumeClaimTemplates[1].metadata.name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a-b".',
          to: 'a.b',
        },
      ],
    },
  ],
});

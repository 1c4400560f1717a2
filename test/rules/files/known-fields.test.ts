import { knownFields } from '../../../src/rules/files/known-fields.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;

testRule(knownFields, {
  valid: [
    { name: 'a Pod', phase, after: pod() },
    {
      name: 'keys of the user’s own',
      phase,
      after: pod({ nodeSelector: { anything: 'x' } }, { labels: { 'my.own/key': 'x' } }),
    },
  ],
  invalid: [
    {
      name: 'a misspelt field',
      phase,
      after: podWith({ imagePullPolcy: 'Always' }),
      findings: [
        { messageId: 'unknown', path: 'spec.containers[0].imagePullPolcy', says: 'did you mean imagePullPolicy?' },
      ],
    },
    {
      name: 'a field of another place, and one like a built-in of the language',
      phase,
      after: pod({ replicas: 1, constructor: {} }),
      findings: [
        { messageId: 'unknown', path: 'spec.replicas' },
        { messageId: 'unknown', path: 'spec.constructor', says: '"constructor" is no field' },
      ],
    },
  ],
});

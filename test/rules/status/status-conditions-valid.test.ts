import { statusConditionsValid } from '../../../src/rules/status/status-conditions-valid.ts';
import { testRule } from '../rule-tester.ts';
import { update, withCondition, withStatus } from './with-status.ts';

const ready = { type: 'Ready', status: 'True' };

testRule(statusConditionsValid, {
  valid: [
    update('a field that is dropped in 1.33', withStatus({}), withStatus({ observedGeneration: -1 }), 33),
    update('types of Kubernetes’ own', withStatus({}), withCondition(ready, { type: 'PodScheduled' })),
    update('a type with a prefix', withCondition(ready), withCondition(ready, { type: 'example.com/Warm' })),
    update(
      'generations',
      withStatus({}),
      withStatus({ observedGeneration: 3, conditions: [{ ...ready, observedGeneration: 0 }] }),
    ),
    update('a request that omits the generation', withStatus({ observedGeneration: 3 }), withStatus({})),
    update(
      'what was stored before',
      withStatus({ observedGeneration: -1, conditions: [{ type: 'a b', observedGeneration: -2 }] }),
      withStatus({ observedGeneration: -1, conditions: [{ type: 'a b', observedGeneration: -2, status: 'True' }] }),
    ),
    update('garbage', withStatus({ conditions: 4 }), withStatus({ conditions: [null, 'Ready', []] })),
  ],
  invalid: [
    {
      ...update('a type that is no name', withCondition(ready), withCondition(ready, { type: 'not a name' })),
      findings: [
        {
          messageId: 'type',
          path: 'status.conditions[1].type',
          type: 'FieldValueInvalid',
          fix: 'Use a condition type such as "not-a-name".',
          to: 'not a name',
        },
      ],
    },
    {
      ...update('no type', withStatus({ conditions: [null] }), withCondition({ status: 'True' })),
      findings: [
        {
          messageId: 'noType',
          path: 'status.conditions[0].type',
          type: 'FieldValueRequired',
          fix: 'Set type to a qualified name such as "example.com/Warm".',
        },
      ],
    },
    {
      ...update(
        'negative generations',
        withCondition(ready),
        withStatus({ observedGeneration: -1, conditions: [{ ...ready, observedGeneration: -1 }] }),
      ),
      findings: [
        {
          messageId: 'generation',
          path: 'status.observedGeneration',
          type: 'FieldValueInvalid',
          fix: 'Set observedGeneration to the generation of the Pod that the controller has seen.',
          to: -1,
        },
        {
          messageId: 'generation',
          path: 'status.conditions[0].observedGeneration',
          type: 'FieldValueInvalid',
          fix: 'Set observedGeneration to the generation of the Pod that the controller has seen.',
        },
      ],
    },
  ],
});

import { schedulingGatesOnlyRemoved } from '../../../src/rules/update/scheduling-gates-only-removed.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const gated = (...names: string[]) => pod({ schedulingGates: names.map((name) => ({ name })) });

testRule(schedulingGatesOnlyRemoved, {
  valid: [
    { name: 'one removed', before: gated('example.com/a', 'example.com/b'), after: gated('example.com/b') },
    { name: 'the last one removed', before: gated('example.com/a'), after: pod() },
    {
      name: 'reordered',
      before: gated('example.com/a', 'example.com/b'),
      after: gated('example.com/b', 'example.com/a'),
    },
    { name: 'set at creation', skipped: true, after: gated('example.com/a') },
    {
      name: 'an existing gate without a name',
      before: pod({ schedulingGates: [{}] }),
      after: pod({ schedulingGates: [{}], hostname: 'a' }),
    },
  ],
  invalid: [
    {
      name: 'added to a Pod with scheduling gates',
      before: gated('example.com/a'),
      after: gated('example.com/a', 'example.com/b'),
      findings: [
        {
          messageId: 'added',
          path: 'spec.schedulingGates[1].name',
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/b" from spec.schedulingGates.',
          from: null,
          to: 'example.com/b',
        },
      ],
    },
    {
      name: 'added to a Pod without gates',
      before: pod(),
      after: gated('example.com/a'),
      findings: [
        {
          messageId: 'added',
          path: 'spec.schedulingGates[0].name',
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/a" from spec.schedulingGates.',
        },
      ],
    },
    {
      name: 'replaced',
      before: gated('example.com/a'),
      after: gated('example.com/b'),
      findings: [
        {
          messageId: 'added',
          path: 'spec.schedulingGates[0].name',
          type: 'FieldValueForbidden',
          fix: 'Remove "example.com/b" from spec.schedulingGates.',
        },
      ],
    },
  ],
});

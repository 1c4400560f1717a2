import { jobSuccessPolicy } from '../../../src/rules/job/job-success-policy.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule, type InvalidCase } from '../rule-tester.ts';

const indexed = (rules: readonly Json[], own: JsonObject = {}): JsonObject =>
  workload('Job', {}, { completionMode: 'Indexed', completions: 5, parallelism: 5, successPolicy: { rules }, ...own });
const withIndexes = (succeededIndexes: string, own: JsonObject = {}): JsonObject =>
  indexed([{ succeededIndexes }], own);

const path = 'spec.successPolicy.rules';
const indexes = `${path}[0].succeededIndexes`;

const invalid = (to: string, messageId: string, says: string, fix: string, own: JsonObject = {}): InvalidCase => ({
  name: `the indexes ${JSON.stringify(to)}, ${messageId}`,
  after: withIndexes(to, own),
  findings: [{ messageId, path: indexes, type: 'FieldValueInvalid', to, says, fix }],
});
const syntax = 'Write indexes and ranges such as "0,2-4", without spaces.';
const order = 'Sort the indexes, and write each of them once.';
const range = 'Write a range such as 2-4, or a single index such as 2.';

const one = { completions: 1 };

testRule(jobSuccessPolicy, {
  valid: [
    { name: 'indexes and a count', after: indexed([{ succeededIndexes: '0,2-4', succeededCount: 4 }]) },
    { name: 'a count alone', after: indexed([{ succeededCount: 5 }]) },
    { name: 'no indexes', after: withIndexes('') },
    { name: 'no policy', after: workload('Job', {}, { completionMode: 'NonIndexed' }) },
    {
      name: 'as many rules as are allowed',
      after: indexed(Array.from({ length: 20 }, () => ({ succeededIndexes: '+0' }))),
    },
    {
      name: 'no completions, which another rule reports',
      after: indexed([{ succeededIndexes: '7', succeededCount: 9 }], { completions: null }),
    },
    {
      name: 'a policy that is dropped',
      after: withIndexes('9'),
      minor: 32,
      featureGates: { JobSuccessPolicy: false },
    },
    { name: 'a stored problem', before: withIndexes('9'), after: withIndexes('9', { parallelism: 1 }) },
  ],
  invalid: [
    {
      name: 'a Job without indexes',
      after: workload(
        'CronJob',
        {},
        { jobTemplate: { spec: { completions: 5, successPolicy: { rules: [{ succeededIndexes: '9' }] } } } },
      ),
      findings: [
        {
          messageId: 'notIndexed',
          path: 'spec.jobTemplate.spec.successPolicy',
          type: 'FieldValueForbidden',
          fix: 'Remove successPolicy, or set completionMode to Indexed.',
          beside: 'spec.jobTemplate.spec.completionMode',
        },
      ],
    },
    {
      name: 'no rules',
      after: indexed([]),
      findings: [
        {
          messageId: 'noRules',
          path,
          type: 'FieldValueRequired',
          fix: 'Add a rule such as {succeededIndexes: "0"}, or remove successPolicy.',
        },
      ],
    },
    {
      name: 'too many rules, one of them empty',
      after: indexed([{}, ...Array.from({ length: 20 }, () => ({ succeededIndexes: '0' }))]),
      findings: [
        {
          messageId: 'rules',
          path,
          type: 'FieldValueTooMany',
          says: 'but has 21.',
          fix: 'Combine the rules into 20 or fewer.',
        },
        {
          messageId: 'empty',
          path: `${path}[0]`,
          type: 'FieldValueRequired',
          fix: 'Set succeededIndexes to indexes such as "0,2-4", or succeededCount to a number of indexes.',
        },
      ],
    },
    invalid('0, 1', 'syntax', 'but contains " 1".', syntax),
    invalid('0,,1', 'syntax', 'but contains "".', syntax),
    invalid('-1', 'syntax', 'but contains "-1".', syntax),
    invalid('0-1-2', 'syntax', 'but contains "0-1-2".', syntax),
    invalid('1.5', 'syntax', 'but contains "1.5".', syntax),
    invalid('0,5', 'large', 'less than completions, 5, but contains "5".', 'Use indexes from 0 to 4.'),
    invalid('3-99999999999999999999', 'large', 'but contains "3-99999999999999999999".', 'Use indexes from 0 to 4.'),
    {
      ...invalid('1', 'large', 'less than completions, 1, but contains "1".', 'The only index of this Job is 0.', one),
      name: 'one completion, which the file sets',
      written: { object: indexed([], one), duplicates: [] },
    },
    invalid(
      '2',
      'large',
      'less than completions, which is 1 if it is not set, but contains "2".',
      'Set completions to the number of indexes.',
      one,
    ),
    {
      name: 'a count that is more than the default of completions',
      after: indexed([{ succeededCount: 2 }], one),
      findings: [
        {
          messageId: 'moreThanCompletions',
          path: `${path}[0].succeededCount`,
          type: 'FieldValueInvalid',
          to: 2,
          says: 'must be no more than completions, which is 1 if it is not set.',
          fix: 'Set completions to the number of indexes.',
        },
      ],
    },
    invalid('0', 'largeOfNone', 'when completions is 0.', 'Set completions to the number of indexes.', {
      completions: 0,
    }),
    invalid('2,1', 'order', 'but "1" is not above the index before it.', order),
    invalid('0-2,2', 'order', 'but "2" is not above the index before it.', order),
    invalid('3-3', 'range', 'but "3-3" does not.', range),
    invalid('3-1', 'range', 'but "3-1" does not.', range),
    {
      name: 'too long a text',
      after: withIndexes(`0${',0'.repeat(40_000)}`),
      findings: [
        {
          messageId: 'long',
          path: indexes,
          type: 'FieldValueTooLong',
          fix: 'Write consecutive indexes as a range, such as 0-999.',
        },
        {
          messageId: 'order',
          path: indexes,
          type: 'FieldValueInvalid',
          to: `0${',0'.repeat(40_000)}`,
          fix: order,
        },
      ],
    },
    {
      name: 'a count without indexes',
      after: indexed([{ succeededCount: 1 }], { completions: 0 }),
      findings: [
        {
          messageId: 'moreThanCompletions',
          path: `${path}[0].succeededCount`,
          type: 'FieldValueInvalid',
          to: 1,
          fix: 'Set completions to the number of indexes.',
        },
      ],
    },
    {
      name: 'counts that are not possible',
      after: indexed([
        { succeededCount: -1 },
        { succeededCount: 6, succeededIndexes: '0' },
        { succeededCount: 3, succeededIndexes: '0,4' },
        { succeededCount: 3, succeededIndexes: 'all' },
      ]),
      findings: [
        {
          messageId: 'negative',
          path: `${path}[0].succeededCount`,
          type: 'FieldValueInvalid',
          to: -1,
          says: 'must be 0 or more.',
          fix: 'Set succeededCount to the number of indexes that must succeed.',
        },
        {
          messageId: 'moreThanCompletions',
          path: `${path}[1].succeededCount`,
          type: 'FieldValueInvalid',
          to: 6,
          fix: 'Set succeededCount to 5 or less.',
        },
        {
          messageId: 'moreThanIndexes',
          path: `${path}[2].succeededCount`,
          type: 'FieldValueInvalid',
          to: 3,
          fix: 'Set succeededCount to 2 or less, or add indexes.',
          beside: `${path}[2].succeededIndexes`,
        },
        {
          messageId: 'syntax',
          path: `${path}[3].succeededIndexes`,
          type: 'FieldValueInvalid',
          to: 'all',
          fix: syntax,
        },
      ],
    },
    {
      name: 'completions that become fewer',
      before: withIndexes('4'),
      after: withIndexes('4', { completions: 4, parallelism: 4 }),
      findings: [
        {
          messageId: 'large',
          path: indexes,
          type: 'FieldValueInvalid',
          to: '4',
          says: 'less than completions, 4',
          fix: 'Use indexes from 0 to 3.',
        },
      ],
    },
  ],
});

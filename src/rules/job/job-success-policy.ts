import { field, isSet, listAt, numberAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { readIndexes } from '../../kubernetes/job-indexes.ts';
import { quoted } from '../../text/quoted.ts';
import { forbidden, invalid, required, tooLong, tooMany, type FindingOf } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { completionsOf, setCompletions, type Completions } from './completions.ts';

const maxRules = 20;
const maxLength = 64 * 1024;

const messages = {
  notIndexed: {
    text: 'successPolicy is allowed only when completionMode is Indexed.',
    fix: 'Remove successPolicy, or set completionMode to Indexed.',
  },
  noRules: {
    text: 'successPolicy must have at least one rule.',
    fix: 'Add a rule such as {succeededIndexes: "0"}, or remove successPolicy.',
  },
  rules: {
    text: `successPolicy must have no more than ${maxRules} rules, but has {{count}}.`,
    fix: `Combine the rules into ${maxRules} or fewer.`,
  },
  empty: {
    text: 'a rule must have succeededIndexes or succeededCount.',
    fix: 'Set succeededIndexes to indexes such as "0,2-4", or succeededCount to a number of indexes.',
  },
  long: {
    text: `succeededIndexes must be no more than ${maxLength} characters.`,
    fix: 'Write consecutive indexes as a range, such as 0-999.',
  },
  syntax: {
    text: 'succeededIndexes must consist of indexes and ranges with commas between them, but contains {{written}}.',
    fix: 'Write indexes and ranges such as "0,2-4", without spaces.',
  },
  large: {
    text: 'succeededIndexes must be less than {{limit}}, but contains {{written}}.',
    fix: '{{allowed}}',
  },
  largeOfNone: {
    text: 'succeededIndexes cannot contain an index when completions is {{completions}}.',
    fix: setCompletions,
  },
  range: {
    text: 'a range of succeededIndexes must end with a higher index than it begins with, but {{written}} does not.',
    fix: 'Write a range such as 2-4, or a single index such as 2.',
  },
  order: {
    text: 'succeededIndexes must be in ascending order, but {{written}} is not above the index before it.',
    fix: 'Sort the indexes, and write each of them once.',
  },
  negative: { text: 'must be 0 or more.', fix: 'Set succeededCount to the number of indexes that must succeed.' },
  moreThanCompletions: {
    text: 'succeededCount must be no more than {{limit}}.',
    fix: '{{ways}}',
  },
  moreThanIndexes: {
    text: 'succeededCount must be no more than the number of succeededIndexes, {{indexes}}.',
    fix: 'Set succeededCount to {{indexes}} or less, or add indexes.',
  },
} as const;
type Found = Generator<FindingOf<typeof messages>>;

export const jobSuccessPolicy = defineObjectRule({
  id: 'job-success-policy',
  title: 'A successPolicy must have rules whose indexes and counts are possible in the Job',
  why: 'The policy declares an Indexed Job complete as soon as some of its indexes have succeeded. A rule that names an index that does not exist can never be met.',
  mirrors: ['validateSuccessPolicy', 'validateSuccessPolicyRule', 'validateIndexesFormat', 'validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  reads: ['job.successPolicy', 'job.completionMode', 'job.completions'],
  messages,
  *check(object) {
    const { job, jobPath } = object;
    const policy = job['successPolicy'];
    if (!isSet(policy)) return;
    const path = jobPath.child('successPolicy');
    if (job['completionMode'] !== 'Indexed') {
      yield forbidden(path, 'notIndexed', { beside: jobPath.child('completionMode') });
      return;
    }
    const rules = listAt(policy, 'rules');
    const rulesPath = path.child('rules');
    if (rules.length === 0) yield required(rulesPath, 'noRules');
    if (rules.length > maxRules) yield tooMany(rulesPath, 'rules', { data: { count: rules.length } });
    // Without completions, job-completion-mode has a finding, and kube-apiserver crashes.
    const limit = completionsOf(object);
    for (const [i, rule] of rules.entries()) yield* ruleFindings(rule, rulesPath.index(i), limit);
  },
});

function* ruleFindings(rule: Json, path: FieldPath, limit: Completions | undefined): Found {
  const indexes = stringAt(rule, 'succeededIndexes');
  const to = numberAt(rule, 'succeededCount');
  if (!isSet(field(rule, 'succeededIndexes')) && !isSet(field(rule, 'succeededCount'))) yield required(path, 'empty');
  const count = path.child('succeededCount');
  if (to !== undefined && to < 0) yield invalid(count, 'negative', { to });
  const total = indexes === undefined ? undefined : yield* indexesFindings(indexes, path, limit);
  if (to === undefined || limit === undefined) return;
  if (to > limit.count) {
    const ways =
      limit.mayBeDefault || limit.count <= 0 ? setCompletions : `Set succeededCount to ${limit.count} or less.`;
    yield invalid(count, 'moreThanCompletions', {
      to,
      data: { completions: limit.count },
      shown: { limit: limit.text, ways },
    });
  } else if (total !== undefined && to > total) {
    yield invalid(count, 'moreThanIndexes', { to, data: { indexes: total }, beside: path.child('succeededIndexes') });
  }
}

/** Returns the number of indexes, or undefined if the text has a problem. */
function* indexesFindings(
  text: string,
  rulePath: FieldPath,
  limit: Completions | undefined,
): Generator<FindingOf<typeof messages>, number | undefined> {
  const path = rulePath.child('succeededIndexes');
  if (text.length > maxLength) yield tooLong(path, 'long', {});
  if (limit === undefined) return undefined;
  const { count: completions } = limit;
  const read = readIndexes(text, completions);
  if ('count' in read) return read.count;
  const written = quoted(read.text);
  if (read.is === 'syntax') yield invalid(path, 'syntax', { to: text, shown: { written } });
  else if (read.is === 'range') yield invalid(path, 'range', { to: text, shown: { written } });
  else if (read.is === 'order') yield invalid(path, 'order', { to: text, shown: { written } });
  else if (completions > 0) {
    yield invalid(path, 'large', {
      to: text,
      data: { completions },
      shown: { limit: limit.text, written, allowed: allowedIndexes(limit) },
    });
  } else yield invalid(path, 'largeOfNone', { to: text, data: { completions } });
  return undefined;
}

function allowedIndexes({ count, mayBeDefault }: Completions): string {
  if (mayBeDefault) return setCompletions;
  return count === 1 ? 'The only index of this Job is 0.' : `Use indexes from 0 to ${count - 1}.`;
}

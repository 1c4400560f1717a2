import type { ObjectView } from '../../change/change.ts';
import { field, isOneOf, isSet, numberAt } from '../../json/json.ts';
import { forbidden, invalid, notSupported, required, type FindingOf } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';
import { completionsOf, setCompletions } from './completions.ts';

const modes = ['NonIndexed', 'Indexed'];

/** The lists of indexes in the status of a Job must not become too long. Source: pkg/apis/batch/validation. */
const max = 100_000;
/** With more completions than `max`, if each index has a backoff limit. */
const maxOfMany = 10_000;

const messages = {
  mode: {},
  completions: {
    text: 'completions is required when completionMode is Indexed.',
    fix: setCompletions,
  },
  parallelism: {
    text: `parallelism must be no more than ${max} when completionMode is Indexed.`,
    fix: `Set parallelism to ${max} or less.`,
  },
  moreThanIndexes: {
    text: 'maxFailedIndexes must be no more than {{limit}}.',
    fix: '{{ways}}',
  },
  failedIndexes: {
    text: `maxFailedIndexes must be no more than ${max}.`,
    fix: `Set maxFailedIndexes to ${max} or less.`,
  },
  noLimitOfMany: {
    text: `maxFailedIndexes is required when completions is more than ${max} and backoffLimitPerIndex is set.`,
    fix: `Set maxFailedIndexes to ${maxOfMany} or less.`,
  },
  many: {
    text: `{{field}} must be no more than ${maxOfMany} when completions is more than ${max} and backoffLimitPerIndex is set.`,
    fix: `Set {{field}} to ${maxOfMany} or less.`,
  },
  notIndexed: {
    text: '{{field}} is allowed only when completionMode is Indexed.',
    fix: '{{instead}}',
  },
  noLimitPerIndex: {
    text: 'backoffLimitPerIndex is required when maxFailedIndexes is set.',
    fix: 'Set backoffLimitPerIndex to the number of retries of each index, or remove maxFailedIndexes.',
  },
} as const;
type Found = Generator<FindingOf<typeof messages>>;

export const jobCompletionMode = defineObjectRule({
  id: 'job-completion-mode',
  title: 'An Indexed Job must have completions within limits, and only an Indexed Job may limit failures by index',
  why: 'An Indexed Job has one Pod for each index from 0 to completions - 1. backoffLimitPerIndex and maxFailedIndexes count the failures of these indexes, and the status of the Job lists the indexes that failed.',
  mirrors: ['validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  reads: [
    'job.completionMode',
    'job.completions',
    'job.parallelism',
    'job.backoffLimitPerIndex',
    'job.maxFailedIndexes',
  ],
  messages,
  *check(object) {
    const { job, jobPath } = object;
    const mode = job['completionMode'];
    if (isSet(mode) && !isOneOf(mode, modes)) {
      yield notSupported(jobPath.child('completionMode'), 'mode', mode, modes);
    }
    if (isSet(job['maxFailedIndexes']) && !isSet(job['backoffLimitPerIndex'])) {
      const beside = jobPath.child('maxFailedIndexes');
      yield required(jobPath.child('backoffLimitPerIndex'), 'noLimitPerIndex', { beside });
    }
    if (mode === 'Indexed') yield* indexed(object);
    else if (!isSet(mode) || mode === 'NonIndexed') yield* notIndexed(object);
  },
});

/** Of two limits of a field, only the stricter one is reported. */
function* indexed(object: ObjectView): Found {
  const { job, jobPath } = object;
  const limit = completionsOf(object);
  const completions = limit?.count;
  const parallelism = numberAt(job, 'parallelism');
  const failed = numberAt(job, 'maxFailedIndexes');
  const ofMode = jobPath.child('completionMode');
  const ofCompletions = jobPath.child('completions');
  const ofParallelism = jobPath.child('parallelism');
  const ofFailed = jobPath.child('maxFailedIndexes');
  if (completions === undefined) yield required(ofCompletions, 'completions', { beside: ofMode });
  const isMany = completions !== undefined && completions > max && isSet(job['backoffLimitPerIndex']);
  if (isMany) {
    if (failed === undefined) yield required(ofFailed, 'noLimitOfMany', { beside: ofCompletions });
    else if (failed > maxOfMany) yield invalid(ofFailed, 'many', { to: failed, beside: ofCompletions });
  } else if (failed !== undefined && limit !== undefined && limit.count <= max) {
    if (failed > limit.count) {
      const ways =
        limit.mayBeDefault || limit.count < 0 ? setCompletions : `Set maxFailedIndexes to ${limit.count} or less.`;
      yield invalid(ofFailed, 'moreThanIndexes', {
        to: failed,
        data: { completions: limit.count },
        shown: { limit: limit.text, ways },
        beside: ofCompletions,
      });
    }
  } else if (failed !== undefined && failed > max) yield invalid(ofFailed, 'failedIndexes', { to: failed });
  if (parallelism === undefined) return;
  if (isMany && parallelism > maxOfMany) {
    yield invalid(ofParallelism, 'many', { to: parallelism, beside: ofCompletions });
  } else if (parallelism > max) yield invalid(ofParallelism, 'parallelism', { to: parallelism, beside: ofMode });
}

const instead = {
  backoffLimitPerIndex: 'Use backoffLimit, or set completionMode to Indexed.',
  maxFailedIndexes: 'Remove maxFailedIndexes, or set completionMode to Indexed.',
} as const;

function* notIndexed({ job, jobPath }: ObjectView): Found {
  for (const [name, text] of Object.entries(instead)) {
    if (isSet(field(job, name))) yield forbidden(jobPath.child(name), 'notIndexed', { shown: { instead: text } });
  }
}

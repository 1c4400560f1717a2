/**
 * The schedule of a CronJob, in the grammar of ParseStandard of github.com/robfig/cron v3, with which kube-apiserver reads it. Other crons
 * differ in what they accept: the day of week is at most 6, the names of days and months have three letters, a `?` is a `*`, and what follows
 * the `-` of `*-` is ignored. test/oracle/cron.test.ts compares this file with the Go code.
 */
import { isDurationText } from './duration.ts';
import { int64In } from './integer.ts';
import { lowerCase } from './names.ts';
import { partsBetweenSpace, trimSpace } from './space.ts';

/** A field of a schedule. */
export interface ScheduleField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The name of the value `min`, and of those after it. */
  readonly names: readonly string[];
}

export const scheduleFields: readonly ScheduleField[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of week', min: 0, max: 6, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];

/** The schedules that have a name. */
export const descriptors: readonly string[] = [
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
];

/** What is wrong with a schedule. `text` is the part of it that is wrong. */
type ScheduleProblem =
  | { readonly is: 'count'; readonly count: number }
  | { readonly is: 'descriptor' | 'duration' | 'zone'; readonly text: string }
  | FieldProblem;

/**
 * What is wrong with a field: a number or a name (`value`), a range that ends before it begins (`order`), the step after the slash, or a
 * part with too many hyphens or slashes, or with nothing beside a hyphen (`range`).
 */
export type FieldProblem =
  { readonly is: 'value' | 'step' | 'range'; readonly field: ScheduleField; readonly text: string } | BackwardRange;

/** Its `step` is 1 if the schedule has none, or one that is not valid. */
export interface BackwardRange {
  readonly is: 'order';
  readonly field: ScheduleField;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A time zone at the beginning of a schedule, which kube-apiserver permits only if the stored schedule has one. */
const zonePrefix = /^(?:CRON_)?TZ=/;

/** kube-apiserver takes every schedule with these letters for one with a time zone. */
export const hasZone = (schedule: string): boolean => schedule.includes('TZ');

/** A schedule such as `TZ=Etc/UTC 0 3 * * *` in its two parts. Undefined if it does not begin with a time zone. */
export function splitZone(schedule: string): { readonly zone: string; readonly rest: string } | undefined {
  const prefix = zonePrefix.exec(schedule)?.[0];
  if (prefix === undefined) return undefined;
  const space = schedule.indexOf(' ');
  const end = space === -1 ? schedule.length : space;
  return { zone: schedule.slice(prefix.length, end), rest: trimSpace(schedule.slice(end)) };
}

/**
 * What is wrong with a schedule that is not empty: at most one problem of each field. A schedule that is only a time zone has no fields (and makes
 * the Go code panic).
 */
export function* scheduleProblems(schedule: string, isZone: (name: string) => boolean): Generator<ScheduleProblem> {
  const split = splitZone(schedule);
  if (split !== undefined && !isZone(split.zone)) yield { is: 'zone', text: split.zone };
  const text = split?.rest ?? schedule;
  if (text.startsWith('@')) {
    yield* descriptorProblem(text);
    return;
  }
  const parts = partsBetweenSpace(text);
  if (parts.length !== scheduleFields.length) {
    yield { is: 'count', count: parts.length };
    return;
  }
  for (const [i, field] of scheduleFields.entries()) {
    const problem = fieldProblem(parts[i]!, field);
    if (problem !== undefined) yield problem;
  }
}

const every = '@every';

function* descriptorProblem(text: string): Generator<ScheduleProblem> {
  if (descriptors.includes(text)) return;
  const after = text.slice(every.length);
  if (!text.startsWith(every)) yield { is: 'descriptor', text };
  else if (!after.startsWith(' ') || !isDurationText(after.slice(1))) yield { is: 'duration', text: after };
}

/** Parts with commas between them. Empty ones are ignored, so that even a field `,` is valid. It never matches. */
function fieldProblem(text: string, field: ScheduleField): FieldProblem | undefined {
  for (const part of text.split(',')) {
    const problem = part === '' ? undefined : partProblem(part, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A value, a range such as `1-5`, or a star, and each of these with a step: `1-5/2`. Of minutes, `5/2` is `5-59/2`. */
function partProblem(text: string, field: ScheduleField): FieldProblem | undefined {
  const [range = '', step, ...otherSteps] = text.split('/');
  const [first = '', last, ...others] = range.split('-');
  if (otherSteps.length > 0) return { is: 'range', field, text };
  if (first !== '*' && first !== '?') {
    if (others.length > 0 || first === '' || last === '') return { is: 'range', field, text };
    const from = valueOf(first, field);
    if (from === undefined) return { is: 'value', field, text: first };
    const to = last === undefined ? from : valueOf(last, field);
    if (to === undefined) return { is: 'value', field, text: last! };
    if (from > to) return { is: 'order', field, text: range, from, to, step: stepOf(step) ?? 1 };
  }
  return step === undefined || stepOf(step) !== undefined ? undefined : { is: 'step', field, text: step };
}

/** The number, which a name may stand for. Undefined if it is not one of the field. */
function valueOf(text: string, { min, max, names }: ScheduleField): number | undefined {
  const lower = lowerCase(text);
  const named = names.findIndex((name) => name.toLowerCase() === lower);
  const value = named === -1 ? Number(int64In(text)) : min + named;
  return value >= min && value <= max ? value : undefined;
}

function stepOf(text = ''): number | undefined {
  const step = int64In(text) ?? 0n;
  return step > 0n ? Number(step) : undefined;
}

import type { ObjectView } from '../../change/change.ts';
import { isSet, stringAt } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import {
  descriptors,
  hasZone,
  scheduleProblems,
  splitZone,
  type BackwardRange,
  type FieldProblem,
  type ScheduleField,
} from '../../kubernetes/cron.ts';
import { timeZones } from '../../kubernetes/time-zone-names.ts';
import { isLocation, isTimeZone } from '../../kubernetes/time-zones.ts';
import { didYouMean } from '../../text/hint.ts';
import { nearest } from '../../text/nearest.ts';
import { quoted } from '../../text/quoted.ts';
import { invalid, notFound, notSupported, required, type FindingOf } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

const fieldNames = 'minute, hour, day of month, month and day of week';
const otherZone = 'Use a name of the IANA time zone database, such as "Europe/Berlin" or "Etc/UTC".';

const messages = {
  missing: {
    text: 'a CronJob must have a schedule.',
    fix: 'Set schedule to a text such as "30 2 * * *", which is 02:30 every day.',
  },
  count: { text: `a schedule must have 5 fields (${fieldNames}), but this one has {{count}}.`, fix: '{{otherCount}}' },
  comment: {
    text: 'a schedule cannot contain a comment.',
    fix: 'Write the comment after the closing quote, or remove it.',
  },
  value: { text: 'the {{part}} must be {{values}}, but is {{written}}.', fix: '{{otherValue}}' },
  order: {
    text: 'the range {{written}} of the {{part}} ends before it begins.',
    fix: 'Write {{ranges}}, or swap the two values.',
  },
  step: {
    text: 'the step of the {{part}} must be an integer of 1 or more, but is {{written}}.',
    fix: 'Write a step of 1 or more after the slash, such as */2.',
  },
  range: {
    text: '{{written}} is not a range of the {{part}}.',
    fix: 'Write a range such as {{example}}, with one hyphen and at most one slash.',
  },
  descriptor: { fix: 'For an interval, write @every and a duration, such as "@every 1h30m".' },
  duration: {
    text: '@every must be followed by a space and a duration, but is followed by {{written}}.',
    fix: 'Write hours, minutes or seconds, such as "@every 1h30m".',
  },
  noDuration: {
    text: '@every must be followed by a space and a duration.',
    fix: 'Write hours, minutes or seconds, such as "@every 1h30m".',
  },
  zoneInSchedule: {
    text: 'the time zone of a CronJob cannot be in its schedule, because the field timeZone has replaced TZ and CRON_TZ.',
    fix: '{{move}}',
  },
  twoZones: {
    text: 'a CronJob with a timeZone cannot have TZ or CRON_TZ in its schedule.',
    fix: 'Remove the time zone from the schedule.',
  },
  zoneOfSchedule: {
    text: 'the schedule begins with the time zone {{written}}, which does not exist.',
    fix: otherZone,
  },
  emptyZone: {
    text: 'timeZone must not be empty.',
    fix: 'Set timeZone to a name such as "Europe/Berlin", or remove the field.',
  },
  local: {
    text: 'timeZone cannot be the local time, which differs between machines.',
    fix: otherZone,
  },
  offset: {
    text: 'no time zone has this name.',
    fix: 'Use {{name}} for this offset. The sign in such names is reversed.',
  },
  zone: { text: 'no time zone has this name.', fix: otherZone },
  city: { text: 'no time zone has this name.', fix: '{{meant}}' },
  zoneCase: { text: 'no time zone has this name. Names of time zones are case-sensitive.', fix: otherZone },
} as const;
type Found = Generator<FindingOf<typeof messages>>;

export const cronJobScheduleValid = defineObjectRule({
  id: 'cron-job-schedule-valid',
  title: 'The schedule of a CronJob must be valid, and its timeZone must exist',
  why: 'The CronJob controller creates Jobs at the times that the schedule describes, in the time zone of the CronJob. The controller cannot create Jobs if it cannot read the schedule.',
  mirrors: ['validateScheduleFormat', 'validateTimeZone', 'validateCronJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['CronJob'] },
  reads: ['spec.schedule', 'spec.timeZone', 'workload'],
  options: {
    timeZones: {
      type: 'array',
      items: { type: 'string', minLength: 1, pattern: '^[A-Za-z0-9]+([-_+/][A-Za-z0-9]+)*$' },
      default: [],
      description: 'Names of time zones that the cluster knows and this version of Podward does not.',
    },
  },
  messages,
  *check(object, options) {
    const { spec, specPath } = object;
    const schedule = stringAt(spec, 'schedule') ?? '';
    const path = specPath.child('schedule');
    if (schedule === '') yield required(path, 'missing');
    else {
      yield* zoneInSchedule(object, schedule, path);
      // A time zone that must be removed from the schedule need not exist.
      const isRemoved = isNewZone(object, schedule);
      const isZone = (name: string): boolean => isRemoved || isLocation(name) || options.timeZones.includes(name);
      yield* problemsOf(schedule, path, isZone);
    }
    yield* timeZone(object, options.timeZones);
  },
});

function* zoneInSchedule(object: ObjectView, schedule: string, path: FieldPath): Found {
  const { spec, specPath } = object;
  if (hasZone(schedule) && isSet(spec['timeZone']))
    yield invalid(path, 'twoZones', { to: schedule, beside: specPath.child('timeZone') });
  else if (isNewZone(object, schedule))
    yield invalid(path, 'zoneInSchedule', { to: schedule, shown: { move: howToMove(schedule) } });
}

/** A stored schedule keeps its time zone, because the field timeZone did not exist before Kubernetes 1.24. */
const isNewZone = ({ change }: ObjectView, schedule: string): boolean =>
  hasZone(schedule) && change.operation !== 'STORED' && !hasZone(stringAt(change.before, 'spec', 'schedule') ?? '');

/** A schedule that is longer is not one that someone would copy. */
const maxShown = 40;

function howToMove(schedule: string): string {
  const { zone = '', rest = '' } = splitZone(schedule) ?? {};
  return isTimeZone(zone) && rest !== '' && rest.length <= maxShown
    ? `Set schedule to ${quoted(rest)} and timeZone to ${quoted(zone)}.`
    : 'Write the schedule without it, and set timeZone to a name such as "Europe/Berlin".';
}

function* problemsOf(schedule: string, path: FieldPath, isZone: (name: string) => boolean): Found {
  for (const problem of scheduleProblems(schedule, isZone)) {
    switch (problem.is) {
      case 'count': {
        if (/\s#/.test(schedule)) {
          yield invalid(path, 'comment', { to: schedule });
          break;
        }
        const { count } = problem;
        yield invalid(path, 'count', { to: schedule, shown: { count, otherCount: otherCount(count) } });
        break;
      }
      case 'zone':
        yield invalid(path, 'zoneOfSchedule', { to: schedule, shown: { written: quoted(problem.text) } });
        break;
      case 'descriptor':
        yield notSupported(path, 'descriptor', problem.text, descriptors);
        break;
      case 'duration':
        yield problem.text.trim() === ''
          ? invalid(path, 'noDuration', { to: schedule })
          : invalid(path, 'duration', { to: schedule, shown: { written: quoted(problem.text) } });
        break;
      default:
        yield* fieldProblem(problem, schedule, path);
    }
  }
}

const otherCount = (count: number): string =>
  count > 5
    ? 'Remove the fields for seconds and years, which a CronJob does not have.'
    : 'Write a schedule such as "30 2 * * 1", or a descriptor such as "@daily".';

function* fieldProblem(problem: FieldProblem, schedule: string, path: FieldPath): Found {
  const { field, text } = problem;
  const data = { part: field.name };
  const written = quoted(text);
  switch (problem.is) {
    case 'value':
      yield invalid(path, 'value', {
        to: schedule,
        data,
        shown: { written, values: valuesOf(field), otherValue: otherValue(field, text) },
      });
      break;
    case 'order':
      yield invalid(path, 'order', { to: schedule, data, shown: { written, ranges: quoted(rangesOf(problem)) } });
      break;
    case 'step':
      yield invalid(path, 'step', { to: schedule, data, shown: { written } });
      break;
    case 'range':
      yield invalid(path, 'range', {
        to: schedule,
        data,
        shown: { written, example: `${field.min}-${field.max} or ${field.min}-${field.max}/2` },
      });
  }
}

const valuesOf = ({ min, max, names }: ScheduleField): string =>
  names.length === 0 ? `between ${min} and ${max}` : `between ${min} and ${max}, or ${names[0]} to ${names.at(-1)!}`;

function otherValue({ name, min, max, names }: ScheduleField, text: string): string {
  if (name === 'day of week' && text === '7') return 'Write 0 or SUN for Sunday.';
  const short = names.find((each) => text.toLowerCase().startsWith(each.toLowerCase()));
  if (short !== undefined) return `Write ${short}.`;
  return `Write a number such as ${min}, a range such as ${min}-${max}, or * for every value.`;
}

/** `22-23,0-5` for `22-5`, and `23,1-5/2` for `23-5/2`, whose steps continue after the last value of the field. */
function rangesOf({ field: { min, max, names }, text, from, to, step }: BackwardRange): string {
  const hasNames = /[a-z]/i.test(text);
  const shown = (value: number): string => (hasNames ? names[value - min]! : String(value));
  const range = (first: number, last: number): string => {
    if (first + step > last) return shown(first);
    return `${shown(first)}-${shown(last)}${step === 1 ? '' : `/${step}`}`;
  };
  const values = max - min + 1;
  const start = from + step * Math.ceil((max + 1 - from) / step) - values;
  return start > to ? range(from, max) : `${range(from, max)},${range(start, to)}`;
}

function* timeZone({ spec, specPath }: ObjectView, others: readonly string[]): Found {
  const zone = stringAt(spec, 'timeZone');
  const path = specPath.child('timeZone');
  if (zone === undefined) return;
  if (zone === '') yield invalid(path, 'emptyZone', { to: zone });
  else if (zone.toLowerCase() === 'local') yield invalid(path, 'local', { to: zone });
  else if (!isTimeZone(zone) && !others.includes(zone)) {
    const name = nameOfOffset(zone);
    if (name === undefined) yield zoneFinding(path, zone);
    else yield notFound(path, 'offset', zone, [], { shown: { name: quoted(name) } });
  }
}

/** `Etc/GMT-2` for `UTC+2`. The sign of POSIX is that of the difference from local time to UTC. */
function nameOfOffset(zone: string): string | undefined {
  const [, sign, hours] = /^(?:GMT|UTC)?([+-])0?([1-9]\d?)(?::?00)?$/i.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  const name = `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
  return isTimeZone(name) ? name : undefined;
}

function zoneFinding(path: FieldPath, zone: string): FindingOf<typeof messages> {
  const lower = zone.toLowerCase();
  const found = (isMeant: (name: string) => boolean) => timeZones.find((name) => isMeant(name.toLowerCase()));
  const inOtherCase = found((name) => name === lower);
  if (inOtherCase !== undefined) return notFound(path, 'zoneCase', zone, [inOtherCase]);
  // A name with a number is that of another offset, and a region has no usual city.
  if (/[\d+]/.test(zone) || found((name) => name.startsWith(`${lower}/`)) !== undefined)
    return notFound(path, 'zone', zone, []);
  const city = `/${lower.replaceAll(' ', '_')}`;
  const ofCity = found((name) => name.endsWith(city));
  if (ofCity !== undefined) return notFound(path, 'city', zone, [], { shown: { meant: didYouMean([ofCity]) } });
  const similar = nearest(zone, timeZones);
  return notFound(path, 'zone', zone, similar === undefined ? [] : [similar]);
}

import { cronJobScheduleValid } from '../../../src/rules/job/cron-job-schedule-valid.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { workload } from '../../objects.ts';
import { testRule, type Case, type InvalidCase } from '../rule-tester.ts';

const cronJob = (own: JsonObject): JsonObject => workload('CronJob', {}, own);
const at = (schedule: string): JsonObject => cronJob({ schedule });
const inZone = (timeZone: string): JsonObject => cronJob({ timeZone });
const path = 'spec.schedule';

const valid = (schedule: string): Case => ({
  name: `the schedule ${JSON.stringify(schedule)}`,
  after: at(schedule),
});

interface Expected {
  readonly messageId: string;
  readonly says: string;
  readonly fix: string;
}
const invalid = (schedule: string, ...expected: readonly Expected[]): InvalidCase => ({
  name: `the schedule ${JSON.stringify(schedule)}`,
  after: at(schedule),
  findings: expected.map((finding) => ({ ...finding, path, type: 'FieldValueInvalid', to: schedule })),
});

const anyMinute = 'Write a number such as 0, a range such as 0-59, or * for every value.';
const anyDay = 'Write a number such as 0, a range such as 0-6, or * for every value.';
const otherZone = 'Use a name of the IANA time zone database, such as "Europe/Berlin" or "Etc/UTC".';
const fewFields = 'Write a schedule such as "30 2 * * 1", or a descriptor such as "@daily".';

const anyDuration = 'Write hours, minutes or seconds, such as "@every 1h30m".';
const withoutZone = 'Write the schedule without it, and set timeZone to a name such as "Europe/Berlin".';

const missing = {
  messageId: 'missing',
  path,
  type: 'FieldValueRequired',
  fix: 'Set schedule to a text such as "30 2 * * *", which is 02:30 every day.',
} as const;
const twoZones = {
  messageId: 'twoZones',
  path,
  type: 'FieldValueInvalid',
  to: 'TZ=Etc/UTC 0 3 * * *',
  fix: 'Remove the time zone from the schedule.',
  beside: 'spec.timeZone',
} as const;
const unknownZone = (messageId: string, to: string, fix: string) =>
  ({ messageId, path: 'spec.timeZone', type: 'FieldValueNotFound', to, fix }) as const;

testRule(cronJobScheduleValid, {
  valid: [
    valid('* * * * *'),
    valid('0,30 8-18/2 ? JAN-mar,12 MON-Fri'),
    valid('5/2 0 1 1 *'),
    valid('*/90 +5 01 * 0'),
    valid('*-x , 1 1 1'),
    valid(' 0\t0  1\u00a01\u30001 '),
    valid('* * 1 1 fr\u0130'),
    valid('@midnight'),
    valid('@every 1h30m0.5s'),
    valid('@every -1us'),
    valid('@every 0'),
    { name: 'an old time zone name', after: inZone('US/Pacific') },
    { name: 'a time zone of the files of Debian', after: inZone('posix/Europe/Berlin') },
    {
      name: 'a time zone of the options',
      after: inZone('Europe/Atlantis'),
      options: { timeZones: ['Europe/Atlantis'] },
    },
    {
      name: 'a stored schedule with a time zone that gets another one',
      before: at('TZ=Etc/UTC 0 3 * * *'),
      after: at('CRON_TZ=Europe/Berlin @daily'),
    },
    {
      name: 'a stored schedule in local time',
      before: at('TZ=Etc/UTC 0 3 * * *'),
      after: at('TZ=Local 0 3 * * *'),
    },
    { name: 'a schedule with a time zone in the cluster', isStored: true, after: at('TZ= 0 3 * * *') },
    { name: 'a stored schedule that is invalid', before: at('daily'), after: at('daily') },
  ],
  invalid: [
    {
      name: 'no schedule',
      after: cronJob({ schedule: null }),
      findings: [missing],
    },
    {
      name: 'an empty schedule',
      after: at(''),
      findings: [missing],
    },
    invalid(' ', { messageId: 'count', says: 'but this one has 0.', fix: fewFields }),
    invalid('0 3 * *', { messageId: 'count', says: 'but this one has 4.', fix: fewFields }),
    invalid('0 0 3 * * * 2026', {
      messageId: 'count',
      says: 'but this one has 7.',
      fix: 'Remove the fields for seconds and years, which a CronJob does not have.',
    }),
    invalid('*/5 * * * * # every five minutes', {
      messageId: 'comment',
      says: 'a schedule cannot contain a comment.',
      fix: 'Write the comment after the closing quote, or remove it.',
    }),
    invalid('60 * * * *', {
      messageId: 'value',
      says: 'the minute must be between 0 and 59, but is "60".',
      fix: anyMinute,
    }),
    invalid(
      '60-61 24 0 13 7',
      {
        messageId: 'value',
        says: 'the minute must be between 0 and 59, but is "60".',
        fix: anyMinute,
      },
      {
        messageId: 'value',
        says: 'the hour must be between 0 and 23, but is "24".',
        fix: 'Write a number such as 0, a range such as 0-23, or * for every value.',
      },
      {
        messageId: 'value',
        says: 'the day of month must be between 1 and 31, but is "0".',
        fix: 'Write a number such as 1, a range such as 1-31, or * for every value.',
      },
      {
        messageId: 'value',
        says: 'the month must be between 1 and 12, or JAN to DEC, but is "13".',
        fix: 'Write a number such as 1, a range such as 1-12, or * for every value.',
      },
      {
        messageId: 'value',
        says: 'the day of week must be between 0 and 6, or SUN to SAT, but is "7".',
        fix: 'Write 0 or SUN for Sunday.',
      },
    ),
    invalid('* * * * Monday', { messageId: 'value', says: 'but is "Monday".', fix: 'Write MON.' }),
    invalid('* * * * \u017fun', { messageId: 'value', says: 'but is "\u017fun".', fix: anyDay }),
    invalid('* * * * 5L', { messageId: 'value', says: 'but is "5L".', fix: anyDay }),
    invalid('* 22-5 * * *', {
      messageId: 'order',
      says: 'the range "22-5" of the hour ends before it begins.',
      fix: 'Write "22-23,0-5", or swap the two values.',
    }),
    invalid(
      '5-0 23-5/2 31-1 dec-Feb sat-sun',
      { messageId: 'order', says: '"5-0" of the minute', fix: 'Write "5-59,0", or swap the two values.' },
      { messageId: 'order', says: '"23-5" of the hour', fix: 'Write "23,1-5/2", or swap the two values.' },
      { messageId: 'order', says: '"31-1" of the day of month', fix: 'Write "31,1", or swap the two values.' },
      { messageId: 'order', says: '"dec-Feb" of the month', fix: 'Write "DEC,JAN-FEB", or swap the two values.' },
      { messageId: 'order', says: '"sat-sun" of the day of week', fix: 'Write "SAT,SUN", or swap the two values.' },
    ),
    invalid(
      '50-9/15 22-5/2 * * 5-MON/3',
      { messageId: 'order', says: '"50-9" of the minute', fix: 'Write "50,5", or swap the two values.' },
      { messageId: 'order', says: '"22-5" of the hour', fix: 'Write "22,0-5/2", or swap the two values.' },
      { messageId: 'order', says: '"5-MON" of the day of week', fix: 'Write "FRI,MON", or swap the two values.' },
    ),
    invalid(
      '* 22-5/x * * 6-1/9223372036854775807',
      { messageId: 'order', says: '"22-5" of the hour', fix: 'Write "22-23,0-5", or swap the two values.' },
      { messageId: 'order', says: '"6-1" of the day of week', fix: 'Write "6", or swap the two values.' },
    ),
    invalid(
      '*/0 * * * 1,FRI-MON',
      {
        messageId: 'step',
        says: 'the step of the minute must be an integer of 1 or more, but is "0".',
        fix: 'Write a step of 1 or more after the slash, such as */2.',
      },
      {
        messageId: 'order',
        says: 'the range "FRI-MON" of the day of week ends before it begins.',
        fix: 'Write "FRI-SAT,SUN-MON", or swap the two values.',
      },
    ),
    invalid('*/9223372036854775808 * * * *', {
      messageId: 'step',
      says: 'but is "9223372036854775808".',
      fix: 'Write a step of 1 or more after the slash, such as */2.',
    }),
    invalid(
      '1-2-3 1/2/3 -5 1-2- MON-',
      {
        messageId: 'range',
        says: '"1-2-3" is not a range of the minute.',
        fix: 'Write a range such as 0-59 or 0-59/2, with one hyphen and at most one slash.',
      },
      {
        messageId: 'range',
        says: '"1/2/3" is not a range of the hour.',
        fix: 'Write a range such as 0-23 or 0-23/2, with one hyphen and at most one slash.',
      },
      {
        messageId: 'range',
        says: '"-5" is not a range of the day of month.',
        fix: 'Write a range such as 1-31 or 1-31/2, with one hyphen and at most one slash.',
      },
      {
        messageId: 'range',
        says: '"1-2-" is not a range of the month.',
        fix: 'Write a range such as 1-12 or 1-12/2, with one hyphen and at most one slash.',
      },
      {
        messageId: 'range',
        says: '"MON-" is not a range of the day of week.',
        fix: 'Write a range such as 0-6 or 0-6/2, with one hyphen and at most one slash.',
      },
    ),
    {
      name: 'an unknown descriptor',
      after: at('@dayly'),
      findings: [
        {
          messageId: 'descriptor',
          path,
          type: 'FieldValueNotSupported',
          to: '@dayly',
          fix: 'Did you mean "@daily"? For an interval, write @every and a duration, such as "@every 1h30m".',
        },
      ],
    },
    invalid('@every 1d', {
      messageId: 'duration',
      says: '@every must be followed by a space and a duration, but is followed by " 1d".',
      fix: anyDuration,
    }),
    ...['@every', '@every '].map((schedule) =>
      invalid(schedule, {
        messageId: 'noDuration',
        says: '@every must be followed by a space and a duration.',
        fix: anyDuration,
      }),
    ),
    invalid('@every5m', {
      messageId: 'duration',
      says: 'but is followed by "5m".',
      fix: anyDuration,
    }),
    invalid('@every 2562048h', {
      messageId: 'duration',
      says: 'but is followed by " 2562048h".',
      fix: anyDuration,
    }),
    invalid('TZ=Europe/Berlin 0 3 * * *', {
      messageId: 'zoneInSchedule',
      says: 'because the field timeZone has replaced TZ and CRON_TZ.',
      fix: 'Set schedule to "0 3 * * *" and timeZone to "Europe/Berlin".',
    }),
    invalid('TZ=Mars/Phobos 0 3 * * *', {
      messageId: 'zoneInSchedule',
      says: 'cannot be in its schedule',
      fix: withoutZone,
    }),
    invalid(
      'TZ=UTC',
      {
        messageId: 'zoneInSchedule',
        says: 'cannot be in its schedule',
        fix: withoutZone,
      },
      { messageId: 'count', says: 'but this one has 0.', fix: fewFields },
    ),
    invalid(
      '* * * * TZ',
      {
        messageId: 'zoneInSchedule',
        says: 'cannot be in its schedule',
        fix: withoutZone,
      },
      { messageId: 'value', says: 'but is "TZ".', fix: anyDay },
    ),
    {
      name: 'a time zone that is added to a stored schedule',
      before: at('0 3 * * *'),
      after: at('CRON_TZ=Etc/UTC 0 3 * * *'),
      findings: [
        {
          messageId: 'zoneInSchedule',
          path,
          type: 'FieldValueInvalid',
          to: 'CRON_TZ=Etc/UTC 0 3 * * *',
          fix: 'Set schedule to "0 3 * * *" and timeZone to "Etc/UTC".',
        },
      ],
    },
    {
      name: 'a stored schedule that gets an unknown time zone',
      before: at('TZ=Etc/UTC 0 3 * * *'),
      after: at('TZ=Mars/Phobos 0 3 * * *'),
      findings: [
        {
          messageId: 'zoneOfSchedule',
          path,
          type: 'FieldValueInvalid',
          to: 'TZ=Mars/Phobos 0 3 * * *',
          says: 'the schedule begins with the time zone "Mars/Phobos", which does not exist.',
          fix: otherZone,
        },
      ],
    },
    {
      name: 'a timeZone that is added to a stored schedule with a time zone',
      before: at('TZ=Etc/UTC 0 3 * * *'),
      after: cronJob({ schedule: 'TZ=Etc/UTC 0 3 * * *', timeZone: 'Etc/UTC' }),
      findings: [twoZones],
    },
    {
      name: 'a new schedule with a time zone, beside a timeZone',
      after: cronJob({ schedule: 'TZ=Etc/UTC 0 3 * * *', timeZone: 'Europe/Berlin' }),
      findings: [twoZones],
    },
    {
      name: 'an empty time zone',
      after: inZone(''),
      findings: [
        {
          messageId: 'emptyZone',
          path: 'spec.timeZone',
          type: 'FieldValueInvalid',
          to: '',
          fix: 'Set timeZone to a name such as "Europe/Berlin", or remove the field.',
        },
      ],
    },
    {
      name: 'local time',
      after: inZone('local'),
      findings: [{ messageId: 'local', path: 'spec.timeZone', type: 'FieldValueInvalid', to: 'local', fix: otherZone }],
    },
    {
      name: 'a time zone in lower case',
      after: inZone('europe/berlin'),
      findings: [
        {
          messageId: 'zoneCase',
          path: 'spec.timeZone',
          type: 'FieldValueNotFound',
          to: 'europe/berlin',
          says: 'no time zone has this name. Names of time zones are case-sensitive.',
          fix: 'Did you mean "Europe/Berlin"?',
        },
      ],
    },
    {
      name: 'an offset from UTC in an update',
      before: inZone('Etc/UTC'),
      after: inZone('+02:00'),
      findings: [
        unknownZone('offset', '+02:00', 'Use "Etc/GMT-2" for this offset. The sign in such names is reversed.'),
      ],
    },
    {
      name: 'an offset from UTC with its name',
      after: inZone('GMT+2'),
      findings: [
        {
          ...unknownZone('offset', 'GMT+2', 'Use "Etc/GMT-2" for this offset. The sign in such names is reversed.'),
          says: 'no time zone has this name.',
        },
      ],
    },
    {
      name: 'an offset west of Greenwich',
      after: inZone('utc-1000'),
      findings: [
        unknownZone('offset', 'utc-1000', 'Use "Etc/GMT+10" for this offset. The sign in such names is reversed.'),
      ],
    },
    ...['UTC+0', 'GMT-13', 'GMT+5:30', 'Etc/GMT+13'].map((zone) => ({
      name: `an offset without a name: ${zone}`,
      after: inZone(zone),
      findings: [unknownZone('zone', zone, otherZone)],
    })),
    {
      name: 'the name of an offset in lower case',
      after: inZone('etc/gmt-2'),
      findings: [unknownZone('zoneCase', 'etc/gmt-2', 'Did you mean "Etc/GMT-2"?')],
    },
    ...['Berlin', 'berlin'].map((zone) => ({
      name: `a city without its region: ${zone}`,
      after: inZone(zone),
      findings: [unknownZone('city', zone, 'Did you mean "Europe/Berlin"?')],
    })),
    {
      name: 'a city of two words',
      after: inZone('New York'),
      findings: [unknownZone('city', 'New York', 'Did you mean "America/New_York"?')],
    },
    ...['Europe', 'America/Argentina', 'Atlantis'].map((zone) => ({
      name: `no time zone is meant by ${zone}`,
      after: inZone(zone),
      findings: [unknownZone('zone', zone, otherZone)],
    })),
    {
      name: 'a misspelled name with a hyphen',
      after: inZone('America/New-York'),
      findings: [unknownZone('zone', 'America/New-York', 'Did you mean "America/New_York"?')],
    },
  ],
});

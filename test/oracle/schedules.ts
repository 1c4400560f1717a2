/** Random schedules and time zones, valid and invalid ones, and the code of Go that reads them: see go/cron/main.go. */
import { descriptors, scheduleFields, type ScheduleField } from '../../src/kubernetes/cron.ts';
import { timeZones } from '../../src/kubernetes/time-zone-names.ts';
import { askInJson } from './ask.ts';
import type { Random } from './random.ts';

interface GoReading {
  /** What is wrong with the text as a schedule. */
  readonly schedule?: string;
  /** What is wrong with the text as a time zone. */
  readonly zone?: string;
}

/** What the code of Go says about each text. */
export const readInGo = (binary: string, texts: readonly string[]): Promise<GoReading[]> => askInJson(binary, texts);

export function randomSchedule(r: Random): string {
  const prefix = r.chance(0.1)
    ? `${r.pick(['TZ=', 'CRON_TZ=', 'tz=', ' TZ='])}${randomZone(r)}${r.pick([' ', ' ', '  ', '', '\t'])}`
    : '';
  const schedule = `${prefix}${r.chance(0.25) ? descriptor(r) : fields(r)}`;
  return r.chance(0.15) ? mutated(schedule, r) : schedule;
}

export function randomZone(r: Random): string {
  const name = r.pick(timeZones);
  switch (r.below(6)) {
    case 0:
      return mutated(name, r);
    case 1:
      return r.pick([
        '',
        'Local',
        'local',
        'UTC',
        'utc',
        'UTC+1',
        '+01:00',
        'Europe',
        '../UTC',
        'Mars/Phobos',
        'posix/',
        'localtime',
      ]);
    case 2:
      return r.pick([name.toLowerCase(), name.toUpperCase(), `posix/${name}`, `right/${name}`, `/${name}`, `${name}x`]);
    default:
      return name;
  }
}

/** Mostly as many fields as needed. */
function fields(r: Random): string {
  const chosen = r.chance(0.9) ? scheduleFields : r.some([...scheduleFields, ...scheduleFields]);
  const between = (): string =>
    r.chance(0.9) ? ' ' : r.pick(['  ', '\t', '\n', '\u0085', '\u00a0', '\u3000', '\ufeff', '\u2003', '\u180e']);
  return chosen
    .map((field) => `${fieldText(field, r)}${between()}`)
    .join('')
    .slice(0, r.chance(0.8) ? -1 : undefined);
}

function fieldText(field: ScheduleField, r: Random): string {
  const parts = Array.from({ length: r.pick([1, 1, 1, 2, 3]) }, () => part(field, r));
  return parts.join(r.chance(0.97) ? ',' : r.pick([',,', ';', '/']));
}

function part(field: ScheduleField, r: Random): string {
  const range = r.pick([anything, value, value, ordered, ordered])(field, r);
  return r.chance(0.25) ? `${range}/${step(r)}` : range;
}

const anything = (_: ScheduleField, r: Random): string =>
  r.chance(0.9) ? '*' : r.pick(['?', '*-', '*-x', '*-1-x', '', '**', '-', '1-', '-1']);

function ordered(field: ScheduleField, r: Random): string {
  const [from, to] = [value(field, r), value(field, r)];
  const isOrdered = Number(from) <= Number(to) || r.chance(0.1);
  return `${isOrdered ? `${from}-${to}` : `${field.min}-${to}`}${r.chance(0.02) ? '-1' : ''}`;
}

function value({ min, max, names }: ScheduleField, r: Random): string {
  if (names.length > 0 && r.chance(0.3)) {
    const name = r.pick(names);
    return r.pick([name, name.toLowerCase(), `${name}${r.pick(['', '', '', 'x', 'day'])}`]);
  }
  const number = r.chance(0.97) ? min + r.below(max - min + 1) : r.pick([min - 1, max + 1, 0, 7, 100, 2 ** 40]);
  return `${r.chance(0.02) ? r.pick(['+', '0', '00', '-']) : ''}${number}`;
}

const step = (r: Random): string =>
  r.chance(0.9)
    ? String(1 + r.below(70))
    : r.pick([
        '0',
        '-1',
        '-0',
        '+2',
        '',
        'x',
        '1.5',
        '2/3',
        '007',
        '9223372036854775807',
        '9223372036854775808',
        '00009223372036854775807',
        '1_0',
      ]);

function descriptor(r: Random): string {
  if (r.chance(0.4))
    return `${r.pick([...descriptors, '@reboot', '@Daily', '@every', '@every1h'])}${r.chance(0.1) ? ' ' : ''}`;
  const count = r.pick([0, 1, 1, 2, 3]);
  const amounts = Array.from(
    { length: count },
    () => `${amount(r)}${r.pick(['h', 'm', 's', 'ms', 'us', '\u00b5s', '\u03bcs', 'ns', 'ns', 'd', '', 'H'])}`,
  );
  return `@every ${r.chance(0.15) ? r.pick(['-', '+', ' ', '--']) : ''}${amounts.join('')}`;
}

const amount = (r: Random): string =>
  r.chance(0.8)
    ? String(r.below(100))
    : r.pick([
        '1.5',
        '.5',
        '5.',
        '.',
        '0',
        '00000000000000000000000001',
        '2562047',
        '2562048',
        '9223372036854775807',
        '9223372036854775808',
        '9223372036854775809',
        '9223372036.854775807',
        '9223372036.854775808',
        '0.00000000000000000000000000000001',
        '1.99999999999999999999999999999999',
        '1e3',
      ]);

const characters = [
  '*',
  '?',
  '/',
  '-',
  ',',
  ' ',
  '0',
  '7',
  '9',
  'a',
  'S',
  '@',
  'TZ',
  '=',
  '.',
  '+',
  '#',
  'L',
  'W',
  '\u0130',
  '\u0131',
  '\u017f',
  '\u00e4',
  '\u0000',
  '\u0085',
  '\ud800',
];

/** The text with one character more, less, or replaced. */
function mutated(text: string, r: Random): string {
  const at = r.below(text.length + 1);
  return `${text.slice(0, at)}${r.chance(0.7) ? r.pick(characters) : ''}${text.slice(at + r.below(2))}`;
}

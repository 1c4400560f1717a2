/** Times (metav1.Time), as the API server reads them: time.Parse of Go with the layout RFC3339. */
import type { Json } from '../json/json.ts';
import { isDate, isTimeOfDay } from '../json/calendar.ts';

/** Go also accepts an hour of one digit, a comma before the fraction, and 24 hours and 60 minutes in a time zone. */
const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([-+])(\d\d):(\d\d))$/;

/** A time as a number of milliseconds, to compare it with others. NaN if the value is not a time. */
export function timeOf(value: Json): number {
  const match = typeof value === 'string' ? form.exec(value) : null;
  if (match === null) return NaN;
  const [, ...parts] = match;
  const numbers = parts.map((part) => Number(part ?? 0));
  const [year, month, day, hour, minute, second] = numbers as [number, number, number, number, number, number];
  const [zoneHour, zoneMinute] = numbers.slice(-2) as [number, number];
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second) || zoneHour > 24 || zoneMinute > 60) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Number((parts[6] ?? '').slice(0, 3).padEnd(3, '0')));
  const offset = (zoneHour * 60 + zoneMinute) * 60_000;
  return date.getTime() + (parts[7] === '-' ? offset : -offset);
}

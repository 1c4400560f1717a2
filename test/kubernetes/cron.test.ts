import { expect, test } from '@jest/globals';
import { scheduleProblems, splitZone } from '../../src/kubernetes/cron.ts';

const known = (name: string): boolean => name === 'UTC';

test.each([
  { schedule: '* * * * *', problems: [] },
  { schedule: 'TZ=UTC @daily ', problems: [] },
  { schedule: 'CRON_TZ=UTC\u00a0 0 0 1 1 0 ', problems: ['zone UTC\u00a0'] },
  { schedule: 'TZ=Mars 60 * * * *', problems: ['zone Mars', 'value 60'] },
  { schedule: 'TZ=UTC', problems: ['count 0'] },
  { schedule: ' @daily', problems: ['count 1'] },
  { schedule: '@Daily', problems: ['descriptor @Daily'] },
  { schedule: '@every', problems: ['duration '] },
  { schedule: '@every5m', problems: ['duration 5m'] },
  { schedule: '@every 1d', problems: ['duration  1d'] },
  { schedule: '*/+1,? ,, 31/1 jan-DEC/12 sun-sat', problems: [] },
  { schedule: '* * 1-32 * *', problems: ['value 32'] },
  { schedule: '1--2 */1/1 5-4 */0 */-1', problems: ['range 1--2', 'range */1/1', 'order 5-4', 'step 0', 'step -1'] },
])('the problems of $schedule', ({ schedule, problems }) => {
  const found = [...scheduleProblems(schedule, known)];
  expect(found.map((problem) => `${problem.is} ${'count' in problem ? problem.count : problem.text}`)).toEqual(
    problems,
  );
});

test.each([
  ['TZ=UTC * * * * *', { zone: 'UTC', rest: '* * * * *' }],
  ['CRON_TZ=Etc/UTC', { zone: 'Etc/UTC', rest: '' }],
  ['TZ=  @daily\n', { zone: '', rest: '@daily' }],
  [' TZ=UTC @daily', undefined],
  ['@daily', undefined],
])('the time zone in %j', (schedule, parts) => expect(splitZone(schedule)).toEqual(parts));

test('a long schedule does not take long', () => {
  const [spaces, digits] = [' '.repeat(1_000_000), '0'.repeat(1_000_000)];
  for (const text of [
    `TZ=UTC ${spaces}x${spaces}`,
    `${digits}x * * * *`,
    `@every ${digits}.${digits}x`,
    `${'1-'.repeat(500_000)}${spaces}`,
  ]) {
    expect([...scheduleProblems(text, known)]).toHaveLength(1);
  }
});

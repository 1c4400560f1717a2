/** The code of Go, with which kube-apiserver reads the schedule and the time zone of a CronJob, and Podward accept the same texts. */
import { describe, expect, test } from '@jest/globals';
import { scheduleProblems } from '../../src/kubernetes/cron.ts';
import { isLocation, isTimeZone } from '../../src/kubernetes/time-zones.ts';
import { timeZones } from '../../src/kubernetes/time-zone-names.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { seed } from '../property.ts';
import { cronBinary } from './build.ts';
import { createRandom } from './random.ts';
import { randomSchedule, randomZone, readInGo } from './schedules.ts';

const count = 50_000;

/** Whether a machine has these depends on its files. */
const isFile = (name: string): boolean => /^(?:posix|right)\/|^(?:localtime|posixrules)$/.test(name);
/** So many of these that a list is readable. */
const first = <T>(list: readonly T[]): readonly T[] => list.slice(0, 10);

test(`${count} random schedules, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const schedules = Array.from({ length: count }, () => randomSchedule(random)).filter(
    (text) => text !== '' && !/TZ=\S*(?:posix|right|localtime|posixrules|\/\/|\.\/)/.test(text),
  );
  const expected = await readInGo(await cronBinary(streamProgress()), schedules);
  const valid = expected.filter(({ schedule }) => schedule === undefined).length;
  expect(Math.min(valid, schedules.length - valid)).toBeGreaterThan(count / 5);
  const different = schedules.flatMap((text, i) => {
    const problems = [...scheduleProblems(text, isLocation)];
    const go = expected[i]!.schedule;
    return (problems.length === 0) === (go === undefined) ? [] : [{ text, go, problems }];
  });
  expect(first(different)).toEqual([]);
});

describe('time zones', () => {
  test(`${count} random names, seed ${seed}`, async () => {
    const random = createRandom(seed);
    const names = Array.from({ length: count }, () => randomZone(random)).filter(
      (name) => name !== '' && !isFile(name),
    );
    const expected = await readInGo(await cronBinary(streamProgress()), names);
    const different = names.filter((name, i) => isTimeZone(name) !== (expected[i]!.zone === undefined));
    expect(first(different)).toEqual([]);
  });

  test('every name in the list is valid', async () => {
    const expected = await readInGo(await cronBinary(streamProgress()), timeZones);
    expect(timeZones.filter((_, i) => expected[i]!.zone !== undefined)).toEqual([]);
  });
});

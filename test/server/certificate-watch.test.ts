/** The watch of the certificate with a simulated clock: a certificate that was refused because of the time is tried again. */
import { afterEach, expect, test } from '@jest/globals';
import { readCertificate, watchCertificate } from '../../src/server/certificate.ts';
import { makePair, secretVolume } from './certificates.ts';

const volume = secretVolume();
afterEach(() => volume.remove());

test('a certificate is used when it becomes valid, and an expired one is not', () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let look = (): void => {};
  const events: string[] = [];
  const clock = {
    now: () => now,
    every: (tick: () => void) => {
      look = tick;
      return () => {};
    },
  };
  const lookAt = (time: string): string[] => {
    now = Date.parse(time);
    events.length = 0;
    look();
    return [...events];
  };

  volume.swap((folder) => makePair(folder, { notBefore: '20250101000000Z', notAfter: '20270101000000Z' }));
  const files = { dir: volume.dir };
  const watch = watchCertificate(
    files,
    readCertificate(files, clock),
    {
      renewed: ({ starts }) => events.push(`renewed ${starts.toISOString().slice(0, 10)}`),
      refused: (reason) => events.push(`refused ${reason.replace(/^.*tls\.crt |\. .*$/g, '')}`),
    },
    clock,
  );
  const first = watch.current;
  expect(lookAt('2026-01-02T00:00:00Z')).toEqual([]);

  volume.swap((folder) => makePair(folder, { notBefore: '20260201000000Z', notAfter: '20260801000000Z' }));
  expect(lookAt('2026-01-03T00:00:00Z')).toEqual(['refused is not valid before 2026-02-01T00:00:00.000Z']);
  expect(lookAt('2026-01-31T23:59:59Z')).toEqual([]);
  expect(watch.current).toBe(first);
  expect(lookAt('2026-02-01T00:00:00Z')).toEqual(['renewed 2026-02-01']);
  expect(lookAt('2026-02-02T00:00:00Z')).toEqual([]);

  volume.swap((folder) => makePair(folder, { notBefore: '20260101000000Z', notAfter: '20260115000000Z' }));
  expect(lookAt('2026-03-01T00:00:00Z')).toEqual(['refused expired at 2026-01-15T00:00:00.000Z']);
  expect(lookAt('2026-04-01T00:00:00Z')).toEqual([]);
  // The clock was wrong, and is corrected.
  expect(lookAt('2026-01-10T00:00:00Z')).toEqual(['renewed 2026-01-01']);

  // A certificate that was not valid yet when it arrived may have expired when the process continues after a pause.
  volume.swap((folder) => makePair(folder, { notBefore: '20260601000000Z', notAfter: '20260701000000Z' }));
  expect(lookAt('2026-01-11T00:00:00Z')).toEqual(['refused is not valid before 2026-06-01T00:00:00.000Z']);
  expect(lookAt('2026-09-01T00:00:00Z')).toEqual(['refused expired at 2026-07-01T00:00:00.000Z']);
  expect(lookAt('2026-09-02T00:00:00Z')).toEqual([]);
  watch.stop();
});

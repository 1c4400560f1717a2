/** The watch of the certificate with a simulated clock: what was refused because of the time is tried again, and a new CA waits for caBundle. */
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCertificate, watchCertificate } from '../../src/server/certificate.ts';
import { makeCa, makePair, makeSigned, secretVolume, temporaryFolder } from './certificates.ts';

let volume: ReturnType<typeof secretVolume>;
beforeEach(() => void (volume = secretVolume()));
afterEach(() => volume.remove());
const cas = temporaryFolder();
afterAll(() => rmSync(cas, { recursive: true }));

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
      delayed: (_, ms) => events.push(`delayed ${ms} ms`),
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

test('a certificate of a new CA is used when kube-apiserver has had time to learn the CA', () => {
  let now = Date.now();
  let look = (): void => {};
  const events: string[] = [];
  const clock = {
    now: () => now,
    every: (tick: () => void) => {
      look = tick;
      return () => {};
    },
  };
  const after = (seconds: number): string[] => {
    now += seconds * 1000;
    events.length = 0;
    look();
    return [...events];
  };
  const ca = (name: string): string => join(cas, name);
  const put = (name: string, ...trusted: string[]): void =>
    volume.swap((folder) => {
      makeSigned(folder, ca(name), { name });
      writeFileSync(join(folder, 'ca.crt'), '');
      for (const one of trusted) appendFileSync(join(folder, 'ca.crt'), readFileSync(join(ca(one), 'tls.crt')));
    });
  for (const name of ['one', 'two', 'three']) makeCa(ca(name), name);

  put('one', 'one');
  const files = { dir: volume.dir };
  const watch = watchCertificate(
    files,
    readCertificate(files, clock),
    {
      renewed: ({ chain }) => events.push(`renewed ${chain[0]!.subject}`),
      delayed: ({ chain }, ms) => events.push(`${chain[0]!.subject} in ${ms / 1000} s`),
      refused: (reason) => events.push(reason),
    },
    clock,
  );
  put('one', 'one');
  expect(after(1)).toEqual(['renewed CN=one']);

  // As Helm renews: the new bundle has both CAs.
  put('two', 'two', 'one');
  expect(after(1)).toEqual(['CN=two in 8 s']);
  expect(after(7)).toEqual([]);
  expect(watch.current.chain[0]!.subject).toBe('CN=one');
  expect(after(1)).toEqual(['renewed CN=two']);
  expect(after(1)).toEqual([]);

  // kube-apiserver knows both CAs since the last renewal.
  put('one', 'one');
  expect(after(1)).toEqual(['renewed CN=one']);

  // It does not trust the current certificate any more.
  put('three', 'three');
  expect(after(1)).toEqual(['renewed CN=three']);

  // The files change again before the time has come.
  put('two', 'two', 'three');
  expect(after(1)).toEqual(['CN=two in 8 s']);
  volume.swap((folder) => writeFileSync(join(folder, 'tls.crt'), ''));
  expect(after(1)).toEqual([expect.stringContaining('cannot be read')]);
  expect(watch.refusing).toBe(true);
  expect(after(10)).toEqual([]);
  put('two', 'two', 'three');
  expect(after(1)).toEqual(['CN=two in 8 s']);
  expect(watch.refusing).toBe(false);

  // Only ca.crt changes: kube-apiserver learns the CA before it is used.
  put('three', 'three');
  expect(after(1)).toEqual(['renewed CN=three']);
  volume.swap((folder) => {
    for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(volume.dir, file), join(folder, file));
    writeFileSync(join(folder, 'ca.crt'), readFileSync(join(ca('three'), 'tls.crt')));
    appendFileSync(join(folder, 'ca.crt'), readFileSync(join(ca('two'), 'tls.crt')));
  });
  expect(after(1)).toEqual([]);
  put('two', 'two', 'three');
  expect(after(1)).toEqual(['renewed CN=two']);
  watch.stop();
});

/** The watch of the certificate with a simulated clock: what was refused because of the time is tried again, and a new CA waits for caBundle. */
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCertificate } from '../../src/server/certificate.ts';
import { watchCertificate } from '../../src/server/certificate-watch.ts';
import { makeCa, makePair, makeSigned, secretVolume, temporaryFolder } from './certificates.ts';
import { simulatedClock } from './simulated-clock.ts';

let volume: ReturnType<typeof secretVolume>;
beforeEach(() => void (volume = secretVolume()));
afterEach(() => volume.remove());
const cas = temporaryFolder();
afterAll(() => rmSync(cas, { recursive: true }));

/** The clock stands still, and a certificate that is made later must be valid already. */
const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** A watch of the volume whose events are collected, each as one line. If `fault.reason` is set, a renewal throws it. */
function simulate(start: string, fault: { reason?: string } = {}, clientCa?: string) {
  const clock = simulatedClock(Date.parse(start));
  const files = { dir: volume.dir, clientCa };
  const events: string[] = [];
  const first = readCertificate(files, clock);
  const watch = watchCertificate(
    files,
    first,
    {
      renewed({ chain: [leaf] }) {
        if (fault.reason !== undefined) throw new Error(fault.reason);
        events.push(`renewed ${leaf.subject}`);
      },
      warned: (warning) => events.push(`warned ${warning.replaceAll(volume.dir, 'DIR')}`),
      delayed: ({ chain: [leaf] }, ms) => events.push(`${leaf.subject} in ${ms / 1000} s`),
      refused: (reason) => events.push(`refused ${reason.replace(/^.*tls\.crt |\. .*$/g, '')}`),
      invalid: (reason) => events.push(`invalid: ${reason.replaceAll(volume.dir, 'DIR')}`),
    },
    clock,
  );
  const look = async (): Promise<string[]> => {
    events.length = 0;
    await clock.look();
    return [...events];
  };
  return {
    watch,
    first,
    /** One look, which does not use what it sees for the first time. */
    glance: async (): Promise<string[]> => {
      events.length = 0;
      await clock.tick();
      return [...events];
    },
    lookAt: (time: string): Promise<string[]> => {
      clock.set(Date.parse(time));
      return look();
    },
    after: (seconds: number): Promise<string[]> => {
      clock.set(clock.now() + seconds * 1000);
      return look();
    },
  };
}

test('a certificate is used when it becomes valid, and an expired one is not', async () => {
  volume.swap((folder) =>
    makePair(folder, { name: 'first', notBefore: '20250101000000Z', notAfter: '20270101000000Z' }),
  );
  const { watch, first, lookAt } = simulate('2026-01-01T00:00:00Z');
  expect(await lookAt('2026-01-02T00:00:00Z')).toEqual([]);

  volume.swap((folder) =>
    makePair(folder, { name: 'second', notBefore: '20260201000000Z', notAfter: '20260801000000Z' }),
  );
  expect(await lookAt('2026-01-03T00:00:00Z')).toEqual(['refused is not valid before 2026-02-01T00:00:00.000Z']);
  expect(await lookAt('2026-01-31T23:59:59Z')).toEqual([]);
  expect(watch.current).toBe(first);
  expect(await lookAt('2026-02-01T00:00:00Z')).toEqual(['renewed CN=second']);
  expect(await lookAt('2026-02-02T00:00:00Z')).toEqual([]);

  volume.swap((folder) =>
    makePair(folder, { name: 'third', notBefore: '20260101000000Z', notAfter: '20260115000000Z' }),
  );
  expect(await lookAt('2026-03-01T00:00:00Z')).toEqual(['refused expired at 2026-01-15T00:00:00.000Z']);
  expect(await lookAt('2026-04-01T00:00:00Z')).toEqual([]);
  // The clock was wrong, and is corrected.
  expect(await lookAt('2026-01-10T00:00:00Z')).toEqual(['renewed CN=third']);

  // A certificate that was not valid yet when it arrived may have expired when the process continues after a pause.
  volume.swap((folder) => makePair(folder, { notBefore: '20260601000000Z', notAfter: '20260701000000Z' }));
  expect(await lookAt('2026-01-11T00:00:00Z')).toEqual(['refused is not valid before 2026-06-01T00:00:00.000Z']);
  expect(await lookAt('2026-09-01T00:00:00Z')).toEqual(['refused expired at 2026-07-01T00:00:00.000Z']);
  expect(await lookAt('2026-09-02T00:00:00Z')).toEqual([]);
});

test('a certificate of a new CA is used when kube-apiserver has had time to learn the CA', async () => {
  const ca = (name: string): string => join(cas, name);
  const put = (name: string, ...trusted: string[]): void =>
    volume.swap((folder) => {
      makeSigned(folder, ca(name), { name });
      writeFileSync(join(folder, 'ca.crt'), '');
      for (const one of trusted) appendFileSync(join(folder, 'ca.crt'), readFileSync(join(ca(one), 'tls.crt')));
    });
  for (const name of ['one', 'two', 'three']) makeCa(ca(name), name);

  put('one', 'one');
  const { watch, after } = simulate(soon());
  put('one', 'one');
  expect(await after(1)).toEqual(['renewed CN=one']);

  // As Helm renews: the new bundle has both CAs.
  put('two', 'two', 'one');
  expect(await after(1)).toEqual(['CN=two in 8 s']);
  expect(await after(7)).toEqual([]);
  expect(watch.current.chain[0].subject).toBe('CN=one');
  expect(await after(1)).toEqual(['renewed CN=two']);
  expect(await after(1)).toEqual([]);

  // kube-apiserver knows both CAs since the last renewal.
  put('one', 'one');
  expect(await after(1)).toEqual(['renewed CN=one']);

  // It does not trust the current certificate any more.
  put('three', 'three');
  expect(await after(1)).toEqual(['renewed CN=three']);

  // The files change again before the time has come.
  put('two', 'two', 'three');
  expect(await after(1)).toEqual(['CN=two in 8 s']);
  volume.swap((folder) => writeFileSync(join(folder, 'tls.crt'), ''));
  expect(await after(1)).toEqual([expect.stringContaining('cannot be read')]);
  expect(watch.refusing).toBe(true);
  expect(await after(10)).toEqual([]);
  put('two', 'two', 'three');
  expect(await after(1)).toEqual(['CN=two in 8 s']);
  expect(watch.refusing).toBe(false);

  // Only ca.crt changes: kube-apiserver learns the CA before it is used.
  put('three', 'three');
  expect(await after(1)).toEqual(['renewed CN=three']);
  volume.swap((folder) => {
    for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(volume.dir, file), join(folder, file));
    writeFileSync(join(folder, 'ca.crt'), readFileSync(join(ca('three'), 'tls.crt')));
    appendFileSync(join(folder, 'ca.crt'), readFileSync(join(ca('two'), 'tls.crt')));
  });
  expect(await after(1)).toEqual([]);
  put('two', 'two', 'three');
  expect(await after(1)).toEqual(['renewed CN=two']);
});

test('a certificate that the server cannot use leaves the previous one in use, and is tried again', async () => {
  volume.swap((folder) => makePair(folder, { name: 'first' }));
  const fault: { reason?: string } = {};
  const { watch, first, after } = simulate(soon(), fault);
  volume.swap((folder) => makePair(folder, { name: 'second' }));
  fault.reason = 'no more memory';
  expect(await after(1)).toEqual(['refused no more memory.']);
  expect(watch.current).toBe(first);
  expect(watch.refusing).toBe(true);
  expect(await after(59)).toEqual([]);
  // The second attempt fails too, and is not reported again.
  expect(await after(1)).toEqual([]);
  fault.reason = 'another reason';
  expect(await after(60)).toEqual(['refused another reason.']);
  delete fault.reason;
  expect(await after(60)).toEqual(['renewed CN=second']);
  expect(watch.refusing).toBe(false);
  expect(await after(60)).toEqual([]);

  // The files of before come back while the new ones wait for the next attempt.
  const copy = temporaryFolder();
  for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(volume.dir, file), join(copy, file));
  volume.swap((folder) => makePair(folder, { name: 'third' }));
  fault.reason = 'no more memory';
  expect(await after(1)).toEqual(['refused no more memory.']);
  volume.swap((folder) => {
    for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(copy, file), join(folder, file));
  });
  expect(await after(1)).toEqual([]);
  expect(watch.refusing).toBe(false);
  expect(await after(60)).toEqual([]);
  rmSync(copy, { recursive: true });
});

test('a pair that is being replaced is not refused', async () => {
  volume.swap((folder) => makePair(folder, { name: 'first' }));
  const { watch, glance } = simulate(soon());
  const pair = (name: string) => (folder: string) => makePair(folder, { name });

  // tls.key is missing for a moment.
  volume.swap((folder) => {
    makePair(folder, { name: 'second' });
    rmSync(join(folder, 'tls.key'));
  });
  expect(await glance()).toEqual([]);
  volume.swap(pair('second'));
  expect(await glance()).toEqual([]);
  expect(await glance()).toEqual(['renewed CN=second']);

  // The certificate is that of the new pair, and the key that of the old one.
  volume.swap((folder) => {
    makePair(folder, { name: 'third' });
    copyFileSync(join(volume.dir, 'tls.key'), join(folder, 'tls.key'));
  });
  expect(await glance()).toEqual([]);
  volume.swap(pair('third'));
  expect(await glance()).toEqual([]);
  expect(await glance()).toEqual(['renewed CN=third']);

  // The files are gone for a while, and come back unchanged.
  const copy = temporaryFolder();
  for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(volume.dir, file), join(copy, file));
  volume.swap(() => {});
  expect(await glance()).toEqual([]);
  expect(await glance()).toEqual(['refused cannot be read: no such file or directory']);
  expect(await glance()).toEqual([]);
  volume.swap((folder) => {
    for (const file of ['tls.crt', 'tls.key']) copyFileSync(join(copy, file), join(folder, file));
  });
  expect(await glance()).toEqual([]);
  expect(watch.refusing).toBe(true);
  expect(await glance()).toEqual([]);
  expect(watch.refusing).toBe(false);
  rmSync(copy, { recursive: true });
});

test('the chain becomes shorter when an intermediate certificate expires that may not be needed', async () => {
  const path = (name: string): string => join(cas, name);
  const isCa = ['basicConstraints=critical,CA:TRUE', 'keyUsage=keyCertSign'];
  makeCa(path('root'), 'root');
  makeSigned(path('middle'), path('root'), { name: 'middle', extensions: isCa, args: ['-days', '1'] });
  volume.swap((folder) => {
    makeSigned(folder, path('middle'));
    rmSync(join(folder, 'ca.crt'));
    appendFileSync(join(folder, 'tls.crt'), readFileSync(join(path('middle'), 'tls.crt')));
  });
  const { watch, after, first } = simulate(soon());
  const [leaf, middle] = first.chain;
  expect(first.expires).toEqual(middle!.validToDate);
  expect(await after(20 * 3600)).toEqual([]);
  expect(await after(10 * 3600)).toEqual([
    expect.stringMatching(/^warned The chain is used without one .* "CN=middle" in DIR\/tls\.crt expired at /),
  ]);
  expect(watch.current.expires).toEqual(leaf.validToDate);
  expect(await after(1)).toEqual([]);

  // The certificate itself expires. Nothing replaces it, so nothing is refused.
  expect(await after(24 * 3600)).toEqual([
    `invalid: the certificate in DIR/tls.crt expired at ${leaf.validToDate.toISOString()}. Renew the certificate.`,
  ]);
  expect(await after(1)).toEqual([]);
  expect(watch).toMatchObject({ refusing: false, current: { expires: leaf.validToDate } });
});

test('the end of the CA in ca.crt is reported once, and stays the date of expiry', async () => {
  makeCa(join(cas, 'short'), 'short', 1);
  const long = { args: ['-days', '3'] };
  volume.swap((folder) => makeSigned(folder, join(cas, 'short'), long));
  const { watch, first, after } = simulate(soon());
  const [leaf] = first.chain;
  const { expires } = first;
  expect(await after(20 * 3600)).toEqual([]);
  expect(await after(10 * 3600)).toEqual([
    `warned The CA "CN=short" in DIR/ca.crt expired at ${expires.toISOString()}. If caBundle has the same CAs, kube-apiserver cannot call Podward. Renew the CA.`,
  ]);
  expect(await after(1)).toEqual([]);
  expect(watch).toMatchObject({ refusing: false, current: { expires } });
  expect(await after(72 * 3600)).toEqual([
    `invalid: the certificate in DIR/tls.crt expired at ${leaf.validToDate.toISOString()}. Renew the certificate.`,
  ]);

  // A pair of a new CA is used at once, because kube-apiserver does not trust the one in use.
  makeCa(join(cas, 'next'), 'next', 9);
  volume.swap((folder) => {
    makeSigned(folder, join(cas, 'next'), { name: 'next', args: ['-days', '8'] });
    appendFileSync(join(folder, 'ca.crt'), readFileSync(join(cas, 'short', 'tls.crt')));
  });
  expect(await after(1)).toEqual(['renewed CN=next']);
  expect(watch.current.expires).toEqual(watch.current.chain[0].validToDate);
});

test('the end of the last client CA is reported once, and a new CA is used', async () => {
  const clientCa = join(cas, 'clients.crt');
  const put = (...names: string[]): void =>
    writeFileSync(clientCa, names.map((name) => readFileSync(join(cas, name, 'tls.crt'), 'utf8')).join(''));
  for (const [name, notBefore, notAfter] of [
    ['winter', '20250101000000Z', '20260201000000Z'],
    ['spring', '20260115000000Z', '20260501000000Z'],
    ['summer', '20260401000000Z', '20270101000000Z'],
  ] as const)
    makePair(join(cas, name), { name, notBefore, notAfter });
  const pair = (name: string) => (folder: string) =>
    makePair(folder, { name, notBefore: '20250101000000Z', notAfter: '20270101000000Z' });
  volume.swap(pair('first'));
  put('winter', 'spring');
  const { watch, lookAt } = simulate('2026-01-01T00:00:00Z', {}, clientCa);
  const expires = () => watch.current.clientCa?.validToDate.toISOString();
  expect(expires()).toBe('2026-02-01T00:00:00.000Z');

  expect(await lookAt('2026-01-15T00:00:01Z')).toEqual([]);
  expect(expires()).toBe('2026-05-01T00:00:00.000Z');
  expect(await lookAt('2026-02-01T00:00:00Z')).toEqual([]);
  expect(await lookAt('2026-04-30T23:59:59Z')).toEqual([]);
  const reason = `no certificate in ${clientCa} is valid now`;
  expect(await lookAt('2026-05-01T00:00:00Z')).toEqual([`invalid: ${reason}. Renew the CA.`]);
  expect(await lookAt('2026-05-02T00:00:00Z')).toEqual([]);
  expect(watch.refusing).toBe(false);
  expect(expires()).toBe('2026-05-01T00:00:00.000Z');

  // The clock was wrong, and is corrected.
  expect(await lookAt('2026-03-01T00:00:00Z')).toEqual([]);
  expect(await lookAt('2026-05-03T00:00:00Z')).toEqual([`invalid: ${reason}. Renew the CA.`]);

  volume.swap(pair('second'));
  expect(await lookAt('2026-05-04T00:00:00Z')).toEqual([`refused ${reason}`]);
  put('summer');
  expect(await lookAt('2026-05-05T00:00:00Z')).toEqual(['renewed CN=second']);
  expect(expires()).toBe('2027-01-01T00:00:00.000Z');
});

test('a client CA is used when it becomes valid', async () => {
  const clientCa = join(cas, 'early.crt');
  const dates = { notBefore: '20250101000000Z', notAfter: '20270101000000Z' };
  makePair(join(cas, 'valid'), dates);
  makePair(join(cas, 'early'), { ...dates, notBefore: '20260201000000Z' });
  makePair(join(cas, 'late'), { notBefore: '20270101000000Z', notAfter: '20280101000000Z' });
  volume.swap((folder) => makePair(folder, dates));
  copyFileSync(join(cas, 'valid/tls.crt'), clientCa);
  const { lookAt } = simulate('2026-01-01T00:00:00Z', {}, clientCa);
  copyFileSync(join(cas, 'early/tls.crt'), clientCa);
  appendFileSync(clientCa, readFileSync(join(cas, 'late/tls.crt')));
  expect(await lookAt('2026-01-02T00:00:00Z')).toEqual([`refused no certificate in ${clientCa} is valid now`]);
  expect(await lookAt('2026-02-01T00:00:00Z')).toEqual(['renewed CN=podward']);
});

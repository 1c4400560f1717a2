/** Renewal of the certificate in a running server, and client certificates. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { encoded, reviewOf } from '../admission/requests.ts';
import { makePair, newKey, openssl, secretVolume, temporaryFolder } from './certificates.ts';
import { get, keepAlive, metricsOf, post, until } from './client.ts';
import { startPodward } from './podward.ts';

jest.setTimeout(60_000);
const good = encoded(reviewOf());

test('a renewed certificate is used, an invalid one is not, and connections stay open', async () => {
  const volume = secretVolume();
  volume.swap((folder) => makePair(folder, { name: 'first' }));
  const podward = await startPodward(`--tls-dir=${volume.dir}`, '--drain-seconds=0');
  const served = async (): Promise<string> => (await post(podward.port, '/validate/deny', good)).certificate;
  const agent = keepAlive();
  await post(podward.port, '/validate/deny', good, { agent });
  expect(await served()).toBe('first');

  volume.swap((folder) => makePair(folder, { name: 'second' }));
  await until(async () => (await served()) === 'second', 'the second certificate');

  const refusals = (): number => podward.output().split('certificate refused').length - 1;
  volume.swap((folder) => {
    makePair(folder, { name: 'mismatch' });
    copyFileSync(join(volume.dir, 'tls.key'), join(folder, 'tls.key'));
  });
  await until(() => refusals() === 1, 'the refusal of a pair that does not belong together');
  volume.swap((folder) => makePair(folder, { name: 'expired', notAfter: '20200102000000Z' }));
  await until(() => refusals() === 2, 'the refusal of an expired certificate');
  volume.swap((folder) => {
    writeFileSync(join(folder, 'tls.crt'), '');
    writeFileSync(join(folder, 'tls.key'), '');
  });
  await until(() => refusals() === 3, 'the refusal of empty files');
  volume.swap(() => {});
  await until(() => refusals() === 4, 'the complaint about missing files');
  volume.swap((folder) => void execFileSync('mkfifo', [join(folder, 'tls.crt')]));
  await until(() => refusals() === 5, 'the refusal of a named pipe');
  volume.swap((folder) => {
    writeFileSync(join(folder, 'tls.crt'), '');
    truncateSync(join(folder, 'tls.crt'), 2 ** 30);
  });
  await until(() => refusals() === 6, 'the refusal of a large file');
  volume.swap((folder) => symlinkSync('/dev/zero', join(folder, 'tls.crt')));
  await until(() => refusals() === 7, 'the refusal of a device');
  expect(await served()).toBe('second');
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  expect(await metricsOf(podward.healthPort)).toMatch(/^podward_certificate_refused_total 7$/m);

  volume.swap((folder) => makePair(folder, { name: 'third' }));
  await until(async () => (await served()) === 'third', 'the third certificate');

  const kept = await post(podward.port, '/validate/deny', good, { agent });
  expect(kept).toMatchObject({ status: 200, reused: true, certificate: 'first' });
  agent.destroy();
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  volume.remove();
});

test('a server whose certificate has expired is not ready', async () => {
  const folder = temporaryFolder();
  const inSeconds = (seconds: number): string =>
    new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
  makePair(folder, { notAfter: inSeconds(8) });
  const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
  await until(async () => (await get(podward.healthPort, '/readyz')).status === 503, 'readiness to end');
  expect((await get(podward.healthPort, '/readyz')).text).toMatch(/^The certificate expired at \S+\.$/m);
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

test('with --client-ca, only a client with a certificate of that CA is served', async () => {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder, name);
  makePair(folder);
  makePair(file('ca'), { name: 'ca' });
  makePair(file('stranger'), { name: 'stranger' });
  openssl('req', ...newKey('apiserver', file('client.key')), '-out', file('client.csr'));
  const signedBy = ['-CA', file('ca/tls.crt'), '-CAkey', file('ca/tls.key')];
  openssl('x509', '-req', '-in', file('client.csr'), ...signedBy, '-days', '2', '-out', file('client.crt'));

  const podward = await startPodward(`--tls-dir=${folder}`, `--client-ca=${file('ca/tls.crt')}`, '--drain-seconds=0');
  const pair = (cert: string, key: string) => ({ cert: readFileSync(file(cert)), key: readFileSync(file(key)) });
  expect((await post(podward.port, '/validate/deny', good, pair('client.crt', 'client.key'))).status).toBe(200);
  await expect(
    post(podward.port, '/validate/deny', good, pair('stranger/tls.crt', 'stranger/tls.key')),
  ).rejects.toThrow();
  await expect(post(podward.port, '/validate/deny', good)).rejects.toThrow();
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

/** Renewal of the certificate in a running server, and client certificates. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { encoded, reviewOf } from '../admission/requests.ts';
import { makeCa, makePair, makeSigned, secretVolume, temporaryFolder } from './certificates.ts';
import { get, keepAlive, metric, metricsOf, post, until } from './client.ts';
import { startPodward } from './podward.ts';

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
  await until(async () => (await served()) === 'second', 'the second certificate', 25);

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
  const metrics = await metricsOf(podward.healthPort);
  expect(metrics).toMatch(/^podward_certificate_refused_total 7$/m);
  expect(metrics).toMatch(/^podward_certificate_files_refused 1$/m);

  volume.swap((folder) => makePair(folder, { name: 'third' }));
  await until(async () => (await served()) === 'third', 'the third certificate', 25);
  expect(await metric(podward.healthPort, 'podward_certificate_files_refused')).toBe(0);

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
  makePair(folder);
  const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
  makePair(folder, { notAfter: inSeconds(12) });
  await until(async () => (await get(podward.healthPort, '/readyz')).status === 503, 'readiness to end');
  expect((await get(podward.healthPort, '/readyz')).text).toMatch(/^The certificate expired at \S+\.$/m);
  await until(() => podward.output().includes('"msg":"certificate or client CA is not valid now"'), 'the log line');
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

test('the metric has the end of the CA in ca.crt, if it expires before the certificate', async () => {
  const folder = temporaryFolder();
  makeCa(join(folder, 'ca'), 'ca');
  makeSigned(join(folder, 'pair'), join(folder, 'ca'), { args: ['-days', '9'] });
  const podward = await startPodward(`--tls-dir=${join(folder, 'pair')}`, '--drain-seconds=0');
  const end = new X509Certificate(readFileSync(join(folder, 'ca/tls.crt'))).validToDate;
  expect(await metric(podward.healthPort, 'podward_certificate_expiry_timestamp_seconds')).toBe(end.getTime() / 1000);
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

test('an intermediate certificate that cannot be used is left out, with a warning', async () => {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder, name);
  const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=keyCertSign'];
  makeCa(file('ca'), 'ca');
  makeSigned(file('weak'), file('ca'), { name: 'weak', extensions, key: ['-newkey', 'rsa:1024', '-nodes'] });
  makeSigned(file('pair'), file('weak'));
  rmSync(file('pair/ca.crt'));
  appendFileSync(file('pair/tls.crt'), readFileSync(file('weak/tls.crt')));
  const podward = await startPodward(`--tls-dir=${file('pair')}`, '--drain-seconds=0');
  const trusting = { ca: readFileSync(file('weak/tls.crt')), rejectUnauthorized: true, servername: 'localhost' };
  await expect(post(podward.port, '/validate/deny', good, trusting)).rejects.toThrow('CA certificate key too weak');
  expect(await post(podward.port, '/validate/deny', good)).toMatchObject({ status: 200, certificate: 'podward' });
  expect(podward.output()).toMatch(/"CN=weak\\".*"msg":"certificate may not be trusted"/);
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

test('with --client-ca, only a client with a certificate of that CA is served, and the CA can be replaced', async () => {
  const folder = temporaryFolder();
  const file = (...names: string[]): string => join(folder, ...names);
  makePair(folder);
  for (const name of ['old-ca', 'new-ca', 'foreign-ca']) makeCa(file(name), name);
  const clients = { extensions: ['extendedKeyUsage=clientAuth'] };
  makeSigned(file('old'), file('old-ca'), { name: 'kube-apiserver', ...clients });
  makeSigned(file('new'), file('new-ca'), { name: 'kube-apiserver-2', ...clients });
  makeSigned(file('other'), file('new-ca'), { name: 'system:node:a', ...clients });
  makeSigned(file('foreign'), file('foreign-ca'), { name: 'kube-apiserver', ...clients });
  const ca = (...names: string[]): string => names.map((name) => readFileSync(file(name, 'tls.crt'), 'utf8')).join('');
  const clientCa = file('client-ca.crt');
  writeFileSync(clientCa, ca('old-ca'));

  const podward = await startPodward(
    `--tls-dir=${folder}`,
    `--client-ca=${clientCa}`,
    '--client-common-name=kube-apiserver',
    '--client-common-name=kube-apiserver-2',
    '--drain-seconds=0',
  );
  const expiry = (): Promise<number> => metric(podward.healthPort, 'podward_client_ca_expiry_timestamp_seconds');
  const endOf = (name: string): number => new X509Certificate(ca(name)).validToDate.getTime() / 1000;
  const as = (client: string) =>
    post(podward.port, '/validate/deny', good, {
      cert: readFileSync(file(client, 'tls.crt')),
      key: readFileSync(file(client, 'tls.key')),
    }).then(
      ({ status }) => status,
      () => 'no connection',
    );
  expect(await expiry()).toBe(endOf('old-ca'));
  expect(await as('old')).toBe(200);
  expect(await as('new')).toBe('no connection');
  expect(await as('foreign')).toBe('no connection');
  await expect(post(podward.port, '/validate/deny', good)).rejects.toThrow();
  expect(await metric(podward.healthPort, 'podward_tls_failures_total')).toBe(3);

  writeFileSync(clientCa, ca('old-ca', 'new-ca'));
  await until(async () => (await as('new')) === 200, 'the new CA');
  expect(await as('old')).toBe(200);
  expect(await as('other')).toBe(403);
  expect(await metric(podward.healthPort, 'podward_refused_requests_total{code="403"}')).toBe(1);
  expect(podward.output()).toContain('"commonName":"system:node:a","msg":"client certificate refused"');

  writeFileSync(clientCa, ca('new-ca'));
  await until(async () => (await as('old')) === 'no connection', 'the end of the old CA');
  expect(await as('new')).toBe(200);
  expect(await expiry()).toBe(endOf('new-ca'));

  writeFileSync(clientCa, 'rubbish');
  await until(() => podward.output().includes('certificate refused'), 'the refusal of the file');
  expect(await as('new')).toBe(200);
  expect(podward.output()).not.toContain('certificate renewed');
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  podward.signal('SIGTERM');
  await podward.ended;
  rmSync(folder, { recursive: true });
});

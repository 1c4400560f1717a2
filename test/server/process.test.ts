/** The server as a process: how it starts, fails to start, and ends. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  readdirSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openssl } from '../../devcluster/openssl.ts';
import { encoded, pod, reviewOf, uid } from '../admission/requests.ts';
import { closeMs } from '../../src/server/limits.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, keepAlive, metricsOf, post, until } from './client.ts';
import { main, node, runPodward, runProgram, startPodward } from './podward.ts';
import { childrenOf } from './processes.ts';

const folder = temporaryFolder();
const good = encoded(reviewOf());
const inFolder = (name: string): string => join(folder, name);

beforeAll(() => {
  makePair(inFolder('good'));
  makePair(inFolder('expired'), { notAfter: '20200102000000Z' });
  makePair(inFolder('future'), { notBefore: '20900101000000Z', notAfter: '20910101000000Z' });
  makePair(inFolder('nameless'), { sans: '' });
  makePair(inFolder('other'));
  for (const name of ['mismatch', 'rubbish', 'empty']) mkdirSync(inFolder(name));
  mkdirSync(inFolder('encrypted'));
  copyFileSync(inFolder('good/tls.crt'), inFolder('encrypted/tls.crt'));
  const encryption = ['-aes256', '-passout', 'pass:secret', '-out', inFolder('encrypted/tls.key')];
  openssl('pkey', '-in', inFolder('good/tls.key'), ...encryption);
  mix('mismatch', 'good/tls.crt', 'other/tls.key');
  writeFileSync(inFolder('rubbish/tls.crt'), 'rubbish');
  writeFileSync(inFolder('rubbish/tls.key'), 'rubbish');
  symlinkSync('/dev/zero', inFolder('zero.yaml'));
  writeFileSync(
    inFolder('wrong.yaml'),
    'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrulez: {}\nmutate:\n  fill: 7\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function mix(into: string, cert: string, key: string): void {
  copyFileSync(inFolder(cert), inFolder(`${into}/tls.crt`));
  copyFileSync(inFolder(key), inFolder(`${into}/tls.key`));
}

describe('it does not start', () => {
  test.each<[string, string[], number, RegExp]>([
    ['without a folder of certificates', [], 2, /--tls-dir/],
    [
      'without the certificate',
      ['--tls-dir=empty'],
      1,
      /^error: \S+tls\.crt cannot be read: no such file or directory\. Check --tls-dir\.\n$/,
    ],
    [
      'without the CA of the clients',
      ['--tls-dir=good', '--client-ca=/none.crt'],
      1,
      /^error: \/none\.crt cannot be read: no such file or directory\. Check --client-ca\.\n$/,
    ],
    [
      'with rubbish for a certificate',
      ['--tls-dir=rubbish'],
      1,
      /^error: \S+tls\.crt must contain a certificate in PEM format\.\n$/,
    ],
    [
      'with an expired certificate',
      ['--tls-dir=expired'],
      1,
      /^error: the certificate in .* expired at 2020-01-02.*\. Renew the certificate\.\n$/,
    ],
    [
      'with a certificate of the future',
      ['--tls-dir=future'],
      1,
      /^error: the certificate in .* is not valid before 2090.*\. Check the clock of the node, or use another certificate\.\n$/,
    ],
    [
      'with a certificate without names',
      ['--tls-dir=nameless'],
      1,
      /^error: .* must have a subject alternative name\. Issue it with the DNS names of the Service\.\n$/,
    ],
    [
      'with the key of another',
      ['--tls-dir=mismatch'],
      1,
      /^error: tls\.key in .* must be the private key of the certificate in tls\.crt\. Replace both files\.\n$/,
    ],
    [
      'with a certificate for another name',
      ['--tls-dir=good', '--server-name=podward.podward.svc'],
      1,
      /^error: .* must be valid for podward\.podward\.svc, but is valid for DNS:localhost.*\.\n$/,
    ],
    [
      'without the configuration that is named',
      ['--tls-dir=good', '--config=none.yaml'],
      2,
      /^\S+none\.yaml: error: no such file or directory\. Check --config\.\n$/,
    ],
    [
      'with a configuration that has no end',
      ['--tls-dir=good', '--config=zero.yaml'],
      2,
      /^\S+zero\.yaml: error: the file must be no more than 262144 characters\. Check --config\.\n$/,
    ],
    [
      'with a folder as configuration',
      ['--tls-dir=good', '--config=good'],
      2,
      /^\S+good: error: this is a directory\. Check --config\.\n$/,
    ],
    [
      'with a wrong configuration',
      ['--tls-dir=good', '--config=wrong.yaml'],
      2,
      /^\S+wrong\.yaml:3:1: error: rulez: .*\n\S+wrong\.yaml:5:9: error: mutate\.fill: .*\n$/,
    ],
    [
      'with a common name of clients, but without their CA',
      ['--tls-dir=good', '--client-common-name=kube-apiserver'],
      2,
      /^error: --client-common-name requires --client-ca\.\nRun podward serve --help\.\n$/,
    ],
    [
      'with an encrypted key',
      ['--tls-dir=encrypted'],
      1,
      /^error: the private key in \S+tls\.key is encrypted, and the server has no passphrase\. Use a key without a passphrase: openssl pkey -in tls\.key -out plain\.key\n$/,
    ],
    ['on a port that is none', ['--tls-dir=good', '--port=70000'], 2, /--port.*0 to 65535/],
    [
      'at an address of another machine',
      ['--tls-dir=good', '--host=192.0.2.1', '--health-port=0'],
      1,
      /^error: cannot listen on 192\.0\.2\.1:0, because this machine does not have the address\. Choose another address with --host\.\n$/,
    ],
    [
      'at an IPv6 address of another machine',
      ['--tls-dir=good', '--host=2001:db8::1', '--health-port=0'],
      1,
      // Without IPv6, the reason is another one.
      /^error: cannot listen on \[2001:db8::1\]:0, because .*--host.*\.\n$/,
    ],
    [
      'at a name without an address',
      ['--tls-dir=good', '--host=a..b', '--health-port=0'],
      1,
      /^error: cannot listen on a\.\.b:0, because the name cannot be resolved: getaddrinfo [A-Z_]+ a\.\.b\. Choose an address of this machine with --host\.\n$/,
    ],
  ])('%s', async (_, args, code, output) => {
    const absolute = args.map((arg) => arg.replace(/^(--(?:tls-dir|config)=)/, `$1${folder}/`));
    const ended = await runPodward(...absolute);
    // The versions of Kubernetes are logged before.
    expect(ended.output.replace(/^\{.*\}\n/gm, '')).toMatch(output);
    expect(ended.code).toBe(code);
  });

  test('with a limit of open files that is too low', () => {
    const command = ['serve', `--tls-dir=${inFolder('good')}`, '--host=127.0.0.1', '--port=0', '--health-port=0'];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const run = (limit: number) =>
      spawnSync('sh', ['-c', `ulimit -n ${limit}; exec "$@"`, 'sh', node, main, ...command], { env, encoding: 'utf8' });
    for (const limit of [40, 255]) {
      const { status, stderr } = run(limit);
      expect(stderr).toBe(
        `error: the limit of open files is ${limit}, but the server needs at least 256. Raise the hard limit, for example with ulimit -Hn 1024.\n`,
      );
      expect(status).toBe(1);
    }
  });

  test.each([
    [['--host=127.0.0.1'], '127.0.0.1:'],
    [[], 'port '],
  ])('on a port in use, with the arguments %j', async (host, shown) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const ended = await runPodward(`--tls-dir=${inFolder('good')}`, ...host, '--health-port=0', `--port=${port}`);
    taken.close();
    expect(ended.output).toContain(
      `error: cannot listen on ${shown}${port}, because the port is in use. Choose another port with --port.`,
    );
    expect(ended.code).toBe(1);
  });
});

test('if the server is killed, its reviewer ends too', async () => {
  const podward = await startPodward(`--tls-dir=${inFolder('good')}`);
  const [reviewer] = childrenOf(podward.pid);
  expect(existsSync(`/proc/${reviewer}`)).toBe(true);
  podward.signal('SIGKILL');
  await podward.ended;
  await until(() => !existsSync(`/proc/${reviewer}`), 'the reviewer to end');
});

test('a reviewer that is killed while idle is logged, counted and replaced', async () => {
  const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=0');
  const [reviewer] = childrenOf(podward.pid);
  process.kill(reviewer!, 'SIGKILL');
  await until(() => podward.output().includes('process for large reviews ended'), 'the log');
  const text = await metricsOf(podward.healthPort);
  expect(text).toMatch(/^podward_reviewer_stopped_total\{reason="crash"\} 1$/m);
  expect(text).not.toMatch(/ NaN$/im);
  const large = encoded(reviewOf({ options: { padding: 'x'.repeat(100_000) } }));
  expect((await post(podward.port, '/validate/deny', large)).text).toContain('"allowed":true');
  expect((await get(podward.healthPort, '/readyz')).status).toBe(200);
  podward.signal('SIGINT');
  expect((await podward.ended).code).toBe(0);
});

test('while its reviewer cannot be started, it is not ready, and answers small reviews', async () => {
  const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=0');
  const files = (soft: string): unknown => execFileSync('prlimit', [`--pid=${podward.pid}`, `--nofile=${soft}:`]);
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${podward.pid}/limits`, 'utf8'))![1]!;
  const [reviewer] = childrenOf(podward.pid);
  // An existing connection. There is room for one connection of a probe, but not for the pipes of a process.
  const reviews = keepAlive();
  const ready = (): Promise<string> => get(podward.healthPort, '/readyz').then(({ text }) => text);
  const review = (): Promise<string> =>
    post(podward.port, '/validate/deny', good, { agent: reviews }).then(({ text }) => text);
  expect(await ready()).toBe('ok\n');
  expect(await review()).toContain('"allowed":true');
  const open = new Set(readdirSync(`/proc/${podward.pid}/fd`).map(Number));
  let first = 0;
  while (open.has(first)) first++;
  files(String(first + 2));
  process.kill(reviewer!, 'SIGKILL');
  await until(async () => (await ready()) === 'The process for large reviews cannot start.\n', 'readiness to end');
  expect(await review()).toContain('"allowed":true');
  files(soft);
  await until(async () => (await ready()) === 'ok\n', 'readiness to come back');
  reviews.destroy();
  podward.signal('SIGINT');
  expect((await podward.ended).code).toBe(0);
});

describe('SIGTERM', () => {
  test('drains: not ready, but serving. Each connection ends with its answer, and the exit status is 0', async () => {
    const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=10');
    const agent = keepAlive();
    const before = await post(podward.port, '/validate/deny', good, { agent });
    expect(before.headers['connection']).toBe('keep-alive');
    podward.signal('SIGTERM');
    await until(async () => (await get(podward.healthPort, '/readyz')).status === 503, 'readiness to end');
    expect((await get(podward.healthPort, '/readyz')).text).toBe('Podward is draining.\n');
    expect((await get(podward.healthPort, '/healthz')).status).toBe(200);

    const during = await post(podward.port, '/validate/deny', good, { agent });
    expect(during).toMatchObject({ status: 200, reused: true });
    expect(during.headers['connection']).toBe('close');
    expect((await post(podward.port, '/validate/deny', '{', { agent })).headers['connection']).toBe('close');
    agent.destroy();

    const ended = await podward.ended;
    expect(ended.code).toBe(0);
    await expect(post(podward.port, '/validate/deny', good)).rejects.toThrow('ECONNREFUSED');
  });

  test('does not wait for half a request on the health port', async () => {
    const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=0');
    const socket = connect(podward.healthPort, '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => socket.write('GET /metrics HTTP/1.1\r\nHost: ', resolve));
    // When a later connection has its answer, the server has read what came before.
    await get(podward.healthPort, '/healthz');
    podward.signal('SIGTERM');
    // It would wait for closeMs.
    expect(await Promise.race([podward.ended, sleep(closeMs)])).toMatchObject({ code: 0 });
  });

  test('during the start ends the process', async () => {
    const signal = "if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM')";
    const early = `data:text/javascript,setInterval(() => { ${signal} }, 1).unref()`;
    const args = ['--host=127.0.0.1', '--port=0', '--health-port=0', `--tls-dir=${inFolder('good')}`];
    const { code, output } = await runProgram(['--import', early, main], args);
    expect(output).toContain('"msg":"stopping"');
    expect(output).not.toContain('"msg":"ready"');
    expect(code).toBe(0);
  });

  test('twice ends the process immediately', async () => {
    const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=600');
    podward.signal('SIGTERM');
    await until(() => podward.output().includes('"msg":"draining"'), 'the drain');
    podward.signal('SIGTERM');
    expect((await podward.ended).code).toBe(1);
  });
});

test.each([
  ['in the server', ''],
  ['in the reviewer', 'x'.repeat(100_000)],
])(
  'the log of a review that is judged %s names the object and the user, and the metrics contain only ids',
  async (_, padding) => {
    const podward = await startPodward(`--tls-dir=${inFolder('good')}`, '--drain-seconds=0');
    const secret = {
      containers: [{ name: 'web', image: 'web:2', env: [{ name: 'A', value: 'hunter2' }] }],
      nodeName: 'b',
    };
    const change = { operation: 'UPDATE', object: pod(secret), oldObject: pod() };
    const answer = await post(podward.port, '/validate/deny', encoded(reviewOf({ ...change, options: { padding } })));
    expect(answer.text).toContain('"allowed":false');
    const text = await metricsOf(podward.healthPort);
    expect(text).toMatch(
      /^podward_reviews_total\{phase="validate",mode="deny",operation="UPDATE",kind="Pod",outcome="denied"\} 1$/m,
    );
    expect(text).toMatch(/^podward_findings_total\{rule="[a-z-]+",mode="deny",phase="validate"\} [1-9]/m);
    expect(text).toMatch(/^podward_review_duration_seconds_count\{phase="validate"\} 1$/m);
    podward.signal('SIGINT');
    const { output, code } = await podward.ended;
    expect(code).toBe(0);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ msg }) => msg === 'denied')).toMatchObject({
      level: 'info',
      uid,
      phase: 'validate',
      mode: 'deny',
      operation: 'UPDATE',
      kind: 'Pod',
      namespace: 'default',
      name: 'web',
      user: 'alice',
      rules: expect.arrayContaining([expect.stringMatching(/=deny$/)]),
    });
    expect(output + text).not.toMatch(/hunter2|web:2/);
    expect(text).not.toMatch(/alice|"default"/);
  },
);

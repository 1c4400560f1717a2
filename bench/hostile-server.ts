/**
 * Attacks a server with hostile reviews, stalled uploads and idle connections, while other clients send valid reviews. Prints how many of
 * those were answered and how fast, how the probes did, and the maximum memory of the server and its reviewer together. Exits with 1 if a valid
 * review or a probe fails or takes too long, or if the memory exceeds the limit of the chart.
 *
 * Run: node bench/hostile-server.ts [seconds] [server, such as dist/main.js]
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePair, temporaryFolder } from '../test/server/certificates.ts';
import { memoryLimit, memoryVariables } from './chart.ts';
import { quantile } from './load.ts';
import { totalOf, withChildren } from './memory.ts';
import { makeReview, reviewOf } from './reviews.ts';

const seconds = Number(process.argv[2] ?? 60);
const program = resolve(process.argv[3] ?? fileURLToPath(new URL('../src/main.ts', import.meta.url)));
const megabyte = 1024 * 1024;
/** In milliseconds, for valid reviews and probes. */
const maxP99 = 1_000;

const list = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const review = (spec: object): Buffer =>
  reviewOf({
    kind: { group: '', version: 'v1', kind: 'Pod' },
    name: 'web',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'alice' },
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, spec },
    oldObject: null,
  });
const containers = (over: object = {}): object => ({ containers: [{ name: 'web', image: 'web:1', ...over }] });

const long = 'a'.repeat(320);

/** Shapes of about 3 MiB, the largest object that kube-apiserver accepts, that used to be slow or large, and bodies that are not Pods. */
const hostile: readonly (readonly [string, Buffer])[] = [
  ['blanks in an image', review(containers({ image: `nginx${' '.repeat(3 * megabyte)}x` }))],
  [
    'containers with a port',
    review({ containers: list(8_000, (i) => ({ name: `c${i}`, image: long, ports: [{ containerPort: 80 + i }] })) }),
  ],
  [
    'unknown mounts',
    review({
      ...containers({ volumeMounts: list(10_000, (i) => ({ name: `m${i}`, mountPath: `/m${i}/${long}` })) }),
      volumes: list(10_000, (i) => ({ name: `v${i}`, emptyDir: {} })),
    }),
  ],
  ['empty tolerations', review({ ...containers(), tolerations: list(megabyte, () => ({})) })],
  ['dns searches', review({ ...containers(), dnsConfig: { searches: list(9_000, (i) => `-${i}${long}`) } })],
  [
    '15 MB of {}',
    Buffer.from(`${review(containers()).toString().slice(0, -2)},"unknown":[${'{},'.repeat(5_000_000)}{}]}}`),
  ],
  ['15 MB of blanks', Buffer.concat([review(containers()), Buffer.alloc(15 * megabyte, ' ')])],
];

const scratch = temporaryFolder();
makePair(scratch);
const args = ['serve', `--tls-dir=${scratch}`, '--host=127.0.0.1', '--port=0', '--health-port=0', '--drain-seconds=0'];
const server = spawn(process.execPath, [program, ...args], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, ...memoryVariables() },
});
let output = '';
const { port, healthPort } = await new Promise<{ port: number; healthPort: number }>((found, reject) => {
  server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  server.stdout.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
    const ready = output.split('\n').find((line) => line.includes('"msg":"ready"'));
    if (ready !== undefined) found(JSON.parse(ready) as { port: number; healthPort: number });
  });
});

/** The time in milliseconds and the status of each request that was sent, by kind. Infinity and 0 if it has no complete answer. */
const results = new Map<string, { ms: number; status: number }[]>();

/** Counts a request that is sent now. Returns what completes its result. */
function sent(kind: string): (response: IncomingMessage) => void {
  const started = performance.now();
  const result = { ms: Infinity, status: 0 };
  results.set(kind, results.get(kind) ?? []);
  results.get(kind)!.push(result);
  return (response) => {
    response.resume().on('end', () => {
      result.ms = performance.now() - started;
      result.status = response.statusCode ?? 0;
    });
  };
}

function post(kind: string, body: Buffer, path: string, agent: Agent | false = false): void {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
  const where = { host: '127.0.0.1', port, path };
  request({ ...where, method: 'POST', rejectUnauthorized: false, agent, headers }, sent(kind))
    .on('error', () => {})
    .end(body);
}

function probe(path: string): void {
  httpRequest({ host: '127.0.0.1', port: healthPort, path, agent: false }, sent('probe'))
    .on('error', () => {})
    .end();
}

function stall(): void {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': 20 * megabyte };
  request({
    host: '127.0.0.1',
    port,
    path: '/validate/deny',
    method: 'POST',
    rejectUnauthorized: false,
    agent: false,
    headers,
  })
    .on('error', () => {})
    .write(Buffer.alloc(16 * megabyte, ' '));
}

/** Of the server and its children, in MiB. */
const memory = (): number => totalOf(withChildren(server.pid!)).memory;
const atRest = memory();
let most = 0;
const watch = setInterval(() => (most = Math.max(most, memory())), 50);

const sockets: Socket[] = [];
const small = makeReview('UPDATE', 8_000);
const large = makeReview('UPDATE', 200_000);
const kept = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });
const end = performance.now() + seconds * 1000;
for (let round = 0; performance.now() < end; round++) {
  // Twenty rounds a second.
  post('valid, 8 kB, kept connection', small, '/validate/deny?timeout=5s', kept);
  post('valid, 8 kB, new connection', small, '/validate/deny?timeout=5s');
  if (round % 10 === 0) {
    post('valid, 200 kB', large, '/validate/deny?timeout=5s');
    const [name, body] = hostile[(round / 10) % hostile.length]!;
    post(`hostile: ${name}`, body, '/mutate/deny?timeout=5s');
    probe(['/healthz', '/readyz', '/metrics'][(round / 10) % 3]!);
  }
  if (round % 100 === 50) for (let i = 0; i < 4; i++) stall();
  for (let i = 0; i < 10; i++) sockets.push(connect(port, '127.0.0.1').on('error', () => {}));
  while (sockets.length > 2_500) sockets.shift()!.destroy();
  await new Promise((done) => setTimeout(done, 50));
}
await new Promise((done) => setTimeout(done, 8_000));
clearInterval(watch);

const timesOf = (all: readonly { readonly ms: number }[]): number[] => all.map(({ ms }) => ms).sort((a, b) => a - b);
console.log('| request | count | answers by status | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|');
for (const [kind, all] of [...results].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const times = timesOf(all);
  const statuses = Map.groupBy(all, ({ status }) => status);
  const counts = [...statuses].map(([status, { length }]) => `${status || 'no answer'}: ${length}`).join(', ');
  console.log(
    `| ${kind} | ${all.length} | ${counts} | ${[0.5, 0.99, 1].map((q) => quantile(times, q).toFixed(0)).join(' | ')} |`,
  );
}
console.log(`memory at rest ${atRest.toFixed(0)} MiB, at most ${most.toFixed(0)} MiB, now ${memory().toFixed(0)} MiB`);
const judged = [...results].filter(([kind]) => !kind.startsWith('hostile'));
const held =
  judged.length === 4 &&
  judged.every(([, all]) => all.every(({ status }) => status === 200) && quantile(timesOf(all), 0.99) < maxP99);
const isWithin = held && most < memoryLimit();
console.log(
  `limits: p99 of valid reviews and probes ${maxP99} ms, memory ${memoryLimit()} MiB: ${isWithin ? 'held' : 'not held'}`,
);
server.removeAllListeners('exit');
server.kill('SIGKILL');
rmSync(scratch, { recursive: true });
process.exit(isWithin ? 0 : 1);

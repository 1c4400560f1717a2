/**
 * Measures reviews per second and the latency of `POST /validate/deny` over TLS with keep-alive, compared with a bare node:https handler
 * that reads and parses the same body and allows everything. Each runs in its own process. One client sends requests to both in turn, for
 * a quarter of a second each, so that other load on the machine affects both.
 *
 * Run: npx node bench/server.ts [seconds for each server and each row]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { makePair, temporaryFolder } from '../test/server/certificates.ts';
import { quantile } from './load.ts';
import { cpuSecondsOf, withChildren } from './memory.ts';
import { makeReview } from './reviews.ts';

const turnSeconds = 0.25;
const turns = Math.max(2, Math.ceil(Number(process.argv[2] ?? 6) / turnSeconds));
/** One connection keeps a server busy. A second one hides the time of the client. */
const connections = 2;
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

interface Target {
  readonly name: 'podward' | 'bare';
  readonly child: ChildProcess;
  readonly port: number;
}

const targets: Target[] = [];

/** All turns of one server, for one row of the table. */
interface Tally {
  readonly agent: Agent;
  seconds: number;
  cpuSeconds: number;
  readonly latencies: number[];
}

async function compare(operation: 'CREATE' | 'UPDATE', kilobytes: number): Promise<string> {
  const body = makeReview(operation, kilobytes * 1000);
  const tallies = new Map(targets.map(({ name }) => [name, newTally()]));
  for (const target of targets) await drive(target, body, newTally(), 1);
  for (let turn = 1; turn <= turns; turn++) {
    progress(`${operation} ${kilobytes} kB: turn ${turn} of ${turns}`);
    for (const target of targets) await drive(target, body, tallies.get(target.name)!, turnSeconds);
  }
  progress('');
  const columns = ['podward', 'bare'].map((name) => {
    const { agent, latencies, seconds, cpuSeconds } = tallies.get(name as Target['name'])!;
    agent.destroy();
    latencies.sort((a, b) => a - b);
    const cpu = (cpuSeconds / latencies.length) * 1e6;
    return { rate: latencies.length / seconds, cpu, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  });
  const [podward, bare] = columns as [(typeof columns)[0], (typeof columns)[0]];
  const both = (of: (column: typeof podward) => string): string => `${of(podward)} / ${of(bare)}`;
  return `| ${[
    `${operation} ${(body.length / 1000).toFixed(0)} kB`,
    both(({ rate }) => rate.toFixed(0)),
    (podward.rate / bare.rate).toFixed(2),
    both(({ cpu }) => cpu.toFixed(0)),
    (bare.cpu / podward.cpu).toFixed(2),
    both(({ p50 }) => p50.toFixed(2)),
    both(({ p99 }) => p99.toFixed(2)),
  ].join(' | ')} |`;
}

const newTally = (): Tally => ({
  agent: new Agent({ keepAlive: true, maxSockets: connections, rejectUnauthorized: false }),
  seconds: 0,
  cpuSeconds: 0,
  latencies: [],
});

/** The child prints a line of JSON with its port when it listens. */
function start(name: Target['name'], args: readonly string[]): Promise<Target> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${text}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(0, 10_000);
      const port = /"port":(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve({ name, child, port: Number(port) });
    });
  });
}

async function drive(target: Target, body: Buffer, tally: Tally, forSeconds: number): Promise<void> {
  const started = performance.now();
  const cpu = cpuSeconds(target.child);
  const end = started + forSeconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) tally.latencies.push(await post(tally.agent, target, body));
    }),
  );
  tally.seconds += (performance.now() - started) / 1000;
  tally.cpuSeconds += cpuSeconds(target.child) - cpu;
}

/** Of the server and its children, and of no other process. */
const cpuSeconds = ({ pid }: ChildProcess): number => cpuSecondsOf(withChildren(pid!));

function post(agent: Agent, { name, port }: Target, body: Buffer): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const sent = request(
      { agent, host: '127.0.0.1', port, path: '/validate/deny?timeout=5s', method: 'POST', headers },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () =>
            response.statusCode === 200 && text.includes('"allowed":true')
              ? resolve(performance.now() - started)
              : reject(new Error(`${name} answered ${response.statusCode}: ${text.slice(0, 500)}`)),
          );
      },
    );
    sent.on('error', reject);
    sent.setTimeout(60_000, () => sent.destroy(new Error(`${name} did not answer within 60 s`)));
    sent.end(body);
  });
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function main(): Promise<void> {
  const scratch = temporaryFolder();
  try {
    makePair(scratch);
    const serve = [
      'serve',
      `--tls-dir=${scratch}`,
      '--host=127.0.0.1',
      '--port=0',
      '--health-port=0',
      '--drain-seconds=0',
      '--log-level=info',
    ];
    targets.push(await start('podward', [here('../src/main.ts'), ...serve]));
    targets.push(await start('bare', [here('bare-server.ts'), scratch]));

    console.log('Podward / bare server:');
    console.log('| review | reviews per second | ratio | CPU µs per review | ratio | p50 ms | p99 ms |');
    console.log('|---|---|---|---|---|---|---|');
    for (const operation of ['CREATE', 'UPDATE'] as const) {
      for (const kilobytes of [2, 10, 100]) console.log(await compare(operation, kilobytes));
    }
  } finally {
    for (const { child } of targets) child.kill('SIGKILL');
    rmSync(scratch, { recursive: true });
  }
}

await main();

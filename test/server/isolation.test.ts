/** A review makes no connection, starts no process and writes no file: the system calls of a server and its reviewer during thousands of reviews. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installPackages, isInstalled } from '../../devcluster/packages.ts';
import { foldersOf, permissionFlags } from '../../src/server/permissions.ts';
import { reviewOf } from '../admission/requests.ts';
import { createInputs } from '../fuzz/inputs.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';
import { childrenOf } from './processes.ts';

// The tests set NODE_COMPILE_CACHE. When it ends, Node would write files there.
process.env['NODE_DISABLE_COMPILE_CACHE'] = '1';

const folder = temporaryFolder();
beforeAll(() => makePair(folder));
afterAll(() => rmSync(folder, { recursive: true }));

// In CI, this test is never skipped.
if (!isInstalled('strace') && process.env['CI'] === 'true') await installPackages(['strace']);

const changesFiles =
  'creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat truncate chmod fchmodat mknod mknodat'.split(
    ' ',
  );
const opens = ['open', 'openat', 'openat2'];
const connects = ['socket', 'socketpair', 'connect', 'bind', 'listen'];
const starts = ['execve', 'execveat', 'fork', 'vfork', 'clone', 'clone3'];
const traced = [...changesFiles, ...opens, ...connects, ...starts, 'accept4'];

/** The system calls that connect, start a process, or open a file for writing. A new thread is not a process. */
const forbiddenIn = (trace: string): string[] =>
  trace.split('\n').filter((line) => {
    const name = /^(?:\d+\s+)?(\w+)\(/.exec(line)?.[1] ?? '';
    if (opens.includes(name)) return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line);
    if (starts.includes(name)) return !line.includes('CLONE_THREAD');
    return changesFiles.includes(name) || connects.includes(name);
  });

const reviewerOf = ({ pid }: Podward): number => childrenOf(pid).at(-1)!;

/** The trace of a server and its reviewer, from before the work until both have ended. */
async function traceOf(work: (podward: Podward) => Promise<void>): Promise<string> {
  // Without --mode-check, an API server is of no use.
  const podward = await startPodward(
    `--tls-dir=${folder}`,
    '--drain-seconds=0',
    '--no-learn-version',
    '--api-server=https://127.0.0.1:1',
  );
  const file = join(folder, 'trace');
  // strace ends with the last process that it traces.
  const complete = once(await startTrace(podward, file), 'close');
  await work(podward);
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  await complete;
  return readFileSync(file, 'utf8');
}

async function startTrace(podward: Podward, file: string): Promise<ChildProcess> {
  const pids = [podward.pid, reviewerOf(podward)].flatMap((pid) => ['-p', String(pid)]);
  // Not every architecture has all of the calls, and `?` permits that.
  const strace = spawn(
    'strace',
    ['-f', '-e', `trace=${traced.map((name) => `?${name}`).join()}`, '-o', file, ...pids],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  strace.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(() => {
    if (strace.exitCode !== null) throw new Error(`strace ended: ${said}`);
    return (said.match(/attached/g) ?? []).length >= 2;
  }, 'strace to attach');
  return strace;
}

/** A change of a Namespace, for which the server lists Pods if it has --mode-check. */
const namespaceIn = (mode: string): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'podward.dev/mode': mode } },
});
const stricter = Buffer.from(
  JSON.stringify(
    reviewOf({
      kind: { group: '', version: 'v1', kind: 'Namespace' },
      operation: 'UPDATE',
      object: namespaceIn('deny'),
      oldObject: namespaceIn('off'),
    }),
  ),
);
const pathOf = (i: number): string =>
  i % 10 === 5 ? '/namespaces/warn' : i % 2 === 0 ? '/mutate/deny' : '/validate/deny';

const recorded = fileURLToPath(new URL('../admission/reviews', import.meta.url));

(isInstalled('strace') ? test : test.skip)(
  '2,000 reviews connect to nothing, start nothing and open no file for writing (strace)',
  async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
    const ofKubernetes = readdirSync(recorded).map((name) => readFileSync(join(recorded, name)));
    const inputs = createInputs();
    const bodies = Array.from({ length: 2_000 }, (_, i) =>
      i % 10 === 5 ? stricter : i % 4 === 0 ? ofKubernetes[i % ofKubernetes.length]! : inputs(i),
    );
    const large = Array.from({ length: 50 }, (_, i) =>
      Buffer.concat([ofKubernetes[i % ofKubernetes.length]!, Buffer.alloc(20_000, ' ')]),
    );
    const queue = [...bodies, ...large].entries();
    const statuses = new Map<number, number>();
    const trace = await traceOf(async (podward) => {
      const lane = async (): Promise<void> => {
        for (const [i, body] of queue) {
          const { status } = await post(podward.port, pathOf(i), body, { agent });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
      agent.destroy();
    });
    expect([...statuses.keys()].toSorted()).toEqual([200, 400]);
    expect(statuses.get(200)).toBeGreaterThan(1_500);
    expect(trace).toContain('accept4(');
    expect(forbiddenIn(trace)).toEqual([]);

    // The trace sees such calls: a killed reviewer is replaced, which starts a process.
    const ofKill = await traceOf(async (podward) => {
      const killed = reviewerOf(podward);
      process.kill(killed, 'SIGKILL');
      await until(() => ![killed, undefined].includes(reviewerOf(podward)), 'the next reviewer');
    });
    expect(forbiddenIn(ofKill).filter((line) => line.includes('execve'))).not.toEqual([]);
  },
);

describe('the permissions of the reviewer', () => {
  const program = fileURLToPath(new URL('../../src/server/review-process.ts', import.meta.url));
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = (code: string): string =>
    execFileSync(
      node,
      [
        ...permissionFlags(program),
        '--input-type=commonjs',
        '-e',
        `try { ${code}; console.log('done') } catch (error) { console.log(error.code) }`,
      ],
      { env },
    )
      .toString()
      .trim();

  test('the running one has them', async () => {
    const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0');
    const args = readFileSync(`/proc/${reviewerOf(podward)}/cmdline`, 'utf8').split('\0');
    expect(args).toEqual(expect.arrayContaining([...permissionFlags(program)]));
    podward.signal('SIGTERM');
    await podward.ended;
  });

  test.each([
    ['reads its own program', `require('fs').readFileSync(${JSON.stringify(program)})`, 'done'],
    ['cannot read another file', `require('fs').readFileSync('/etc/passwd')`, 'ERR_ACCESS_DENIED'],
    ['cannot write a file', `require('fs').writeFileSync('/tmp/podward-test', '')`, 'ERR_ACCESS_DENIED'],
    [
      'cannot write its own program',
      `require('fs').appendFileSync(${JSON.stringify(program)}, '')`,
      'ERR_ACCESS_DENIED',
    ],
    ['cannot start a process', `require('child_process').execFileSync('true')`, 'ERR_ACCESS_DENIED'],
  ])('it %s', (_name, code, result) => expect(run(code)).toBe(result));

  test('its folders are the package and the installed dependencies', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
    expect(foldersOf(program)).toEqual(expect.arrayContaining([root]));
    expect(foldersOf(program)).not.toContain('/');
  });
});

/** The process for large reviews: whatever fails in it affects only one review. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pod, reviewOf } from '../admission/requests.ts';
import { temporaryFolder } from './certificates.ts';
import { until } from './client.ts';
import { childrenOf } from './processes.ts';
import {
  startReviewer,
  type Job,
  type JobResult,
  type Reviewer,
  type ReviewerOptions,
} from '../../src/server/reviewer.ts';

const program = fileURLToPath(new URL('hostile-process.ts', import.meta.url));
/** The number of steps after which launch.ts stops a review. */
const steps = 4;
const options: ReviewerOptions = { limitMs: 30_000, heapMb: 64, program };

let reviewer: Reviewer | undefined;
afterEach(() => reviewer?.stop());

const body = (text: string): Pick<Job, 'size' | 'chunks'> => ({ size: text.length, chunks: [Buffer.from(text)] });

const job = (what: string, over: Partial<Job> = {}): Job => ({
  ...body(`do:${what} `),
  phase: 'validate',
  mode: 'deny',
  configuration: '{}',
  minors: [36],
  deadline: Infinity,
  abandoned: () => false,
  ...over,
});

const said = (result: JobResult): unknown =>
  result.outcome === 'verdict' && result.verdict.outcome === 'allowed'
    ? (JSON.parse(result.verdict.answer) as { said: string }).said
    : result;

describe('a review that fails is the only one, and waiting ones are judged', () => {
  test.each<[string, string, 'memory' | 'time' | 'crash']>([
    ['by using up the memory', 'memory', 'memory'],
    ['by a loop without an end', 'loop', 'time'],
    ['by an exit', 'exit', 'crash'],
    ['by an error that nobody catches', 'throw', 'crash'],
  ])('%s', async (_, what, reason) => {
    // Code that allocates memory is slow on a busy machine, and must not be stopped for that reason.
    reviewer = await startReviewer({ ...options, limitMs: what === 'loop' ? 1_000 : 30_000 });
    const results = await Promise.all(['before', what, 'after', 'later'].map((text) => reviewer!.review(job(text))));
    expect(results.map(said)).toEqual(['before', { outcome: 'stopped', reason }, 'after', 'later']);
  });
});

/** The server is busy or its container is paused: its event loop stands still. */
function pauseUntil(isOver: () => boolean): void {
  const hopeless = performance.now() + 20_000;
  while (!isOver()) if (performance.now() > hopeless) throw new Error('it lasts too long');
}
const pauseFor = (ms: number): void => {
  const over = performance.now() + ms;
  pauseUntil(() => performance.now() > over);
};

describe('a process that ends gets no other review, and a pause of the server counts against no review', () => {
  const folder = temporaryFolder();
  const done = (): boolean => existsSync(`${folder}/done`);
  let ended: string[];
  beforeEach(() => {
    ended = [];
  });
  afterEach(() => {
    for (const name of ['go', 'done']) rmSync(`${folder}/${name}`, { force: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const ask = async (...asked: Job[]): Promise<() => Promise<unknown[]>> => {
    reviewer = await startReviewer({
      ...options,
      limitMs: 1_000,
      ended: (...told) => ended.push(told.join(' ')),
    });
    const results = asked.map((each) => reviewer!.review(each));
    return async () => (await Promise.all(results)).map(said);
  };

  test.each([
    ['is answered', 'first '],
    // More than the pipe holds.
    ['has not arrived whole at the process', 'first '.padEnd(3_000_000)],
  ])('a review that %s during a pause as long as its limit', async (_, text) => {
    const results = await ask(job('', body(`do:${text}`)), job('second'));
    pauseFor(1_100);
    expect(await results()).toEqual(['first', 'second']);
    expect(ended).toEqual([]);
  });

  test('an answer in the pipe of a process that was killed', async () => {
    const results = await ask(job('wait', body(`do:wait in:${folder} `)), job('second'));
    // Each pause is longer than a step of the limit, and is over before the step is counted. In the last pause, the answer is written,
    // and it is read only after the kill.
    for (let turn = 0; turn <= steps; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      pauseFor(1_100 / steps);
    }
    writeFileSync(`${folder}/go`, '');
    pauseUntil(done);
    expect(await results()).toEqual(['wait', 'second']);
    expect(ended).toEqual([expect.stringMatching(/^time /)]);
  });

  test('a process that ends after its answer', async () => {
    const results = await ask(job('die'), job('second'));
    const pid = childrenOf(process.pid).at(-1)!;
    pauseUntil(() => isGone(pid) && readdirSync(`/proc/${pid}/task`).length === 1);
    // The kernel reports it a moment later.
    pauseFor(100);
    expect(await results()).toEqual(['die', 'second']);
    // The kernel did not send it, so it does not say anything about the memory.
    expect(ended).toEqual(['crash it ended with SIGKILL']);
  });

  test('a process that closes its stream and continues', async () => {
    const results = await ask(job('close', body(`do:close in:${folder} `)));
    expect(await results()).toEqual(['close']);
    pauseUntil(done);
    // The end of the process is read meanwhile.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(said(await reviewer!.review(job('second')))).toBe('second');
    expect(ended).toEqual([expect.stringMatching(/^time /)]);
  });
});

test('a late or abandoned review is not judged, and the shortest comes first', async () => {
  reviewer = await startReviewer(options);
  const order: string[] = [];
  const ask = (name: string, over: Partial<Job> = {}): Promise<unknown> =>
    reviewer!.review(job(name, over)).then((result) => {
      order.push(name);
      return said(result);
    });
  const padded = (name: string, bytes: number): Partial<Job> => body(`do:${name} `.padEnd(bytes));
  const answers = await Promise.all([
    ask('first'),
    ask('large', padded('large', 3_000_000)),
    ask('small', padded('small', 30_000)),
    ask('middle', padded('middle', 300_000)),
    ask('late', { deadline: performance.now() - 1 }),
    ask('gone', { abandoned: () => true }),
  ]);
  expect(answers).toEqual(['first', 'large', 'small', 'middle', { outcome: 'late' }, { outcome: 'late' }]);
  expect(order.filter((name) => name !== 'late' && name !== 'gone')).toEqual(['first', 'small', 'middle', 'large']);
  expect(reviewer.waiting).toBe(0);
});

test('a process that cannot start is reported with its output', async () => {
  await expect(startReviewer({ ...options, program: `${program}x` })).rejects.toThrow(
    /^the process for large reviews cannot start: .*Cannot find module/,
  );
});

test('reviews that are late, abandoned or waiting at the stop are answered while another one is judged', async () => {
  reviewer = await startReviewer(options);
  const looping = reviewer.review(job('loop'));
  const answers = [
    reviewer.review(job('late', { deadline: performance.now() + 100 })),
    reviewer.review(job('gone', { abandoned: () => true })),
  ];
  const waits = reviewer.review(job('waits'));
  expect(await Promise.all(answers)).toEqual([{ outcome: 'late' }, { outcome: 'late' }]);
  expect(reviewer.waiting).toBe(1);
  reviewer.stop();
  const noProcess = { outcome: 'stopped', reason: 'crash' };
  expect(await waits).toEqual(noProcess);
  expect(await looping).toEqual(noProcess);
  expect(await reviewer.review(job('afterwards'))).toEqual(noProcess);
});

test('the caller of a review that takes too long is answered at the deadline, and the process keeps its second', async () => {
  const ended: string[] = [];
  reviewer = await startReviewer({ ...options, ended: (reason) => ended.push(reason) });
  const [pid] = childrenOf(process.pid).slice(-1);
  const soon = (): Partial<Job> => ({ deadline: performance.now() + 100 });
  // A process that does not run, such as one that waits for memory, neither.
  process.kill(pid!, 'SIGSTOP');
  const [first, waiting] = await Promise.all([
    reviewer.review(job('slow', soon())),
    reviewer.review(job('late', soon())),
  ]);
  expect(first).toEqual({ outcome: 'given up', over: expect.any(Promise) });
  expect(waiting).toEqual({ outcome: 'late' });
  process.kill(pid!, 'SIGCONT');
  await (first as Extract<JobResult, { outcome: 'given up' }>).over;
  expect(said(await reviewer.review(job('next')))).toBe('next');
  expect(ended).toEqual([]);
  expect(childrenOf(process.pid)).toContain(pid);

  // After its second, it is stopped.
  const looping = await reviewer.review(job('loop', soon()));
  expect(looping).toMatchObject({ outcome: 'given up' });
  expect(ended).toEqual([]);
  await (looping as Extract<JobResult, { outcome: 'given up' }>).over;
  expect(ended).toEqual(['time']);
  expect(said(await reviewer.review(job('next')))).toBe('next');
});

test.each([
  ['throw', /^crash it ended with exit status 1: .*Error: a bug/],
  ['memory', /^memory it ended with \w+: .*heap/],
])('the end of the process by %s is reported with the end of its output', async (what, words) => {
  const ended: string[] = [];
  reviewer = await startReviewer({ ...options, ended: (...told) => ended.push(told.join(' ')) });
  await reviewer.review(job(what));
  expect(ended).toEqual([expect.stringMatching(words)]);
  expect(ended[0]!.length).toBeLessThan(1_100);
});

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const owner = fileURLToPath(new URL('reviewer-owner.ts', import.meta.url));

/** Starts a process with a low limit of open files, so that they can be used up. */
function launchOwner(what: string) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn('sh', ['-c', 'ulimit -n 100; exec "$@"', 'sh', node, owner, what], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

test('without free files, the process is not started, and reviews are answered', async () => {
  const { child, output } = launchOwner('files');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  const { ended, ...judged } = JSON.parse(output()) as { ended: string[] };
  const stopped = { outcome: 'stopped', reason: 'crash' };
  expect(judged).toEqual({ first: stopped, during: stopped, after: 'allowed', failing: false });
  expect(ended[0]).toBe('crash it ended with exit status 3');
  expect(ended[1]).toMatch(/^crash no file descriptor is left/);
});

test('a process in an endless loop ends with its parent', async () => {
  const { child, output } = launchOwner('loop');
  await until(() => output().includes('looping'), 'the loop');
  const [pid] = childrenOf(child.pid!);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  await until(() => isGone(pid!), 'the process to end');
});

/** An orphan stays a zombie if no process waits for it. */
function isGone(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

test('the real process judges each review by the versions that are sent with it', async () => {
  reviewer = await startReviewer({ limitMs: 30_000, heapMb: 200 });
  // kube-apiserver 1.37 is the first that permits this value.
  const object = pod({ securityContext: { seLinuxChangePolicy: 'MountOption' } });
  const text = JSON.stringify(reviewOf({ object }));
  const minors = [[37], [36], [36, 37], [36], [37], [37, 36], [37]];
  // All of them wait at the same time.
  const results = await Promise.all(
    minors.map((sent) => reviewer!.review({ ...job(''), ...body(text), minors: sent })),
  );
  expect(results.map((result) => result.outcome === 'verdict' && result.verdict.outcome)).toEqual(
    minors.map((sent) => (sent.includes(37) ? 'allowed' : 'denied')),
  );
});

test('the real process judges each review by the configuration that is sent with it', async () => {
  reviewer = await startReviewer({ limitMs: 30_000, heapMb: 200 });
  const good = JSON.stringify(reviewOf());
  const sent = ['{}', '{"exemptions":{"namespaces":["default"]}}', '{}', '{"exemptions":{"namespaces":["other"]}}'];
  const results = await Promise.all(
    sent.map((configuration) => reviewer!.review({ ...job(''), ...body(good), configuration })),
  );
  expect(results.map((result) => result.outcome === 'verdict' && result.verdict.outcome)).toEqual([
    'allowed',
    'exempt',
    'allowed',
    'allowed',
  ]);
  expect(await reviewer.review(job('{'))).toEqual({
    outcome: 'verdict',
    verdict: { outcome: 'malformed', reason: 'The body must be JSON in UTF-8.' },
  });
});

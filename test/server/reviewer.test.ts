/** The process for large reviews: whatever goes wrong in it costs one review. */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { reviewOf } from '../admission/requests.ts';
import {
  startReviewer,
  type Job,
  type Judgement,
  type Reviewer,
  type ReviewerOptions,
} from '../../src/server/reviewer.ts';

jest.setTimeout(60_000);

const program = fileURLToPath(new URL('hostile-process.ts', import.meta.url));
const options: ReviewerOptions = { configuration: undefined, limitMs: 1_000, heapMb: 64, program };

let reviewer: Reviewer | undefined;
afterEach(() => reviewer?.stop());

const body = (text: string): Pick<Job, 'size' | 'chunks'> => ({ size: text.length, chunks: [Buffer.from(text)] });

const job = (what: string, over: Partial<Job> = {}): Job => ({
  ...body(`do:${what} `),
  phase: 'validate',
  mode: 'deny',
  deadline: Infinity,
  abandoned: () => false,
  ...over,
});

const said = (judgement: Judgement): unknown =>
  judgement.outcome === 'verdict' && judgement.verdict.outcome === 'allowed'
    ? (JSON.parse(judgement.verdict.answer) as { said: string }).said
    : judgement;

describe('a review that goes wrong is the only one, and those that wait are served', () => {
  test.each<[string, string, 'memory' | 'time' | 'crash']>([
    ['by using up the memory', 'memory', 'memory'],
    ['by a loop without an end', 'loop', 'time'],
    ['by an exit', 'exit', 'crash'],
    ['by an error that nobody catches', 'throw', 'crash'],
  ])('%s', async (_, what, reason) => {
    // What allocates is slow on a busy machine, and must not be stopped for that.
    reviewer = await startReviewer({ ...options, limitMs: what === 'loop' ? 1_000 : 30_000 });
    const judgements = await Promise.all(['before', what, 'after', 'later'].map((text) => reviewer!.judge(job(text))));
    expect(judgements.map(said)).toEqual(['before', { outcome: 'stopped', reason }, 'after', 'later']);
  });
});

test('what is late or abandoned is not judged, and the shortest comes first', async () => {
  reviewer = await startReviewer(options);
  const order: string[] = [];
  const ask = (name: string, over: Partial<Job> = {}): Promise<unknown> =>
    reviewer!.judge(job(name, over)).then((judgement) => {
      order.push(name);
      return said(judgement);
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

test('a process that does not come up is told with its complaint', async () => {
  await expect(startReviewer({ ...options, configuration: 'broken' })).rejects.toThrow(
    /does not start: .*it is broken/,
  );
});

test('the real one judges by the configuration that it is given', async () => {
  const configuration =
    'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nexemptions: {namespaces: [default]}\n';
  const good = JSON.stringify(reviewOf());
  for (const [text, outcome] of [
    [undefined, 'allowed'],
    [configuration, 'exempt'],
  ] as const) {
    reviewer = await startReviewer({ configuration: text, limitMs: 30_000, heapMb: 200 });
    expect(await reviewer.judge({ ...job(''), ...body(good) })).toMatchObject({
      outcome: 'verdict',
      verdict: { outcome },
    });
    expect(await reviewer.judge(job('{'))).toEqual({
      outcome: 'verdict',
      verdict: { outcome: 'malformed', reason: 'the body is not JSON in UTF-8' },
    });
    reviewer.stop();
  }
});

/** The log lines about reviews, of a real server. docs/logs.md describes them. */
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxLoggedText } from '../../src/server/limits.ts';
import { encoded, pod, reviewOf, uid } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { post } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const folder = temporaryFolder();
const running: Podward[] = [];
beforeAll(() => makePair(folder));
afterAll(async () => {
  for (const podward of running) podward.signal('SIGINT');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(folder, { recursive: true });
});

type Line = Record<string, unknown>;

async function start(...flags: string[]): Promise<Podward> {
  const podward = await startPodward(`--tls-dir=${folder}`, '--drain-seconds=0', ...flags);
  running.push(podward);
  return podward;
}

let reviews = 0;

/** Sends a review, and returns its lines. */
async function linesOf(podward: Podward, over: object): Promise<Line[]> {
  const own = `review-${++reviews}`;
  await post(podward.port, '/validate/deny', encoded(reviewOf({ ...over, uid: own })));
  // The server writes the line before or after its answer, and the line of the second review after that.
  await post(podward.port, '/validate/deny', encoded(reviewOf({ ...denied, uid: `${own}-end` })));
  const end = (): number => podward.output().indexOf(`"${own}-end"`);
  while (end() === -1) await new Promise((resolve) => setTimeout(resolve, 10));
  return podward
    .output()
    .slice(0, end())
    .split('\n')
    .filter((line) => line.includes(`"${own}"`))
    .map((line) => JSON.parse(line) as Line);
}

const denied = { object: pod({ restartPolicy: 'Sometimes' }) };
const large = { options: { padding: 'x'.repeat(100_000) } };
const generated = {
  object: pod({ restartPolicy: 'Sometimes' }, { name: undefined, generateName: 'web-5d4f8c7b9-' }),
  name: '',
};

describe('a denial', () => {
  let podward: Podward;
  beforeAll(async () => {
    podward = await start();
  });

  test('is one line, with the rules and the names', async () => {
    const lines = await linesOf(podward, denied);
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        uid: expect.any(String),
        phase: 'validate',
        mode: 'deny',
        operation: 'CREATE',
        kind: 'Pod',
        namespace: 'default',
        name: 'web',
        user: 'alice',
        rules: ['restart-policy-of-kind=deny'],
        msg: 'denied',
      },
    ]);
    expect(asOnPage(lines[0]!)).toBe(exampleOf('denied'));
  });

  test.each([
    ['small', {}],
    ['large', large],
  ])('of a %s object without a name has its generateName', async (_, more) => {
    const [line] = await linesOf(podward, { ...generated, ...more });
    expect(line).toMatchObject({ msg: 'denied', generateName: 'web-5d4f8c7b9-' });
    expect(line).not.toHaveProperty('name');
  });

  test('has its subresource', async () => {
    const [line] = await linesOf(podward, { ...denied, subResource: 'other' });
    expect(line).toMatchObject({ msg: 'denied', kind: 'Pod', subresource: 'other' });
  });

  test.each([
    ['line breaks', 'a\n{"level":"info","msg":"denied"}\r\u2028b'],
    ['escape sequences', '\u001b[31ma\u009b1m\u202eb'],
    ['a lone surrogate', 'a\ud800b'],
  ])('cannot be forged by a name with %s', async (_, name) => {
    const forged = { ...denied, name, namespace: name, subResource: name, userInfo: { username: name } };
    const lines = await linesOf(podward, forged);
    expect(lines).toHaveLength(1);
    for (const key of ['name', 'namespace', 'subresource', 'user']) expect(lines[0]![key]).toMatch(/^[ -~\ufffd]+$/);
    expect(podward.output().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('cuts long names, and hides credentials in them', async () => {
    const name = `${'x'.repeat(2 * maxLoggedText)}\u{1f600}`;
    const [line] = await linesOf(podward, {
      ...denied,
      name,
      userInfo: { username: 'https://u:hunter2@example.com' },
    });
    expect(String(line!['name'])).toHaveLength(maxLoggedText);
    await linesOf(podward, { ...denied, name: `${'x'.repeat(maxLoggedText - 20)} password=hunter2` });
    expect(podward.output()).not.toContain('hunter2');
  });

  test('without identities has neither user nor name', async () => {
    const anonymous = await start('--no-log-identities');
    for (const over of [denied, generated, { ...denied, ...large }]) {
      const lines = await linesOf(anonymous, over);
      expect(lines).toEqual([expect.objectContaining({ msg: 'denied', kind: 'Pod', namespace: 'default' })]);
    }
    expect(anonymous.output()).not.toMatch(/alice|web|"name"|generateName|"user"/);
  });
});

describe('a review without findings', () => {
  test('is not logged', async () => {
    expect(await linesOf(running[0]!, {})).toEqual([]);
  });

  test('is logged at the level debug', async () => {
    const lines = await linesOf(await start('--log-level=debug'), {});
    expect(lines).toEqual([expect.objectContaining({ level: 'debug', msg: 'allowed', user: 'alice' })]);
  });

  test('is a sample with --log-allowed-every', async () => {
    const podward = await start('--log-allowed-every=2');
    const lines = [];
    for (let i = 0; i < 5; i++) lines.push(...(await linesOf(podward, {})));
    expect(lines).toEqual(Array(3).fill(expect.objectContaining({ level: 'info', msg: 'allowed', every: 2 })));
    expect(asOnPage(lines[0]!)).toBe(exampleOf('allowed'));
  });
});

const asOnPage = (line: Line): string => JSON.stringify({ ...line, time: '2026-11-27T09:14:56.123Z', uid });

/** The first line of docs/logs.md with this message. */
function exampleOf(msg: string): string {
  const page = readFileSync(new URL('../../docs/logs.md', import.meta.url), 'utf8');
  return new RegExp(`^\\{.*"msg":"${msg}"\\}$`, 'm').exec(page)?.[0] ?? '';
}

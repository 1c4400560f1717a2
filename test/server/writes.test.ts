/** Only what is enabled is written, and a bug in it changes nothing else. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Reported } from '../../src/admission/reported.ts';
import type { Refusal } from '../../src/admission/review.ts';
import type { JsonObject } from '../../src/json/json.ts';
import type { Called, ClusterCalls } from '../../src/kubernetes/apiserver/calls.ts';
import { createLogger } from '../../src/server/log.ts';
import { startWrites, type WriteOptions } from '../../src/server/writes.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1_000);

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u-1', namespace: 'shop' };
const refusal: Refusal = { owner, note: 'The Pod is invalid.' };
const reported: Reported = { namespace: 'shop', findings: [{ rule: 'a-rule', mode: 'warn', inModeDeny: 'deny' }] };

function start(options: WriteOptions) {
  const asked: string[] = [];
  const metrics: string[] = [];
  const lines: JsonObject[] = [];
  const call =
    (verb: string, answer: (object: JsonObject) => Called) =>
    async (path: string, object: JsonObject = {}): Promise<Called> => {
      asked.push(`${verb} ${path.split('/').slice(5, 7).join('/')}`);
      await Promise.resolve();
      return answer(object);
    };
  const missing = (): Called => ({ failure: 'missing', detail: 'the status is 404' });
  const stored = (object: JsonObject): Called => ({ object });
  const calls: ClusterCalls = {
    read: () => Promise.resolve({ failure: 'missing', detail: '' }),
    get: call('get', missing),
    create: call('create', stored),
    replace: call('replace', stored),
    patch: call('patch', stored),
    close: () => {},
  };
  const writes = startWrites(
    calls,
    options,
    {
      eventWritten: (result) => void metrics.push(`event ${result}`),
      reportWritten: (result) => void metrics.push(`report ${result}`),
    },
    createLogger('info', { write: (line) => void lines.push(JSON.parse(line) as JsonObject) }),
  );
  return { writes, asked, metrics, lines };
}

const end = (finished: Promise<void>): Promise<unknown> => Promise.all([finished, pass(5)]);

test('Events without reports', async () => {
  const { writes, asked, metrics } = start({ events: true });
  const { events, reports } = writes;
  expect(reports).toBeUndefined();
  for (let i = 0; i < 20; i++) events?.refused(refusal);
  await pass(1);
  expect(asked).toEqual(['create shop/events']);
  events?.refused(refusal);
  // Nobody is refused again, so the server itself looks for counts that are not written.
  await pass(66);
  expect(asked).toEqual(['create shop/events', 'patch shop/events']);
  expect(metrics).toEqual(['event written', 'event written']);
  await end(writes.finish());
  expect(jest.getTimerCount()).toBe(0);
});

test('reports without Events', async () => {
  const { writes, asked } = start({ reports: true });
  const { events, reports } = writes;
  expect(events).toBeUndefined();
  reports?.allowed(reported);
  await pass(1);
  reports?.allowed(reported);
  const written = ['get shop/policyreports', 'create shop/policyreports'];
  expect(asked).toEqual(written);
  await end(writes.finish());
  expect(asked).toEqual([...written, ...written]);
  expect(jest.getTimerCount()).toBe(0);
});

test.each<[string, WriteOptions]>([
  ['no option', {}],
  ['options that are off', { events: false, reports: false }],
])('nothing with %s', async (_, options) => {
  const { writes } = start(options);
  expect([writes.events, writes.reports]).toEqual([undefined, undefined]);
  await end(writes.finish());
});

describe('a bug is logged with the namespace and counted', () => {
  const logged = (what: string) => [
    expect.objectContaining({
      level: 'error',
      namespace: 'shop',
      msg: `${what} cannot be written`,
      error: expect.objectContaining({ name: 'TypeError' }),
    }),
  ];

  test('for an Event', () => {
    const { writes, metrics, lines } = start({ events: true });
    writes.events?.refused({ owner, note: Symbol('no text') as never });
    expect(lines).toEqual(logged('events'));
    expect(metrics).toEqual(['event refused']);
  });

  test('for a report', () => {
    const { writes, metrics, lines } = start({ reports: true });
    writes.reports?.allowed({ ...reported, findings: undefined as never });
    expect(lines).toEqual(logged('reports'));
    expect(metrics).toEqual(['report refused']);
  });
});

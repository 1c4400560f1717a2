/** Events: what is written, and how often. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { numberAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import type { Called, CallFailure } from '../../src/kubernetes/apiserver/calls.ts';
import { createEventRecorder } from '../../src/server/events.ts';
import { createLogger } from '../../src/server/log.ts';
import { createOutbox, type WriteResult } from '../../src/server/outbox.ts';
import { createWriteLog } from '../../src/server/write-log.ts';
import { maxEvents, maxOutboxOfNamespace } from '../../src/server/limits.ts';

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u-1', namespace: 'shop' };
const note = 'The Pod is invalid: spec.x: Forbidden. [some-rule]';

/** The Events of an API server, which checks names and resource versions as a real one does. */
function eventStore() {
  const events = new Map<string, JsonObject>();
  const asked: string[] = [];
  /** The failures of the next requests. */
  const failures: (CallFailure | 'lost' | undefined)[] = [];
  let version = 0;
  const store = (path: string, event: JsonObject): Called => {
    const metadata = { ...(event['metadata'] as JsonObject), resourceVersion: String(++version) };
    const object = { ...event, metadata };
    events.set(path, object);
    return { object };
  };
  const answer = (what: string, act: () => Called): Promise<Called> => {
    asked.push(what);
    const failure = failures.shift();
    const failed = (name: CallFailure): Called => ({ failure: name, detail: `it is ${name}` });
    if (failure !== undefined && failure !== 'lost') return Promise.resolve(failed(failure));
    const done = act();
    return Promise.resolve(failure === 'lost' ? failed('unavailable') : done);
  };
  const conflict: Called = { failure: 'conflict', detail: 'the status is 409' };
  return {
    events,
    asked,
    failures,
    list: () => [...events.values()],
    calls: {
      create: (path: string, event: JsonObject) =>
        answer('create', () => {
          const at = `${path}/${stringAt(event, 'metadata', 'name')}`;
          return events.has(at) ? conflict : store(at, event);
        }),
      patch: (path: string, patch: JsonObject) =>
        answer(Object.keys(patch).length === 0 ? 'read' : 'patch', () => {
          const event = events.get(path);
          if (event === undefined) return { failure: 'missing', detail: 'the status is 404' };
          if (Object.keys(patch).length === 0) return { object: event };
          const expected = stringAt(patch, 'metadata', 'resourceVersion');
          const { metadata, ...others } = patch;
          expect(metadata).toEqual({ resourceVersion: expect.any(String) });
          return expected === stringAt(event, 'metadata', 'resourceVersion')
            ? store(path, { ...event, ...others })
            : conflict;
        }),
    },
  };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'], now: Date.UTC(2026, 0, 1) });
});
afterEach(() => void jest.useRealTimers());

const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(2_000);

function replicaOf({ calls }: Pick<ReturnType<typeof eventStore>, 'calls'>, instance = 'podward-0') {
  const results: WriteResult[] = [];
  const outbox = createOutbox({
    room: 1_000,
    log: createWriteLog('events', createLogger('silent', { write() {} })),
    wrote: (result) => results.push(result),
  });
  const recorder = createEventRecorder({ calls, outbox, instance });
  /** The server looks every few seconds for Events to write. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await jest.advanceTimersByTimeAsync(Math.min(5_000, ms - passed));
      recorder.tick();
    }
    await settle();
  };
  return { results, recorder, pass };
}

test('the first refusal creates an Event after the answer, and later ones change its count', async () => {
  const store = eventStore();
  const { results, recorder } = replicaOf(store);
  recorder.refused({ owner, note });
  expect(store.asked).toEqual([]);
  await settle();
  const [path] = store.events.keys();
  expect(path).toMatch(/^\/apis\/events\.k8s\.io\/v1\/namespaces\/shop\/events\/web-1\.[0-9a-f]{16}$/);
  const first = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    type: 'Warning',
    reason: 'RefusedByPodward',
    note,
    regarding: owner,
    reportingInstance: 'podward-0',
    eventTime: '2026-01-01T00:00:00.000000Z',
  };
  expect(store.list()).toEqual([expect.objectContaining(first)]);
  expect(store.list()[0]).not.toHaveProperty('series');

  recorder.refused({ owner, note });
  await settle();
  expect(store.asked).toEqual(['create']);
  await jest.advanceTimersByTimeAsync(60_000);
  recorder.refused({ owner, note });
  await settle();
  const series = { count: 3, lastObservedTime: '2026-01-01T00:01:04.000000Z' };
  expect(store.list()).toEqual([expect.objectContaining({ ...first, series })]);
  expect(store.asked).toEqual(['create', 'patch']);
  expect(results).toEqual(['written', 'written']);
});

test('the last refusals of a burst are counted although no other one follows', async () => {
  const store = eventStore();
  const { recorder, pass } = replicaOf(store);
  for (let i = 0; i < 20; i++) {
    recorder.refused({ owner, note });
    await pass(1_000);
  }
  expect(store.asked).toEqual(['create']);
  await pass(60_000);
  expect(store.asked).toEqual(['create', 'patch']);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(20);
  await pass(600_000);
  expect(store.asked).toEqual(['create', 'patch']);
});

test('several replicas have one Event, with the count of all, and so has a replica after its restart', async () => {
  const store = eventStore();
  const replicas = ['podward-0', 'podward-1', 'podward-2'].map((name) => replicaOf(store, name));
  for (let minute = 0; minute < 3; minute++)
    for (const { recorder, pass } of replicas) {
      recorder.refused({ owner, note });
      await pass(60_000);
    }
  expect(store.list()).toHaveLength(1);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(9);
  replicaOf(store).recorder.refused({ owner, note });
  await settle();
  expect(store.list()).toHaveLength(1);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(10);
});

test('an Event that the API server has deleted is created again', async () => {
  const store = eventStore();
  const { recorder } = replicaOf(store);
  recorder.refused({ owner, note });
  await settle();
  store.events.clear();
  await jest.advanceTimersByTimeAsync(3_598_000);
  recorder.refused({ owner, note });
  await settle();
  expect(store.list()).toEqual([expect.objectContaining({ eventTime: '2026-01-01T01:00:00.000000Z' })]);
  expect(store.list()[0]).not.toHaveProperty('series');
});

test.each([-5, 0, 1.5, null, '3'])('the count %j of an Event of somebody else is not used', async (count) => {
  const store = eventStore();
  const { recorder } = replicaOf(store);
  recorder.refused({ owner, note });
  await settle();
  const [[path, event]] = [...store.events] as [[string, JsonObject]];
  store.events.set(path, { ...event, series: { count } });
  const restarted = replicaOf(store);
  restarted.recorder.refused({ owner, note });
  await settle();
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

test('an attempt whose answer was lost is counted at most twice', async () => {
  const store = eventStore();
  const { recorder, results } = replicaOf(store);
  store.failures.push('lost');
  recorder.refused({ owner, note });
  await settle();
  expect(store.asked).toEqual(['create', 'create', 'read', 'patch']);
  expect(results).toEqual(['written']);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

describe('other findings of the same controller', () => {
  test('make another Event after a minute', async () => {
    const store = eventStore();
    const { recorder, pass } = replicaOf(store);
    for (const text of [note, 'other']) recorder.refused({ owner, note: text });
    await settle();
    expect(store.list().map((event) => event['note'])).toEqual([note]);
    await pass(60_000);
    recorder.refused({ owner, note: 'other' });
    await settle();
    expect(store.list().map((event) => event['note'])).toEqual([note, 'other']);
    await pass(60_000);
    recorder.refused({ owner, note });
    await settle();
    expect(store.list().map((event) => numberAt(event, 'series', 'count'))).toEqual([2, undefined]);
  });

  test('lose no refusal that was counted before', async () => {
    const store = eventStore();
    const { recorder } = replicaOf(store);
    for (let i = 0; i < 3; i++) recorder.refused({ owner, note });
    await settle();
    recorder.refused({ owner, note });
    await jest.advanceTimersByTimeAsync(60_000);
    recorder.refused({ owner, note: 'other' });
    await settle();
    expect(store.list().map((event) => numberAt(event, 'series', 'count'))).toEqual([4, undefined]);
  });
});

test.each([
  ['namespace', { namespace: 'other' }],
  ['name', { name: 'web-2' }],
  ['kind', { kind: 'StatefulSet' }],
])('a controller with the same uid and another %s has an Event of its own', async (_, over) => {
  const store = eventStore();
  const { recorder } = replicaOf(store);
  recorder.refused({ owner, note });
  for (const text of [note, 'more']) recorder.refused({ owner: { ...owner, ...over }, note: text });
  await settle();
  expect(store.list()).toEqual([
    expect.objectContaining({ regarding: owner, note }),
    expect.objectContaining({ regarding: { ...owner, ...over }, note }),
  ]);
});

test('of more controllers than are remembered, each refusal is counted', async () => {
  const store = eventStore();
  const { recorder } = replicaOf(store);
  recorder.refused({ owner, note });
  await settle();
  recorder.refused({ owner, note });
  for (let i = 0; i < maxEvents; i++) {
    recorder.refused({ owner: { ...owner, namespace: `shop-${i % 50}`, uid: `u-${i}` }, note });
    await jest.advanceTimersByTimeAsync(200);
  }
  await jest.advanceTimersByTimeAsync(60_000);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

test('of more controllers than are remembered, one whose Event was just dropped is not dropped again', async () => {
  const store = eventStore();
  const { results, recorder, pass } = replicaOf(store);
  const refusals = maxEvents + 100;
  for (let i = 0; i < refusals; i++) recorder.refused({ owner: { ...owner, uid: `u-${i}` }, note });
  const count = (result: WriteResult): number => results.filter((one) => one === result).length;
  expect(count('dropped')).toBe(refusals - maxOutboxOfNamespace);
  await pass(50_000);
  expect([count('dropped'), count('written')]).toEqual([refusals - maxOutboxOfNamespace, maxOutboxOfNamespace]);
});

test('what the API server refuses is written again only with the next refusal', async () => {
  const store = eventStore();
  const { results, recorder, pass } = replicaOf(store);
  store.failures.push('forbidden');
  recorder.refused({ owner, note });
  await pass(600_000);
  expect(results).toEqual(['forbidden']);
  recorder.refused({ owner, note });
  await settle();
  expect(results).toEqual(['forbidden', 'written']);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

test('what was dropped because the API server could not be reached is written later', async () => {
  const store = eventStore();
  const { results, recorder, pass } = replicaOf(store);
  store.failures.push(...new Array<CallFailure>(8).fill('unavailable'));
  recorder.refused({ owner, note });
  await pass(180_000);
  expect(results).toEqual(['dropped']);
  await pass(60_000);
  expect(results).toEqual(['dropped', 'written']);
});

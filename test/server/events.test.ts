/** Events: what is written, how often, and what happens without permission. */
import { expect, test } from '@jest/globals';
import { numberAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import type { Called, CallFailure } from '../../src/kubernetes/apiserver/calls.ts';
import { createEventRecorder } from '../../src/server/events.ts';
import { createLogger } from '../../src/server/log.ts';
import { createOutbox, type Letter, type WriteResult } from '../../src/server/outbox.ts';
import { maxOutbox, maxOutboxOfNamespace, writeEveryMs } from '../../src/server/limits.ts';
import { until } from './client.ts';

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

function replicaOf({ calls }: Pick<ReturnType<typeof eventStore>, 'calls'>, instance = 'podward-0') {
  const results: WriteResult[] = [];
  const pauses: number[] = [];
  const lines: string[] = [];
  let at = Date.UTC(2026, 0, 1);
  let added = 0;
  const outbox = createOutbox({
    what: 'events',
    log: createLogger('info', { write: (line: string) => void lines.push(line) }),
    wrote: (result) => results.push(result),
    pause(ms) {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  const add = (letter: Letter): void => {
    added++;
    outbox.add(letter);
  };
  return {
    results,
    pauses,
    messages: () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    recorder: createEventRecorder({ calls, outbox: { add }, now: () => at, instance }),
    settle: () => until(() => results.length === added, 'the writes'),
    pass: (ms: number) => (at += ms),
  };
}

test('the first refusal creates an Event after the answer, and later ones change its count', async () => {
  const store = eventStore();
  const { results, recorder, settle, pass } = replicaOf(store);
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
  pass(60_000);
  recorder.refused({ owner, note });
  await settle();
  const series = { count: 3, lastObservedTime: '2026-01-01T00:01:00.000000Z' };
  expect(store.list()).toEqual([expect.objectContaining({ ...first, series })]);
  expect(store.asked).toEqual(['create', 'patch']);
  expect(results).toEqual(['written', 'written']);
});

test('several replicas have one Event, with the count of all, and so has a replica after its restart', async () => {
  const store = eventStore();
  const replicas = ['podward-0', 'podward-1', 'podward-2'].map((name) => replicaOf(store, name));
  for (const minute of [0, 1, 2])
    for (const { recorder, settle, pass } of replicas) {
      pass(minute * 60_000);
      recorder.refused({ owner, note });
      await settle();
    }
  expect(store.list()).toHaveLength(1);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(9);
  const restarted = replicaOf(store);
  restarted.recorder.refused({ owner, note });
  await restarted.settle();
  expect(store.list()).toHaveLength(1);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(10);
});

test('an Event that the API server has deleted is created again', async () => {
  const store = eventStore();
  const { recorder, settle, pass } = replicaOf(store);
  recorder.refused({ owner, note });
  await settle();
  store.events.clear();
  pass(3_600_000);
  recorder.refused({ owner, note });
  await settle();
  expect(store.list()).toEqual([expect.objectContaining({ eventTime: '2026-01-01T01:00:00.000000Z' })]);
  expect(store.list()[0]).not.toHaveProperty('series');
});

test.each([-5, 0, 1.5, null, '3'])('the count %j of an Event of somebody else is not used', async (count) => {
  const store = eventStore();
  const { recorder, settle } = replicaOf(store);
  recorder.refused({ owner, note });
  await settle();
  const [[path, event]] = [...store.events] as [[string, JsonObject]];
  store.events.set(path, { ...event, series: { count } });
  const restarted = replicaOf(store);
  restarted.recorder.refused({ owner, note });
  await restarted.settle();
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

test('an attempt whose answer was lost is counted at most twice', async () => {
  const store = eventStore();
  const { recorder, settle, results } = replicaOf(store);
  store.failures.push('lost');
  recorder.refused({ owner, note });
  await settle();
  expect(store.asked).toEqual(['create', 'create', 'read', 'patch']);
  expect(results).toEqual(['written']);
  expect(numberAt(store.list()[0], 'series', 'count')).toBe(2);
});

test('other findings make another Event after a minute', async () => {
  const store = eventStore();
  const { recorder, settle, pass } = replicaOf(store);
  for (const text of [note, 'other']) recorder.refused({ owner, note: text });
  await settle();
  expect(store.list().map((event) => event['note'])).toEqual([note]);
  pass(60_000);
  recorder.refused({ owner, note: 'other' });
  await settle();
  expect(store.list().map((event) => event['note'])).toEqual([note, 'other']);
  pass(60_000);
  recorder.refused({ owner, note });
  await settle();
  expect(store.list().map((event) => numberAt(event, 'series', 'count'))).toEqual([2, undefined]);
});

test('without permission, one line is logged, and no attempt is repeated', async () => {
  const store = eventStore();
  const { results, messages, recorder, settle } = replicaOf(store);
  store.failures.push('forbidden', 'forbidden');
  for (const uid of ['a', 'b', 'c']) recorder.refused({ owner: { ...owner, uid }, note });
  await settle();
  expect(store.asked).toEqual(['create', 'create', 'create']);
  expect(results).toEqual(['forbidden', 'forbidden', 'written']);
  expect(messages()).toEqual(['events cannot be written', 'events are written again']);
});

test('a replica writes at most five times a second', async () => {
  const store = eventStore();
  const { pauses, recorder, settle } = replicaOf(store);
  for (const uid of ['a', 'b', 'c']) recorder.refused({ owner: { ...owner, uid }, note });
  await settle();
  expect(pauses).toEqual([writeEveryMs, writeEveryMs, writeEveryMs]);
  expect(1_000 / writeEveryMs).toBe(5);
});

test('an API server that does not answer gets the request again after growing pauses, and drops it in the end', async () => {
  const store = eventStore();
  const { results, pauses, messages, recorder, settle } = replicaOf(store);
  store.failures.push('unavailable');
  recorder.refused({ owner, note });
  await settle();
  expect(store.asked).toEqual(['create', 'create']);
  expect(pauses.splice(0)).toEqual([1_000, writeEveryMs]);
  store.failures.push(...Array.from({ length: 8 }, () => 'unavailable' as const));
  recorder.refused({ owner: { ...owner, uid: 'u-2' }, note });
  await settle();
  expect(results).toEqual(['written', 'dropped']);
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, writeEveryMs]);
  expect(messages()).toEqual(['events cannot be written', 'events are written again', 'events cannot be written']);
});

test('while the API server does not answer, the number of waiting Events is limited', async () => {
  const store = eventStore();
  const created = Promise.withResolvers<Called>();
  const { results, recorder, settle } = replicaOf({ calls: { ...store.calls, create: () => created.promise } });
  for (let i = 0; i < maxOutbox + 10; i++)
    recorder.refused({ owner: { ...owner, namespace: `shop-${i % 20}`, uid: `u-${i}` }, note });
  expect(results).toEqual(new Array(10).fill('dropped'));
  created.resolve({ object: {} });
  await settle();
  expect(results.filter((result) => result === 'written')).toHaveLength(maxOutbox);
});

test('a namespace whose Events fill its share of the queue does not stop those of others', async () => {
  const store = eventStore();
  const { results, messages, recorder, settle } = replicaOf(store);
  const refuseMany = (): void => {
    for (let i = 0; i < maxOutbox + 100; i++)
      recorder.refused({ owner: { ...owner, uid: `u-${Math.random()}` }, note });
  };
  refuseMany();
  recorder.refused({ owner: { ...owner, namespace: 'other' }, note });
  await settle();
  expect(store.list().filter((event) => stringAt(event, 'metadata', 'namespace') === 'other')).toHaveLength(1);
  expect(store.list()).toHaveLength(maxOutboxOfNamespace + 1);
  expect(results.filter((result) => result === 'dropped')).toHaveLength(maxOutbox + 100 - maxOutboxOfNamespace);
  expect(messages()).toEqual(['events are dropped']);

  refuseMany();
  await settle();
  expect(store.list()).toHaveLength(2 * maxOutboxOfNamespace + 1);
  expect(messages()).toEqual(['events are dropped', 'events are dropped']);
});

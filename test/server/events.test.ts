/** Events: what is written, how often, and what happens without permission. */
import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import type { Called } from '../../src/kubernetes/apiserver/calls.ts';
import { createEventRecorder } from '../../src/server/events.ts';
import { createOutbox, type WriteResult } from '../../src/server/outbox.ts';
import { createLogger } from '../../src/server/log.ts';

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u-1', namespace: 'shop' };
const note = 'The Pod is invalid: spec.x: Forbidden. [some-rule]';

function setUp(answers: Called[] = []) {
  const sent: { method: string; path: string; object: JsonObject }[] = [];
  const results: WriteResult[] = [];
  const lines: string[] = [];
  let at = Date.UTC(2026, 0, 1);
  const answer = (method: string) => (path: string, object: JsonObject) => {
    sent.push({ method, path, object });
    return Promise.resolve(answers.shift() ?? { object: {} });
  };
  const calls = { create: answer('create'), patch: answer('patch') };
  const outbox = createOutbox({
    log: createLogger('info', { write: (line: string) => void lines.push(line) }),
    wrote: (result) => results.push(result),
    pause: () => Promise.resolve(),
  });
  const recorder = createEventRecorder({ calls, outbox, now: () => at, instance: 'podward-0' });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { sent, results, lines, recorder, settle, pass: (ms: number) => (at += ms) };
}

test('the first refusal creates an Event, and later ones change its count', async () => {
  const { sent, results, recorder, settle, pass } = setUp();
  recorder.refused({ owner, note });
  expect(sent).toEqual([]);
  await settle();
  expect(sent).toMatchObject([
    {
      method: 'create',
      path: '/apis/events.k8s.io/v1/namespaces/shop/events',
      object: { type: 'Warning', reason: 'RefusedByPodward', note, regarding: owner, reportingInstance: 'podward-0' },
    },
  ]);
  recorder.refused({ owner, note });
  await settle();
  expect(sent).toHaveLength(1);
  pass(60_000);
  recorder.refused({ owner, note });
  await settle();
  expect(sent[1]).toMatchObject({ method: 'patch', object: { series: { count: 3 } } });
  expect(results).toEqual(['written', 'written']);
});

test('other findings make another Event after a minute', async () => {
  const { sent, recorder, settle, pass } = setUp();
  recorder.refused({ owner, note });
  await settle();
  recorder.refused({ owner, note: 'other' });
  await settle();
  expect(sent).toHaveLength(1);
  pass(60_000);
  recorder.refused({ owner, note: 'other' });
  await settle();
  expect(sent[1]).toMatchObject({ method: 'create', object: { note: 'other' } });
});

test('without permission, one line is logged, and no attempt is repeated', async () => {
  const forbidden: Called = { failure: 'forbidden', detail: 'the status is 403' };
  const { sent, results, lines, recorder, settle } = setUp([forbidden, forbidden]);
  for (const uid of ['a', 'b', 'c']) recorder.refused({ owner: { ...owner, uid }, note });
  await settle();
  await settle();
  expect(sent).toHaveLength(3);
  expect(results).toEqual(['forbidden', 'forbidden', 'written']);
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'events cannot be written',
    'events are written again',
  ]);
});

test('an API server that does not answer gets the request again', async () => {
  const { sent, results, recorder, settle } = setUp([{ failure: 'unavailable', detail: 'it is down' }]);
  recorder.refused({ owner, note });
  await settle();
  expect(sent).toHaveLength(2);
  expect(results).toEqual(['written']);
});

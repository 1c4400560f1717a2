/** For any input, the answer is one that kube-apiserver accepts. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, type ReviewPhase } from '../../src/admission/decode.ts';
import { review } from '../../src/admission/review.ts';
import type { ActiveMode } from '../../src/engine/judged.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { seed } from '../property.ts';
import { breaches } from './contract.ts';
import { encoded, pod, request, reviewOf } from './requests.ts';

const policy = defaultPolicy(catalogue);
const engine = createEngine(catalogue, policy);
const phase = fc.constantFrom<ReviewPhase>('mutate', 'validate');
const mode = fc.constantFrom<ActiveMode>('deny', 'warn', 'audit');

/** The answer must obey the contract. Its verdict is not tested here. */
function isSound(bytes: Buffer, inPhase: ReviewPhase, inMode: ActiveMode): void {
  const decoded = decode(bytes, inPhase, policy.servers[0]);
  if (decoded.outcome === 'malformed') return;
  const { answer, outcome } = review(decoded, engine, inMode);
  expect(breaches(answer, decoded.uid, inPhase)).toEqual([]);
  expect(outcome).not.toBe('failed');
  if (decoded.outcome === 'undecodable') expect(answer.response.allowed).toBe(inMode !== 'deny');
  expect('polluted' in {}).toBe(false);
}

test('a review with random bytes', () => {
  const sound = encoded(reviewOf({ operation: 'UPDATE', oldObject: pod() }));
  const edit = fc.record({
    at: fc.nat(sound.length - 1),
    remove: fc.nat(8),
    insert: fc.uint8Array({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), phase, mode, (edits, inPhase, inMode) => {
      const bytes = edits.reduce(
        (all, { at, remove, insert }) => Buffer.concat([all.subarray(0, at), insert, all.subarray(at + remove)]),
        sound,
      );
      isSound(bytes, inPhase, inMode);
    }),
    { seed, numRuns: 2000 },
  );
});

test('a review of random structure', () => {
  const key = fc.oneof(
    fc.constantFrom(
      'metadata',
      'spec',
      'status',
      'containers',
      'initContainers',
      'template',
      'labels',
      'annotations',
      'name',
      'image',
    ),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'restartPolicy',
      'tolerations',
      'finalizers',
      'env',
      'value',
    ),
    fc.string({ maxLength: 5 }),
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 'Always', '\u0000', '500m', '__proto__'),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const kind = fc.constantFrom(
    ['', 'Pod'],
    ['apps', 'Deployment'],
    ['batch', 'Job'],
    ['batch', 'CronJob'],
    ['', 'PodTemplate'],
    ['', 'Secret'],
  );
  const part = fc.record({ metadata: tree, spec: tree, status: tree }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      kind,
      part,
      part,
      tree,
      phase,
      mode,
      fc.constantFrom('CREATE', 'UPDATE'),
      ([group, name], after, before, extra, inPhase, inMode, operation) => {
        const type = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind: name };
        const over = {
          kind: { group, version: 'v1', kind: name },
          operation,
          object: { ...after, ...type },
          oldObject: operation === 'UPDATE' ? { ...before, ...type } : extra,
          userInfo: extra,
        };
        isSound(encoded(reviewOf(over)), inPhase, inMode);
      },
    ),
    { seed, numRuns: 2000 },
  );
});

/** Names of inherited properties. */
test.each([
  ['{"spec":{"__proto__":[]}}', '{"spec":{"__proto__":[{}]}}'],
  ['{"spec":{"constructor":[]}}', '{"spec":{"constructor":[1]}}'],
  ['{"spec":{"volumes":[{"__proto__":[]}]}}', '{"spec":{"volumes":[{"__proto__":[1]}]}}'],
  [
    '{"spec":{"containers":[{"name":"a","resources":{}}]}}',
    '{"spec":{"containers":[{"name":"a","resources":{"constructor":[]}}]}}',
  ],
  [
    '{"spec":{"containers":[{"name":"a","resources":{"toString":[1]}}]}}',
    '{"spec":{"containers":[{"name":"a","resources":{"toString":[2]}}]}}',
  ],
  ['{"metadata":{"labels":{"__proto__":"a"}}}', '{"metadata":{"labels":{"__proto__":"b","valueOf":"c"}}}'],
])('names that every object inherits: %s and %s', (first, second) => {
  const [one, other] = [first, second].map((text) => JSON.parse(text) as object);
  for (const kind of ['Pod', 'StatefulSet', 'Job']) {
    const group = { Pod: '', StatefulSet: 'apps', Job: 'batch' }[kind]!;
    const type = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind };
    const of = (object: object | undefined) => ({ ...object, ...type });
    for (const [object, oldObject] of [
      [of(one), of(other)],
      [of(other), of(one)],
    ]) {
      const over = { kind: { group, version: 'v1', kind }, operation: 'UPDATE', object, oldObject };
      for (const inPhase of ['mutate', 'validate'] as const) isSound(encoded(reviewOf(over)), inPhase, 'deny');
    }
  }
});

test('a review with random fields of the request', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('CREATE', 'UPDATE', 'status', pod()));
  const names = fc.constantFrom(...Object.keys(request()), 'subResource', 'options');
  fc.assert(
    fc.property(fc.dictionary(names, value, { maxKeys: 3 }), phase, mode, (over, inPhase, inMode) => {
      isSound(encoded(reviewOf(over)), inPhase, inMode);
    }),
    { seed, numRuns: 1000 },
  );
});

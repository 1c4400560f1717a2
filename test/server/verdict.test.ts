/** What is counted of a review, and logged. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { catalogue, inCluster } from '../../src/catalogue.ts';
import { createEngine, maxFindingsPerRule, type Engine } from '../../src/engine/engine.ts';
import type { Omitted } from '../../src/engine/judged.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { createReviewLog } from '../../src/server/review-log.ts';
import { maxDepth, maxRequestHeadBytes, maxValues } from '../../src/admission/limits.ts';
import { subjectAtHead, verdictOn, type ReviewPath, type Subject } from '../../src/server/verdict.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { encoded, pod, reviewOf } from '../admission/requests.ts';
import { podWith } from '../objects.ts';

const usual = createEngine(catalogue, defaultPolicy(catalogue));
const pairs = (count: number, nameOf: (i: number) => string): JsonObject[] =>
  Array.from({ length: count }, (_, i) => ({ name: nameOf(i), value: 'x' }));

function verdictOf(engine: Engine, env: readonly JsonObject[]) {
  const verdict = verdictOn(encoded(reviewOf({ object: podWith({ env: [...env] }) })), 'validate', 'deny', engine);
  if (verdict.outcome === 'malformed') throw new Error(verdict.reason);
  return verdict;
}

describe('the findings of a review', () => {
  test('are counted for each rule, without those that another version does not have', () => {
    // 1.32 allows blanks in the names of environment variables.
    const blanks = pairs(maxFindingsPerRule, (i) => `a b${i}`);
    const engine = inCluster(usual, [31, 32]);
    const count = (n: number) => [{ rule: 'env-valid', mode: 'deny', count: n }];
    expect(verdictOf(engine, blanks)).toMatchObject({ outcome: 'allowed', findings: [] });
    const { outcome, findings, answer } = verdictOf(engine, [...blanks, ...pairs(1, () => 'a=b')]);
    expect({ outcome, findings }).toEqual({ outcome: 'denied', findings: count(1) });
    expect(answer).toContain('"field":"spec.containers[0].env[200].name"');
    expect(answer).not.toContain('not shown');
    const more = pairs(maxFindingsPerRule + 2, (i) => `a=b${i}`);
    expect(verdictOf(engine, [...blanks, ...more]).findings).toEqual(count(maxFindingsPerRule + 2));
  });

  const omitted: readonly Omitted[] = [{ rule: 'env-valid', mode: 'deny', count: 3 }];

  test('are counted and logged even if none was kept', () => {
    const verdict = verdictOf({ ...usual, judge: () => ({ findings: [], omitted }) }, []);
    expect(verdict).toMatchObject({ outcome: 'denied', findings: omitted });
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    createReviewLog(log, { logIdentities: true, logAllowedEvery: 0 })('validate', 'deny', verdict);
    expect(lines).toEqual([expect.stringContaining('"rules":["env-valid=deny"]')]);
  });
});

/** In the order of kube-apiserver. */
function asSent(over: object): Buffer {
  const { apiVersion, kind, request } = reviewOf(over);
  return encoded({ kind, apiVersion, request });
}

const alice: Subject = {
  operation: 'CREATE',
  kind: 'Pod',
  subresource: '',
  namespace: 'default',
  name: 'web',
  generateName: '',
  user: 'alice',
};
const many = (count: number): number[] => new Array<number>(count).fill(0);
const namespaceKind = { group: '', version: 'v1', kind: 'Namespace' };

describe('a review that is not read has the subject that stands before its object', () => {
  const deep = many(maxDepth).reduce<unknown>((inner) => [inner], 0);
  test.each<[string, ReviewPath, object, string, Partial<Subject>]>([
    ['of too many values', 'validate', { object: pod({ args: many(maxValues) }) }, 'undecodable', {}],
    ['that is nested too deeply', 'mutate', { object: pod({ args: deep }) }, 'undecodable', {}],
    ['whose new object is too large', 'mutate', { object: pod({ args: many(maxValues / 2) }) }, 'undecodable', {}],
    ['whose object is another one', 'validate', { object: { kind: 'Job' } }, 'undecodable', {}],
    [
      'that does not grow',
      'mutate',
      { operation: 'UPDATE', object: pod(), oldObject: pod({ args: many(maxValues) }) },
      'unread',
      { operation: 'UPDATE' },
    ],
    [
      'of a Namespace, whose namespace is its name',
      'namespaces',
      { kind: namespaceKind, name: 'shop', namespace: 'shop', object: { kind: 'Namespace' } },
      'undecodable',
      { kind: 'Namespace', name: 'shop', namespace: '' },
    ],
  ])('%s', (_, path, over, outcome, subject) => {
    expect(verdictOn(asSent(over), path, 'deny', usual)).toMatchObject({ outcome, subject: { ...alice, ...subject } });
  });

  test.each<[string, object, Partial<Subject>]>([
    [
      'texts that look like the object',
      { name: 'a,"object":{', namespace: '\\","object":{' },
      {
        name: 'a,"object":{',
        namespace: '\\","object":{',
      },
    ],
    [
      'an extra of the user that looks like the object',
      { userInfo: { username: 'bob', extra: { a: [], object: ['x'] } } },
      {
        user: 'bob',
      },
    ],
    ['texts of other types', { name: 5, namespace: {}, userInfo: [] }, { name: '', namespace: '', user: '' }],
  ])('with %s', (_, over, subject) => {
    expect(subjectAtHead(asSent(over), 'validate')).toEqual({ ...alice, ...subject });
  });

  test('of a subresource', () => {
    const text = asSent({}).toString().replace('"name"', '"subResource":"status","name"');
    expect(subjectAtHead(Buffer.from(text), 'validate')).toEqual({ ...alice, subresource: 'status' });
  });

  const usualText = asSent({}).toString();
  test.each<[string, string | Buffer, ReviewPath?]>([
    ['no object', asSent({ object: null })],
    ['an object too far away', asSent({ userInfo: { username: 'alice', groups: ['g'.repeat(maxRequestHeadBytes)] } })],
    ['another kind', asSent({ kind: { group: '', version: 'v1', kind: 'Secret' } })],
    ['no kind', asSent({ kind: null })],
    ['the kind of another path', asSent({ kind: namespaceKind })],
    ['the kind of another path, Pod', asSent({}), 'namespaces'],
    ['another operation', asSent({ operation: 'DELETE' })],
    ['blanks', usualText.replace(',"object":{', ', "object": {')],
    ['a request that is no object', '{"request":[1,"object":{}]}'],
    ['no request', '{"a":{"b":1,"object":{}}}'],
    ['brackets without an end', `{"request":{"uid":${'['.repeat(maxRequestHeadBytes - 100)},"object":{`],
    ['bytes that are not UTF-8', Buffer.from(usualText.replace('alice', 'alic\u00e9'), 'latin1')],
    ['nothing', ''],
  ])('unless there is %s', (_, bytes, path = 'validate') => {
    expect(subjectAtHead(Buffer.from(bytes), path)).toBeUndefined();
  });

  test('is logged like that of a review that is read', () => {
    const linesOf = (logIdentities: boolean): string => {
      const lines: string[] = [];
      const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
      const body = asSent({ name: 'https://u:hunter2@example.com', object: pod({ args: many(maxValues) }) });
      const verdict = verdictOn(body, 'validate', 'deny', usual);
      if (verdict.outcome === 'malformed') throw new Error(verdict.reason);
      createReviewLog(log, { logIdentities, logAllowedEvery: 0 })('validate', 'deny', verdict);
      return lines.join('');
    };
    expect(linesOf(true)).toMatch(
      /"kind":"Pod","namespace":"default","name":"https:[^"]+","user":"alice","reason":"The/,
    );
    expect(linesOf(true)).not.toContain('hunter2');
    expect(linesOf(false)).toMatch(/"kind":"Pod","namespace":"default","reason":"The/);
  });
});

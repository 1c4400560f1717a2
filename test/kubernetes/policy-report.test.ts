import { describe, expect, test } from '@jest/globals';
import { listAt, objectAt, type JsonObject } from '../../src/json/json.ts';
import {
  countsIn,
  includes,
  maxResults,
  newReport,
  withBatch,
  type Batch,
  type RuleCount,
} from '../../src/kubernetes/policy-report.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name });
const count = (over: Partial<RuleCount> = {}): RuleCount => ({
  rule: 'a-rule',
  mode: 'warn',
  inModeDeny: 'deny',
  requests: 1,
  since: at(0),
  last: at(0),
  objects: [pod('web')],
  ...over,
});
const batch = (id: string, ...counts: RuleCount[]): Batch => ({ id, counts });
const add = (report: JsonObject, added: Batch): JsonObject => withBatch(report, added, (rule) => `title of ${rule}`);
const report = (...batches: Batch[]): JsonObject => batches.reduce(add, newReport('shop', undefined));

test('a new report has the counts, the Namespace and its owner', () => {
  const owner = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'podward-reports', uid: 'u' };
  const made = add(newReport('shop', owner), batch('1', count(), count({ rule: 'b-rule', inModeDeny: 'warn' })));
  expect(made).toEqual({
    apiVersion: 'wgpolicyk8s.io/v1alpha2',
    kind: 'PolicyReport',
    metadata: {
      name: 'podward',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'podward' },
      annotations: { 'podward.dev/written': '1' },
      ownerReferences: [owner],
    },
    scope: { apiVersion: 'v1', kind: 'Namespace', name: 'shop' },
    summary: { pass: 0, fail: 1, warn: 1, error: 0, skip: 0 },
    results: [
      {
        source: 'podward',
        policy: 'podward',
        rule: 'a-rule',
        result: 'fail',
        message: 'title of a-rule',
        timestamp: { seconds: at(0).getTime() / 1000, nanos: 0 },
        properties: { mode: 'warn', inModeDeny: 'deny', requests: '1', since: '2026-01-01T00:00:00.000Z' },
        resources: [{ apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'shop' }],
      },
      expect.objectContaining({ rule: 'b-rule', result: 'warn' }),
    ],
  });
  expect(countsIn(made)).toEqual([count(), count({ rule: 'b-rule', inModeDeny: 'warn' })]);
});

describe('counts of the same rule and mode', () => {
  const later = count({ requests: 2, since: at(1), last: at(2), objects: [pod('new'), pod('web')] });
  test.each([
    ['are added, with the first and the last time', [count(), later], { requests: 3, since: at(0), last: at(2) }],
    ['of an older batch that comes later, too', [later, count()], { requests: 3, since: at(0), last: at(2) }],
    ['list each object once, the newest first', [count(), later], { objects: [pod('new'), pod('web')] }],
    [
      'have what mode deny does now',
      [count(), count({ inModeDeny: 'warn' })],
      { inModeDeny: 'warn' as const, requests: 2 },
    ],
    ['stay a number', [count({ requests: Number.MAX_SAFE_INTEGER }), count()], { requests: Number.MAX_SAFE_INTEGER }],
  ])('%s', (_, counts, expected) => {
    const [only, ...others] = countsIn(report(...counts.map((one, i) => batch(String(i), one))));
    expect(only).toMatchObject(expected);
    expect(others).toEqual([]);
  });

  test('in another mode are another result', () => {
    expect(countsIn(report(batch('1', count(), count({ mode: 'audit' }))))).toHaveLength(2);
  });
});

test('a report remembers its last batches, and keeps its metadata', () => {
  const stored = { ...report(), metadata: { name: 'podward', resourceVersion: '7', labels: { team: 'a' } } };
  let grown: JsonObject = stored;
  for (let i = 1; i <= 60; i++) grown = add(grown, batch(String(i), count()));
  expect(includes(grown, batch('60'))).toBe(true);
  expect(includes(grown, batch('11'))).toBe(true);
  expect(includes(grown, batch('10'))).toBe(false);
  expect(includes(stored, batch('60'))).toBe(false);
  expect(objectAt(grown, 'metadata')).toMatchObject({ resourceVersion: '7', labels: { team: 'a' } });
});

test('a report has a limited number of results and bytes', () => {
  const name = (i: number): string => `rule-${i}-`.padEnd(63, 'x');
  const object = { apiVersion: 'a'.repeat(253) + '/' + 'v'.repeat(63), kind: 'K'.repeat(63), name: 'n'.repeat(253) };
  const objects = [1, 2, 3].map((i) => ({ ...object, name: i + object.name.slice(1) }));
  const many = Array.from({ length: 600 }, (_, i) => count({ rule: name(i), last: at(i), objects }));
  const made = report(batch('1', ...many));
  const kept = countsIn(made);
  expect(kept).toHaveLength(maxResults);
  expect(kept.every(({ last }) => last >= at(200))).toBe(true);
  expect(JSON.stringify(made).length).toBeLessThan(1_000_000);
});

describe('a result that is not of Podward is left out', () => {
  const good = listAt(report(batch('1', count())), 'results')[0] as JsonObject;
  const properties = objectAt(good, 'properties');
  test.each<[string, JsonObject | string | null]>([
    ['a text', 'x'],
    ['null', null],
    ['another rule', { ...good, rule: '\u001b[31m' }],
    ['no properties', { ...good, properties: null }],
    ['another mode', { ...good, properties: { ...properties, mode: 'deny' } }],
    ['no mode in deny', { ...good, properties: { ...properties, inModeDeny: '__proto__' } }],
    ['no number', { ...good, properties: { ...properties, requests: 'NaN' } }],
    ['a negative number', { ...good, properties: { ...properties, requests: '-1' } }],
    ['no time', { ...good, timestamp: { seconds: 'x', nanos: 0 } }],
    ['a time that no Date can have', { ...good, timestamp: { seconds: 1e300, nanos: 0 } }],
    ['no start', { ...good, properties: { ...properties, since: '' } }],
  ])('%s', (_, result) => expect(countsIn({ results: [result, good] })).toEqual([count()]));

  test('and so is an object with such a name', () => {
    const resources = [{ ...pod('web\n[deny]') }, { ...pod('x'), kind: 'Pod; rm' }, pod('web')];
    expect(countsIn({ results: [{ ...good, resources }] })).toEqual([count()]);
  });
});

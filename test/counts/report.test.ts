import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { listAt, objectAt, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import {
  countsIn,
  includes,
  maxResults,
  newReport,
  withBatch,
  type Batch,
  type RuleCount,
} from '../../src/counts/report.ts';

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
const replicaOf = (index: number): string => index.toString(16).padStart(16, '0');
const batch = (number: number, ...counts: RuleCount[]): Batch => ({ replica: replicaOf(0), number, counts });
const add = (report: JsonObject, added: Batch): JsonObject => withBatch(report, added, (rule) => `title of ${rule}`);
const report = (...batches: Batch[]): JsonObject => batches.reduce(add, newReport('shop', undefined));

test('a new report has the counts, the Namespace and its owner', () => {
  const owner = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'podward-reports', uid: 'u' };
  const made = add(newReport('shop', owner), batch(1, count(), count({ rule: 'b-rule', inModeDeny: 'warn' })));
  expect(made).toEqual({
    apiVersion: 'wgpolicyk8s.io/v1alpha2',
    kind: 'PolicyReport',
    metadata: {
      name: 'podward',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'podward' },
      annotations: { 'podward.dev/written': '0000000000000000.1' },
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

describe('counts of the same rule, mode and effect of mode deny', () => {
  const later = count({ requests: 2, since: at(1), last: at(2), objects: [pod('new'), pod('web')] });
  test.each([
    ['are added, with the first and the last time', [count(), later], { requests: 3, since: at(0), last: at(2) }],
    ['of an older batch that comes later, too', [later, count()], { requests: 3, since: at(0), last: at(2) }],
    ['list each object once, the newest first', [count(), later], { objects: [pod('new'), pod('web')] }],
    ['stay a number', [count({ requests: Number.MAX_SAFE_INTEGER }), count()], { requests: Number.MAX_SAFE_INTEGER }],
  ])('%s', (_, counts, expected) => {
    const [only, ...others] = countsIn(report(...counts.map((one, i) => batch(i, one))));
    expect(only).toMatchObject(expected);
    expect(others).toEqual([]);
  });

  test('in another mode are another result', () => {
    expect(countsIn(report(batch(1, count(), count({ mode: 'audit' }))))).toHaveLength(2);
  });

  test('are another result after the mode of the rule was changed', () => {
    const changed = count({ inModeDeny: 'warn' });
    expect(countsIn(report(batch(1, count()), batch(2, changed), batch(3, count())))).toEqual([
      count({ requests: 2 }),
      changed,
    ]);
  });
});

describe('a report remembers the last batch', () => {
  const of = (index: number, number: number): Batch => ({ replica: replicaOf(index), number, counts: [count()] });

  test('of each replica, however many the others write', () => {
    const others = Array.from({ length: 300 }, (_, i) => of(1 + (i % 9), i));
    const grown = report(of(0, 1), of(0, 2), ...others);
    expect(includes(grown, of(0, 2))).toBe(true);
    expect(includes(grown, of(0, 1))).toBe(false);
    expect(includes(grown, of(1, 2))).toBe(false);
    expect(stringAt(grown, 'metadata', 'annotations', 'podward.dev/written')!.split(',')).toHaveLength(10);
  });

  test('of the last 50 replicas', () => {
    const grown = report(...Array.from({ length: 60 }, (_, i) => of(i, 7)));
    expect([9, 10, 59].map((index) => includes(grown, of(index, 7)))).toEqual([false, true, true]);
  });

  test('and ignores what is not one', () => {
    const annotations = { 'podward.dev/written': `x,${replicaOf(0)}.1\n,${replicaOf(1)},${replicaOf(2)}.3` };
    const grown = add({ ...report(), metadata: { annotations } }, of(3, 1));
    expect(objectAt(objectAt(grown, 'metadata'), 'annotations')).toEqual({
      'podward.dev/written': `${replicaOf(3)}.1,${replicaOf(2)}.3`,
    });
  });
});

test('a report keeps its metadata', () => {
  const stored = { ...report(), metadata: { name: 'podward', resourceVersion: '7', labels: { team: 'a' } } };
  expect(objectAt(add(stored, batch(1, count())), 'metadata')).toMatchObject({
    resourceVersion: '7',
    labels: { team: 'a' },
  });
});

test('the largest report fits into etcd, and has room for every rule', () => {
  const longestTitle = Math.max(...catalogue.rules.map(({ title }) => Buffer.byteLength(title)));
  const object = {
    apiVersion: `${'a'.repeat(63)}${`.${'a'.repeat(63)}`.repeat(2)}.${'a'.repeat(61)}/${'v'.repeat(63)}`,
    kind: 'K'.repeat(63),
  };
  const objects = [1, 2, 3].map((i) => ({ ...object, name: String(i).repeat(253) }));
  const many = Array.from({ length: 600 }, (_, i) =>
    count({ rule: `rule-${i}-`.padEnd(63, 'x'), requests: Number.MAX_SAFE_INTEGER, last: at(i), objects }),
  );
  const batches = Array.from({ length: 60 }, (_, i) => ({ replica: replicaOf(i), number: 999_999, counts: many }));
  const made = batches.reduce(
    (stored, one) => withBatch(stored, one, () => 'x'.repeat(longestTitle)),
    newReport('n'.repeat(63), undefined),
  );
  const kept = countsIn(made);
  expect(kept).toHaveLength(maxResults);
  expect(kept.every(({ last, objects: own }) => last >= at(200) && own.length === 3)).toBe(true);
  expect(catalogue.rules.length * 2).toBeLessThanOrEqual(maxResults);
  // etcd takes 1.5 MiB, and others may add labels and annotations.
  expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThan(1.2 * 2 ** 20);
});

describe('a result that is not of Podward is left out', () => {
  const good = listAt(report(batch(1, count())), 'results')[0] as JsonObject;
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
    ['another source', { ...good, source: 'another tool' }],
  ])('%s', (_, result) => expect(countsIn({ results: [result, good] })).toEqual([count()]));

  test('and so is an object with such a name', () => {
    for (const bad of [pod('web\n[deny]'), { ...pod('x'), kind: 'Pod; rm' }, pod('a..b')])
      expect(countsIn({ results: [{ ...good, resources: [bad, pod('web')] }] })).toEqual([count()]);
  });
});

describe('of a report that others filled, no more is read than Podward writes', () => {
  const results = (made: JsonObject): readonly Json[] => listAt(made, 'results');
  const many = Array.from({ length: maxResults + 100 }, (_, i) => count({ rule: `rule-${i}` }));

  test('and their results are not counted', () => {
    const full = { results: [...new Array<Json>(70_000).fill({ policy: 'a' }), ...results(report(batch(1, count())))] };
    expect(countsIn(full)).toEqual([count()]);
    expect(countsIn(add(full, batch(2, count())))).toEqual([count({ requests: 2 })]);
  });

  test('of results', () => {
    const one = results(report(batch(1, count())))[0] as JsonObject;
    const full = { results: many.map(({ rule }) => ({ ...one, rule })) };
    expect(countsIn(full)).toEqual(many.slice(0, maxResults));
  });

  test('of objects', () => {
    const one = results(report(batch(1, count())))[0] as JsonObject;
    const resources = ['a', 'b', '', 'c'].map(pod);
    expect(countsIn({ results: [{ ...one, resources }] })).toEqual([count({ objects: [pod('a'), pod('b')] })]);
  });

  test('of batches', () => {
    const ids = Array.from({ length: 60 }, (_, i) => `${replicaOf(i)}.1`);
    const full = { metadata: { annotations: { 'podward.dev/written': ids.join() } } };
    const isIncluded = (index: number) => includes(full, { replica: replicaOf(index), number: 1, counts: [] });
    expect([0, 49, 50].map(isIncluded)).toEqual([true, true, false]);
  });
});

test('every object that is written is read', () => {
  const objects = [{ apiVersion: 'example.com/v1-beta', kind: 'Foo', name: 'a.b-1' }];
  expect(countsIn(report(batch(1, count({ objects }))))).toEqual([count({ objects })]);
});

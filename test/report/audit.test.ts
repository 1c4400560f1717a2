import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { newReport, withBatch, type RuleCount } from '../../src/counts/report.ts';
import { auditJson, auditText, countsOf } from '../../src/report/audit.ts';

const aboutUpdates = (rule: string): boolean => rule === 'update';
const since = new Date(Date.UTC(2026, 0, 1));
const last = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
const count = (rule: string, over: Partial<RuleCount> = {}): RuleCount => ({
  rule,
  mode: 'warn',
  inModeDeny: 'deny',
  requests: 1,
  since,
  last,
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }],
  ...over,
});
const report = (namespace: string, ...counts: RuleCount[]): JsonObject =>
  withBatch(newReport(namespace, undefined), { replica: '0', number: 1, counts }, () => 'title');

const shop = report(
  'shop',
  count('rare'),
  count('often', {
    requests: 1_234,
    objects: [
      { apiVersion: 'batch/v1', kind: 'Job', name: 'import' },
      { apiVersion: 'v1', kind: 'Pod', name: 'web' },
    ],
  }),
  count('advice', { inModeDeny: 'warn', requests: 5_000 }),
);
const bank = report('bank', count('quiet', { mode: 'audit', inModeDeny: 'audit' }), count('rare', { objects: [] }));

test('the table begins with what mode deny rejects, and then with the highest count', () => {
  expect(auditText(countsOf([shop, bank]), undefined, aboutUpdates, false)).toBe(
    [
      'NAMESPACE  RULE    MODE   COUNT  LAST SEEN             NEXT STEP',
      'bank       rare    warn   1      2026-01-02T03:04:05Z  Fix the objects before you set mode deny.',
      'bank       quiet   audit  1      2026-01-02T03:04:05Z  None. When this was counted, mode deny would only have recorded it.',
      'shop       often   warn   1234   2026-01-02T03:04:05Z  Fix Job/import and Pod/web before you set mode deny.',
      'shop       rare    warn   1      2026-01-02T03:04:05Z  Fix Deployment/web before you set mode deny.',
      'shop       advice  warn   5000   2026-01-02T03:04:05Z  None. When this was counted, mode deny would only have warned.',
      '',
      'Mode deny would have rejected requests in 2 namespaces.',
      'To read about a rule, run: podward explain RULE',
      'To start a new count, delete the report: kubectl delete policyreport podward -n NAMESPACE',
      '',
    ].join('\n'),
  );
});

test('colors do not change the columns', () => {
  const plain = auditText(countsOf([shop]), 'shop', aboutUpdates, false);
  const colored = auditText(countsOf([shop]), 'shop', aboutUpdates, true);
  expect(colored).not.toBe(plain);
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
});

test('a namespace in which mode deny would reject nothing', () => {
  const counts = countsOf([report('shop', count('advice', { inModeDeny: 'warn' }))]);
  expect(auditText(counts, 'shop', aboutUpdates, false)).toContain(
    '\nMode deny would have rejected none of these requests.\n',
  );
});

describe('without counts', () => {
  test.each([
    ['shop', 'Nothing was counted in namespace shop.'],
    [undefined, 'Nothing was counted in any namespace.'],
  ])('in namespace %s', (namespace, words) =>
    expect(auditText(countsOf([newReport('shop', undefined)]), namespace, aboutUpdates, false)).toBe(
      `${words} If this is unexpected, check that the value reports.enabled of the chart is true. After the kind PolicyReport was installed, the first counts can take five minutes.\n`,
    ),
  );
});

test('the JSON has the same counts', () => {
  expect(JSON.parse(auditJson(countsOf([bank])))).toEqual({
    namespaces: [
      {
        namespace: 'bank',
        rules: [
          {
            rule: 'rare',
            mode: 'warn',
            inModeDeny: 'deny',
            count: 1,
            since: '2026-01-01T00:00:00Z',
            lastSeen: '2026-01-02T03:04:05Z',
            objects: [],
          },
          expect.objectContaining({ rule: 'quiet', mode: 'audit', inModeDeny: 'audit', objects: [expect.anything()] }),
        ],
      },
    ],
    summary: { namespaces: 1, rules: 2, rejected: 1 },
  });
});

test('after the mode of a rule was changed, its earlier counts keep their next step', () => {
  const changed = report('shop', count('a-rule', { requests: 10, inModeDeny: 'warn' }), count('a-rule'));
  const text = auditText(countsOf([changed]), 'shop', aboutUpdates, false);
  expect(text).toMatch(/a-rule +warn +1 .* Fix Deployment\/web before/);
  expect(text).toMatch(/a-rule +warn +10 .* None. When this was counted, mode deny would only have warned\./);
});

test('after an update, nothing is wrong with the object, so the next step is about the updates', () => {
  const counts = countsOf([report('shop', count('update')), report('bank', count('update', { objects: [] }))]);
  const text = auditText(counts, undefined, aboutUpdates, false);
  expect(text).toContain(' Stop the updates of Deployment/web that violate this rule before you set mode deny.\n');
  expect(text).toContain(' Stop the updates of the objects that violate this rule before you set mode deny.\n');
});

test('a report whose namespace is not a name is left out', () => {
  expect(countsOf([report('a\u001b[31m', count('rare')), { results: 'x' }, {}])).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import {
  addCounts,
  countPods,
  existingPodWarnings,
  noPods,
  stricterMode,
  type PodCounts,
  type StricterMode,
  type Unchecked,
} from '../../src/admission/existing-pods.ts';
import { loadEngine, catalogue, type LoadedEngine } from '../../src/catalogue.ts';
import { attempt } from '../../src/engine/failure.ts';
import { namesOf, noExemptions } from '../../src/policy/exemptions.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { podWith } from '../objects.ts';

const { engine } = loadEngine(
  JSON.stringify({
    apiVersion: 'podward.dev/v1alpha1',
    kind: 'PodwardConfiguration',
    rules: { 'image-latest-if-not-present': { mode: 'deny' } },
  }),
) as LoadedEngine;
const shop: StricterMode = { namespace: 'shop', mode: 'deny' };

describe('whether a mode becomes stricter', () => {
  const labels = (mode: string | undefined): JsonObject => (mode === undefined ? {} : { 'podward.dev/mode': mode });
  const change = (from: string | undefined, to: string | undefined, name = 'shop') =>
    stricterMode(
      { name, before: labels(from), after: labels(to) },
      {
        ...engine.policy,
        modeLabel: { defaultMode: 'deny', excludedNamespaces: ['kube-system'] },
        exemptions: { ...noExemptions, namespaces: namesOf(['ci-*']) },
      },
    );

  test.each<[string | undefined, string | undefined, string | undefined]>([
    ['warn', 'deny', 'deny'],
    ['off', 'warn', 'warn'],
    ['off', 'audit', 'audit'],
    ['warn', undefined, 'deny'],
    ['warn', 'wrn', 'deny'],
    ['deny', 'warn', undefined],
    ['deny', undefined, undefined],
    [undefined, 'deny', undefined],
    ['audit', 'audit', undefined],
    ['deny', 'off', undefined],
  ])('from %s to %s', (from, to, mode) =>
    expect(change(from, to)).toEqual(mode === undefined ? undefined : { namespace: 'shop', mode }),
  );

  test.each(['kube-system', 'ci-1', 'shop/../other', '', 'a'.repeat(64)])('not in namespace %j', (name) =>
    expect(change('off', 'deny', name)).toBeUndefined(),
  );

  test('a new namespace has no Pods', () =>
    expect(stricterMode({ name: 'shop', after: labels('deny') }, engine.policy)).toBeUndefined());
});

const good = podWith({ image: 'web:1' });
const bad = podWith({ image: 'web:latest' });
const named = (name: string, pod: JsonObject): JsonObject => ({
  // As in a list, without apiVersion and kind.
  metadata: { ...(pod['metadata'] as JsonObject), name },
  spec: pod['spec']!,
});
const list = (items: readonly unknown[], metadata: object = {}): Buffer =>
  Buffer.from(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items }));

describe('a page', () => {
  const never = (): boolean => false;
  const rule = 'image-latest-if-not-present';

  test('is counted by rule, and names the first Pod', () => {
    const bytes = list([named('a', good), named('b', bad), named('c', bad)], { continue: 'token' });
    expect(countPods(bytes, shop, engine, never)).toEqual({
      checked: 3,
      failed: 0,
      violations: [{ rule, pods: 2, first: 'b' }],
      next: 'token',
      isWhole: true,
    });
  });

  // As Go writes a list without items.
  test.each(['{"kind":"PodList","items":null}', '{"kind":"PodList"}'])('without Pods: %s', (text) =>
    expect(countPods(Buffer.from(text), shop, engine, never)).toEqual({ ...noPods, isWhole: true }),
  );

  test('ends when the time is over', () => {
    let looks = 0;
    const bytes = list([named('a', bad), named('b', bad)]);
    expect(countPods(bytes, shop, engine, () => ++looks > 1)).toMatchObject({ checked: 1, isWhole: false });
  });

  test.each([
    ['no JSON', Buffer.from('{')],
    ['another object', Buffer.from('{"kind":"Status"}')],
    ['items that are an object', Buffer.from('{"kind":"PodList","items":{}}')],
    ['items that are a text', Buffer.from('{"kind":"PodList","items":""}')],
    ['too deep', list([{ metadata: { x: JSON.parse('['.repeat(200) + ']'.repeat(200)) } }])],
  ])('that cannot be read: %s', (_, bytes) => expect(countPods(bytes, shop, engine, never)).toBeUndefined());

  test('keeps the first error of a rule, without its message', () => {
    const judge = (): never => attempt('rule', 'broken', () => JSON.parse('hunter2') as never);
    const counts = countPods(list([named('a', good), named('b', good)]), shop, { ...engine, judge }, never);
    expect(counts).toMatchObject({
      failed: 2,
      error: { name: 'RuleFailure', message: 'rule broken failed with SyntaxError', stack: expect.any(String) },
    });
    expect(JSON.stringify(counts)).not.toContain('hunter2');
  });

  test('with rubbish in place of Pods', () =>
    expect(countPods(list([null, 1, 'x', [], { spec: [] }, { metadata: 7 }]), shop, engine, never)).toMatchObject({
      isWhole: true,
    }));
});

test('pages are added', () => {
  const page = (rule: string, first: string): PodCounts => ({
    checked: 2,
    failed: 1,
    error: { name: first },
    violations: [{ rule, pods: 2, first }],
  });
  expect([page('x', 'a'), page('y', 'b'), page('x', 'c')].reduce(addCounts, noPods)).toEqual({
    checked: 6,
    failed: 3,
    error: { name: 'a' },
    violations: [
      { rule: 'x', pods: 4, first: 'a' },
      { rule: 'y', pods: 2, first: 'b' },
    ],
  });
});

describe('warnings', () => {
  const counts = (violations: PodCounts['violations'], failed = 0): PodCounts => ({ checked: 300, failed, violations });
  const written = (of: PodCounts, unchecked?: Unchecked, stricter = shop): string[] =>
    existingPodWarnings(stricter, of, unchecked, catalogue.rules);
  const rule = 'image-latest-if-not-present';

  test('there are none without a violation', () => expect(written(counts([]))).toEqual([]));

  test.each([
    [1, 'web-1: '],
    [2, 'web-1 (and 1 other): '],
    [300, 'web-1 (and 299 others): '],
  ])('%i Pods', (pods, beginning) =>
    expect(written(counts([{ rule, pods, first: 'web-1' }]))).toEqual([
      'Existing Pods of namespace "shop" violate podward.dev/mode=deny:',
      expect.stringMatching(
        new RegExp(`^${beginning.replace(/[()]/g, '\\$&')}imagePullPolicy should .*\\[${rule}\\]$`),
      ),
    ]),
  );

  test('the rules are in the order of the catalogue', () => {
    const ids = catalogue.rules.slice(0, 3).map(({ id }) => id);
    const lines = written(counts(ids.toReversed().map((id) => ({ rule: id, pods: 1, first: 'a' }))));
    expect(lines.slice(1).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual(ids);
  });

  test('all rules with long names are ten lines of at most 120 characters', () => {
    const violations = catalogue.rules.map(({ id }) => ({ rule: id, pods: 2999, first: 'p'.repeat(253) }));
    const lines = written(counts(violations, 2), 'limit', { namespace: 'n'.repeat(63), mode: 'audit' });
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.slice(-4)).toEqual([
      `${catalogue.rules.length - 5} more rules are violated.`,
      'Only the first 302 Pods were checked, because there are more.',
      '2 Pods could not be checked.',
      `Run: kubectl get pods -n ${'n'.repeat(63)} -o yaml | podward check -`,
    ]);
    for (const { id } of catalogue.rules) {
      const [, line] = written(counts([{ rule: id, pods: 3000, first: 'p'.repeat(253) }]));
      expect(line).toMatch(new RegExp(`^p{15,}….*\\[${id}\\]$`));
      expect(line!.length).toBeLessThanOrEqual(120);
    }
  });

  test('control characters and credentials of a name are not shown', () => {
    const lines = written(counts([{ rule, pods: 1, first: 'a\u001b[31m\n token=hunter2' }]));
    expect(lines.join()).not.toMatch(/hunter2|\u001b|\n/);
  });

  test.each<[Unchecked, string]>([
    ['time', 'because there was not enough time.'],
    ['busy', 'because another check is running.'],
    ['paused', 'because there are too many checks.'],
    ['forbidden', 'because Podward has no permission to list Pods.'],
    ['failed', 'because the check failed.'],
  ])('if no Pod was checked: %s', (unchecked, end) => {
    const lines = written(noPods, unchecked, { namespace: 'n'.repeat(63), mode: 'audit' });
    expect(lines).toEqual([expect.stringContaining(end), expect.stringMatching(/^Run: .*\| podward check -$/)]);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });
});

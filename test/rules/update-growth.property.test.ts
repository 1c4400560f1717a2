/**
 * The work of the rules about changes grows with the change, not with its square, whatever happened to a list or map: what one difference
 * brings about is looked up, not searched for among all of them. Findings do not grow with the object.
 */
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { rules } from '../../src/rules/index.ts';
import type { Change, Update } from '../../src/change/change.ts';
import type { UpdateRule, Options } from '../../src/rules/rule.ts';
import type { Finding } from '../../src/rules/finding.ts';
import { defaultsOf } from './rule-tester.ts';
import { growing, happenings } from './update-shapes.ts';
import { watched, workOf } from './work.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const updateRules = rules.filter((rule): rule is UpdateRule => rule.judges === 'update');
const applies = ({ appliesTo: { operations, kinds, subresources = [''] } }: UpdateRule, change: Change): boolean =>
  operations.includes('UPDATE') &&
  kinds.includes(change.kind) &&
  subresources.some((name) => name === change.subresource);

/** Those under which the rule looks at everything. */
const optionsOf = (rule: UpdateRule): Options =>
  rule.id === 'guarded-metadata' ? { labels: ['k*'], annotations: ['*'], ownerReferences: true } : defaultsOf(rule);

const work = (of: readonly UpdateRule[], change: Update): number[] => {
  const seen = { ...change, before: watched(change.before), after: watched(change.after) };
  return workOf(of.map((rule) => () => rule.check(seen, optionsOf(rule))));
};

const lengthOf = ({ data, shown }: Finding): number =>
  [...Object.values(data), ...Object.values(shown)].reduce<number>((sum, text) => sum + String(text).length, 0);

/** Longer than any finding on an object of a usual size. */
const longest = 2000;
const base = { operation: 'UPDATE', phase: 'mutate', subresource: '', namespace: 'default', name: 'web' } as const;

describe.each([34, 37])('Kubernetes 1.%i', (minor) => {
  describe.each(growing.map(([name, shape]) => ({ name, shape })))('$name', ({ shape: { kind, entry, place } }) => {
    test.each(Object.entries(happenings))('%s', (_, happen) => {
      const [small, large] = [50, 200].map((n): Update => {
        const [before, after] = happen(entry, n).map((entries) => place(entries)) as [JsonObject, JsonObject];
        return { ...base, operation: 'UPDATE', kind, facts: serverFacts(minor), before, after };
      }) as [Update, Update];
      const asked = updateRules.filter((rule) => applies(rule, large));
      const [less, more] = [work(asked, small), work(asked, large)];
      const fast = asked.filter((_, i) => more[i]! > 6 * less[i]! + 1000);
      expect(fast.map(({ id }) => id)).toEqual([]);
      const long = asked.filter((rule) => [...rule.check(large, optionsOf(rule))].some((found) => lengthOf(found) > longest)); // prettier-ignore
      expect(long.map(({ id }) => id)).toEqual([]);
    });
  });
});

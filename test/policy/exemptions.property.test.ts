import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exemptionOf } from '../../src/engine/exempt.ts';
import { exemptionMistakes } from '../../src/policy/exemption-mistakes.ts';
import { exemptionsIn } from '../../src/policy/load.ts';
import { includesName, namesOf } from '../../src/policy/exemptions.ts';
import { selects } from '../../src/kubernetes/selector.ts';
import { changeOf } from '../engine/policy.ts';
import { seed } from '../property.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '*'), maxLength: 6 });

test('a pattern matches what the regular expression for it matches', () => {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  fc.assert(
    fc.property(letters, letters, letters, fc.boolean(), (start, end, middle, hasStar) => {
      const [head, tail] = [start, end].map((part) => part.replaceAll('*', ''));
      const pattern = `${head}${hasStar ? '*' : ''}${tail}`;
      const expected = new RegExp(`^${escaped(head!)}${hasStar ? '[^]*' : ''}${escaped(tail!)}$`);
      for (const name of [middle, `${head}${middle}${tail}`, `${head}${tail}`, `${tail}${head}`])
        expect([pattern, name, includesName(namesOf([pattern]), name)]).toEqual([pattern, name, expected.test(name)]);
    }),
    { seed, numRuns: 2000 },
  );
});

/** Of a pattern, and of the names of service accounts: so that both often fit. */
const part = fc.array(
  fc.oneof(
    fc.constantFrom('system:', 'serviceaccount', 's', ':', 'ci', '-', 'x', 'authenticated'),
    fc.constantFrom('system:serviceaccount:', 'system:serviceaccounts:', 'system:serviceaccount:ci:'),
  ),
  { maxLength: 4 },
);
const pattern = fc.tuple(part, part).map(([start, end]) => `${start.join('')}*${end.join('')}`);
const label = fc.array(fc.constantFrom('ci', 'x', 's', '-', 'authenticated'), { minLength: 1, maxLength: 3 });
const name = label.map((parts) => parts.join(''));

test('a pattern exempts no service account of a namespace that it does not name', () => {
  let exempted = 0;
  fc.assert(
    fc.property(fc.constantFrom('users', 'groups'), pattern, name, name, (list, entry, namespace, account) => {
      const mistakes = [...exemptionMistakes({ exemptions: { [list]: [entry] } })];
      fc.pre(mistakes.length === 0);
      const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
      const user = `system:serviceaccount:${namespace}:${account}`;
      const exemption = exemptionOf({ change: changeOf(), user, groups }, exemptionsIn({ [list]: [entry] }));
      if (exemption === undefined) return;
      expect([entry, user, entry.startsWith(`system:serviceaccount:${namespace}:`)]).toEqual([entry, user, true]);
      exempted++;
    }),
    { seed, numRuns: 3000 },
  );
  expect(exempted).toBeGreaterThan(0);
});

/** As labels.Requirement.Matches in k8s.io/apimachinery pkg/labels/selector.go. */
interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}
function matchesInGo({ key, operator, values = [] }: Requirement, labels: ReadonlyMap<string, string>): boolean {
  const has = labels.has(key);
  const isOneOf = has && values.includes(labels.get(key)!);
  return { In: isOneOf, NotIn: !isOneOf, Exists: has, DoesNotExist: !has }[operator];
}

test('a selector matches as in Kubernetes', () => {
  const key = fc.constantFrom('a', 'b', 'constructor', '__proto__');
  const value = fc.constantFrom('', 'x', 'y', 'toString');
  const entries = fc.uniqueArray(fc.tuple(key, value), { maxLength: 3, selector: ([name]) => name });
  const requirement: fc.Arbitrary<Requirement> = fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  );
  fc.assert(
    fc.property(entries, entries, fc.array(requirement, { maxLength: 3 }), (labels, matchLabels, requirements) => {
      // JSON.parse makes own properties of all names.
      const objectOf = (all: [string, string][]) =>
        JSON.parse(`{${all.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`);
      const expected = [
        ...matchLabels.map(([name, only]): Requirement => ({ key: name, operator: 'In', values: [only] })),
        ...requirements,
      ].every((one) => matchesInGo(one, new Map(labels)));
      const selector = {
        matchLabels: objectOf(matchLabels),
        matchExpressions: JSON.parse(JSON.stringify(requirements)),
      };
      expect(selects(selector, objectOf(labels))).toBe(expected);
    }),
    { seed, numRuns: 3000 },
  );
});

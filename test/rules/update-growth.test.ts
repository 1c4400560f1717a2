/**
 * The work of the rules about changes grows with the change, not with its square. What is counted are reads of the objects and steps
 * along paths, not time, so that a slow machine tells the same. Texts are bounded: a finding does not grow with the object.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/pod/json.ts';
import { FieldPath } from '../../src/pod/path.ts';
import { rules } from '../../src/rules/index.ts';
import type { Change, ChangeRule, Finding } from '../../src/rules/rule.ts';
import { defaultsOf } from './rule-tester.ts';
import { growing, happenings } from './update-shapes.ts';

let operations = 0;

/** The object, each look into which is counted. */
function counted<T extends Json | undefined>(value: T, seen = new WeakMap<object, object>()): T {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known as T;
  const proxy: object = new Proxy(value, {
    get: (target, key) => (operations++, counted(Reflect.get(target, key) as Json, seen)),
    getOwnPropertyDescriptor: (target, key) => {
      operations++;
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      return descriptor && { ...descriptor, value: counted(descriptor.value as Json, seen) };
    },
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target);
      operations += keys.length;
      return keys;
    },
  });
  seen.set(value, proxy);
  return proxy as T;
}

/** Steps along a path are counted like reads. A scan of all differences for each of them reads no object. */
const steps = Object.entries(Object.getOwnPropertyDescriptors(FieldPath.prototype)).filter(
  ([name, { configurable }]) => configurable === true && name !== 'constructor',
);
for (const [name, descriptor] of steps) {
  const count = (work: (() => unknown) | undefined) =>
    work &&
    function counting(this: FieldPath, ...parameters: []): unknown {
      operations++;
      return work.apply(this, parameters);
    };
  const watched =
    'get' in descriptor
      ? { get: count(Reflect.get(descriptor, 'get') as () => unknown) }
      : { value: count(descriptor.value as () => unknown) };
  Object.defineProperty(FieldPath.prototype, name, { ...descriptor, ...watched } as PropertyDescriptor);
}
afterAll(() => {
  for (const [name, descriptor] of steps) Object.defineProperty(FieldPath.prototype, name, descriptor);
});

const appliesTo = ({ appliesTo: { operations: on, kinds, subresources } }: ChangeRule, change: Change): boolean =>
  on.includes('UPDATE') && kinds.includes(change.kind) && (subresources ?? ['']).includes(change.subresource);
/** What is judged when an object is made too is measured there. */
const elsewhere = new Set(['finalizers-valid', 'owner-references-valid']);
const changeRules = rules.filter((rule): rule is ChangeRule => rule.judges === 'change' && !elsewhere.has(rule.id));

/** What each rule costs on the change. */
function costs(change: Change): Map<string, number> {
  const applicable = changeRules.filter((rule) => appliesTo(rule, change));
  return new Map(
    applicable.map((rule) => {
      operations = 0;
      const seen = { ...change, before: counted(change.before!), after: counted(change.after) };
      const options = { ...defaultsOf(rule), ...guarding(rule) };
      for (const finding of rule.check(seen, options)) expect(textIn(finding)).toBeLessThan(2000);
      return [rule.id, operations];
    }),
  );
}

/** Options under which the rule looks at everything. */
const guarding = ({ id }: ChangeRule): Readonly<Record<string, Json>> =>
  id === 'guarded-metadata' ? { labels: ['k*'], annotations: ['*'], ownerReferences: true } : {};

function textIn({ data, fix }: Finding): number {
  const texts = [...Object.values(data), fix?.kind === 'say' ? fix.text : ''];
  return texts.reduce<number>((sum, text) => sum + String(text).length, 0);
}

const base = { operation: 'UPDATE', phase: 'mutate', subresource: '', namespace: 'default', name: 'web' } as const;

describe.each([34, 37])('Kubernetes 1.%i', (minor) => {
  describe.each(growing.map(([name, shape]) => ({ name, shape })))('$name', ({ shape: { kind, entry, place } }) => {
    test.each(Object.entries(happenings))('%s', (_, happen) => {
      const [small, large] = [50, 200].map((n) => {
        const [before, after] = happen(entry, n).map((entries) => place(entries)) as [JsonObject, JsonObject];
        return costs({ ...base, kind, minor, before, after });
      }) as [Map<string, number>, Map<string, number>];
      const tooMany = [...large].filter(([id, cost]) => cost > 6 * small.get(id)! + 200);
      expect(tooMany.map(([id, cost]) => `${id}: ${small.get(id)} → ${cost}`)).toEqual([]);
    });
  });
});

/** The engine never throws, whatever the value of any field. */
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../src/catalogue.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { onVersion } from '../../src/policy/version.ts';
import { changeOf, type Phase } from '../../src/change/change.ts';
import { apply, type Edit, type Path } from '../oracle/edits.ts';
import { createGenerator, targetName, targets, type Target } from '../oracle/generate.ts';
import type { Random } from '../oracle/random.ts';
import { anyType } from '../oracle/values.ts';
import { checkChange, seed } from '../property.ts';

const policy = defaultPolicy(catalogue);
/** All rules and defaults, including those that are off by default. */
const everything = {
  ...policy,
  rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
  defaults: new Map([...policy.defaults].map(([id, item]) => [id, { ...item, enabled: true }])),
};
const engines = [34, 37].map((minor) =>
  createEngine(catalogue, { ...everything, ...onVersion({ minor, featureGates: {} }) }),
);
const phases: readonly Phase[] = ['mutate', 'validate', 'offline'];

function checkAll(target: Target, before: JsonObject, after: JsonObject): void {
  for (const phase of phases) {
    for (const engine of engines) {
      const of = { ...target, phase, namespace: 'default', name: 'web', after, facts: engine.policy.servers[0] };
      checkChange(changeOf(of, target.operation === 'UPDATE' ? before : undefined), (change) => {
        engine.judge(change);
        engine.fill(change);
      });
    }
  }
}

describe.each(targets.map((target) => ({ name: targetName(target), target })))('$name', ({ target }) => {
  test('garbage of any type in any field', () => {
    const generator = createGenerator(target, seed);
    const { random } = generator;
    for (let i = 0; i < 80; i++) {
      const source = generator.base() as JsonObject;
      const garbled = [0, 1].map(
        () => garble(generator.change(source, JSON.stringify(source)).object, random) as JsonObject,
      );
      const [first, second] = garbled as [JsonObject, JsonObject];
      checkAll(target, source, first);
      checkAll(target, first, source);
      checkAll(target, first, second);
    }
  });

  test('objects that are not Pods', () => {
    const object = fc.dictionary(
      fc.constantFrom('apiVersion', 'kind', 'metadata', 'spec', 'status', 'template', '__proto__'),
      fc.jsonValue({ maxDepth: 4 }),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(object, object, (before, after) => checkAll(target, before as JsonObject, after as JsonObject)),
      { seed, numRuns: 50 },
    );
  });
});

/** Changes one to five fields, anywhere in the object. */
function garble(object: Json, random: Random): Json {
  for (let left = 1 + random.below(5); left > 0; left--) {
    const path = random.pick(pathsOf(object));
    const edits: Edit[] = [
      { op: 'set', path, value: random.pick(anyType) },
      {
        op: 'set',
        path: [...path, random.pick(['name', '__proto__', 'constructor', 'length'])],
        value: random.pick(anyType),
      },
      { op: 'remove', path },
    ];
    apply(object, random.pick(edits));
  }
  return object;
}

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, entry]) => pathsOf(entry as Json, [...path, name]))];
}

/**
 * The work of a rule grows with the object, not with its square: an object of 1.5 MB is nothing that a cluster refuses, and while a rule
 * judges it nobody else is answered. Work is counted in steps, so that the tests do not depend on the machine.
 */
import { describe, expect, test } from '@jest/globals';
import { podView } from '../../src/engine/views.ts';
import { fieldTypes, type FieldType } from '../../src/pod/field-types.ts';
import type { Json, JsonObject } from '../../src/pod/json.ts';
import { nativeDefaults } from '../../src/pod/native-defaults.ts';
import { asCreated, asStored } from '../../src/pod/subresources.ts';
import { rules } from '../../src/rules/index.ts';
import type { Change, Finding, Rule } from '../../src/rules/rule.ts';
import { versionFacts } from '../../src/rules/versions.ts';
import { shapes, many, type Shape } from './growth-shapes.ts';
import { changeOf, defaultsOf } from './rule-tester.ts';
import { watched, workOf } from './work.ts';

const size = 40;
const times = 4;
/** Linear work becomes four times as much, and that of sorting a little more; quadratic work becomes sixteen times as much. */
const mostTimes = 6;
/** What a rule does whatever the object: of less no growth can be told. */
const tiny = 1000;

const sized = ({ before, after, ...rest }: Shape, n: number): Change =>
  changeOf({ ...rest, name: '', after: after(n), ...(before === undefined ? {} : { before: before(n) }) });

const applies = ({ appliesTo: { operations, kinds, subresources = [''], phases } }: Rule, change: Change): boolean =>
  operations.includes(change.operation) &&
  kinds.includes(change.kind) &&
  subresources.includes(change.subresource) &&
  (phases === undefined || phases.includes(change.phase));

/** What the rule finds in the new object and, as the engine asks, in the old one. */
function* findings(rule: Rule, change: Change): Generator<Finding> {
  const options = defaultsOf(rule);
  if (rule.judges === 'change') return yield* rule.check(change, options);
  yield* rule.check(podView(change, change.after), options);
  if (change.before !== undefined) yield* rule.check(podView(change, change.before), options);
}

const work = (rule: Rule, change: Change): number =>
  workOf(() =>
    findings(rule, {
      ...change,
      after: watched(change.after),
      ...(change.before === undefined ? {} : { before: watched(change.before) }),
    }),
  );

/** The rules whose work grows faster than the object, each with how many times as much it became. */
function fasterThan(small: Change, large: Change): Record<string, number> {
  const found: Record<string, number> = {};
  for (const rule of rules.filter((one) => applies(one, small))) {
    const most = work(rule, large);
    const growth = most / Math.max(work(rule, small), tiny / times);
    if (growth > mostTimes) found[rule.id] = growth;
  }
  return found;
}

describe('every rule', () => {
  test.each(shapes.map((shape) => [shape.name, shape] as const))('%s', (_, shape) => {
    expect(fasterThan(sized(shape, size), sized(shape, times * size))).toEqual({});
  });
});

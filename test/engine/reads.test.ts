/**
 * What a rule says it reads decides whether it is asked, and of which containers. Judging with and without that must come to the same,
 * whatever changes: a rule whose `reads` lacks a field would be a hole.
 */
import { describe, expect, test } from '@jest/globals';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { fieldTypes } from '../../src/pod/field-types.ts';
import type { JsonObject } from '../../src/pod/json.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { rules } from '../../src/rules/index.ts';
import type { Change, Rule } from '../../src/rules/rule.ts';
import { createGenerator, targetName, targets } from '../oracle/generate.ts';

const policy = defaultPolicy({ rules, defaults: [] });
const everything = {
  ...policy,
  rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
};

const alwaysAsked = (rule: Rule): Rule => {
  if (rule.judges === 'change') return rule;
  const { reads: _, ...rest } = rule;
  return rest;
};

const engine = createEngine({ rules, defaults: [] }, everything);
const thorough = createEngine({ rules: rules.map(alwaysAsked), defaults: [] }, everything);
/** Of two containers of one name, either may be the one that had the finding before: positions do not count. */
const judged = (by: Engine, change: Change): string[] =>
  by
    .judge(change)
    .findings.map(({ rule, path, text, from, to }) =>
      JSON.stringify([rule, path.replace(/\[\d+\]/g, '[]'), text, from, to]),
    )
    .sort();

const seed = 11;
const objects = 40;
const changesOfEach = 12;

describe.each(targets.map((target) => ({ name: targetName(target), target })))('$name', ({ target }) => {
  test('rules that are asked only where something new is read find all that is new', () => {
    const generator = createGenerator(target, fieldTypes, seed);
    const differing: unknown[] = [];
    for (let i = 0; i < objects; i++) {
      const source = generator.base() as JsonObject;
      const text = JSON.stringify(source);
      // The changed object is the next one's old object, so that there are findings on both sides.
      let before = source;
      for (let n = 0; n < changesOfEach; n++) {
        const after = generator.change(before, n === 0 ? text : JSON.stringify(before)).object as JsonObject;
        const change: Change = {
          ...target,
          phase: 'offline',
          namespace: 'default',
          name: 'web',
          minor: 36,
          ...(target.operation === 'UPDATE' ? { before } : {}),
          after,
        };
        const [asked, all] = [judged(engine, change), judged(thorough, change)];
        if (JSON.stringify(asked) !== JSON.stringify(all) && differing.length < 3)
          differing.push({
            missing: all.filter((line) => !asked.includes(line)),
            extra: asked.filter((line) => !all.includes(line)),
            change: JSON.stringify([before, after]),
          });
        before = after;
      }
    }
    expect(differing).toEqual([]);
  });
});

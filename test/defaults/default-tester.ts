/** Runs the table of a default. The default must only add fields that are absent, and must not add anything to its own result. */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Default } from '../../src/defaults/default.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { sentences } from '../../src/engine/judged.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { changeOf, type Phase } from '../../src/change/change.ts';
import type { Options } from '../../src/rules/rule.ts';
import { mistakesOfCase, noMistakes, refills, unfilledPlaceholders } from '../rules/mistakes.ts';
import { defaultsOf } from '../rules/rule-tester.ts';

interface Case {
  readonly name: string;
  /** If absent, the object is created. */
  readonly before?: JsonObject;
  readonly after: JsonObject;
  readonly kind?: Kind;
  readonly phase?: Phase;
  readonly options?: Options;
  /** JSON Pointer and value of each addition, in order. */
  readonly adds: readonly (readonly [string, Json])[];
  /** A part of each note. */
  readonly notes?: readonly string[];
}

export function testDefault(item: Default, cases: readonly Case[]): void {
  test.each(cases)(
    `${item.id}: $name`,
    ({ name, before, after, kind = 'Pod', phase = 'mutate', options, adds, notes }) => {
      const change = changeOf(
        { phase, kind, subresource: '', namespace: 'default', name: 'web', minor: 36, after },
        before,
      );
      const engine = createEngine(
        { rules: [], defaults: [item] },
        {
          minor: 36,
          rules: new Map(),
          defaults: new Map([[item.id, { enabled: true, options: { ...defaultsOf(item), ...options } }]]),
          mutate: { fill: ['deny'], explain: true },
          exemptions: { users: [], namespaces: [] },
        },
      );
      const original = structuredClone(after);
      noMistakes(mistakesOfCase(item, { name, options: options ?? {} }));
      const filled = engine.fill(change);
      const lines = filled.notes.map(({ rule, texts }) => `${texts().path}: ${sentences(texts())} [${rule}]`);
      // These come first, because they say what to do.
      noMistakes(lines.flatMap((line) => unfilledPlaceholders(item, line)));
      const repeated = filled.patch.filter(({ path, value }) =>
        isDeepStrictEqual(valueAtPointer(original, path), value),
      );
      const again = engine.fill({ ...change, after: filled.after }).patch;
      noMistakes(
        refills(
          item,
          [...repeated, ...again].map(({ path }) => path),
        ),
      );
      expect(filled.patch.map(({ path, value }) => [path, value])).toEqual(adds);
      expect(filled.notes).toHaveLength(notes?.length ?? 0);
      for (const [i, part] of (notes ?? []).entries()) expect(lines[i]).toContain(part);
      for (const line of lines) expect(line).not.toMatch(/undefined|\[object/);
      expect(after).toEqual(original);
    },
  );
}

function valueAtPointer(object: JsonObject, pointer: string): Json | undefined {
  const names = pointer.split('/').slice(1);
  return names.reduce<Json | undefined>(
    (value, name) => (value as JsonObject | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
    object,
  );
}

/** Runs the table of a default. The default must only add fields that are absent and that kube-apiserver does not set, and must not add anything to its own result. A case to which the default does not apply fails, unless it is `skipped`. */
import { noExemptions } from '../../src/policy/exemptions.ts';
import { defaultModeLabel } from '../../src/policy/mode-label.ts';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Default } from '../../src/defaults/default.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { sentences, type Remark } from '../../src/engine/judged.ts';
import { copyOf, isList, type Json, type JsonObject } from '../../src/json/json.ts';
import { namesIn, valueBelow } from '../../src/json/path.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { changeOf, type Change, type Phase } from '../../src/change/change.ts';
import type { Options } from '../../src/rules/rule.ts';
import { mistakesOfCase, noMistakes, notApplied, notSkipped, unfilledPlaceholders } from '../rules/mistakes.ts';
import { defaultsOf, kindOf } from '../rules/rule-tester.ts';
import { changesObject, refills, repeatsServer, wrongAdditions, wrongNotes, type Added } from './default-mistakes.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { onVersion } from '../../src/policy/version.ts';

interface Case {
  readonly name: string;
  /** If absent, the object is created. */
  readonly before?: JsonObject;
  readonly after: JsonObject;
  /** Whether the case shows that the default does not apply. The default is not asked then. */
  readonly skipped?: true;
  readonly phase?: Phase;
  readonly options?: Options;
  /** JSON Pointer and value of each addition, in order. */
  readonly adds: readonly Added[];
  /** A part of each note. */
  readonly notes?: readonly string[];
}

/** The cases of each default whose test was loaded, by the id of the default. */
export const casesOf = new Map<string, readonly Case[]>();

/**
 * Adds the cases to `casesOf`, and tests the default with them. `restatesServer` is for a default that only writes down what kube-apiserver sets itself. Without it, such a default is refused, because it
 * never changes anything.
 */
export function testDefault(item: Default, cases: readonly Case[], { restatesServer = false } = {}): void {
  casesOf.set(item.id, [...(casesOf.get(item.id) ?? []), ...cases]);
  if (!restatesServer)
    test(`${item.id}: kube-apiserver does not set the same`, () => {
      const runs = cases.map((one) => additionsIn(item, one));
      const byServer = runs.flatMap((run) => run.byServer);
      noMistakes(
        byServer.length > 0 && runs.every((run) => run.byServer.length === run.all)
          ? repeatsServer(item, byServer)
          : [],
      );
    });

  test.each(cases)(`${item.id}: $name`, (one) => {
    const { name, after, options = {}, adds, notes = [] } = one;
    const original = copyOf(after);
    noMistakes(mistakesOfCase(item, { name, options }));
    noMistakes(mistakesOfSkipped(item, one));
    const { engine, change } = setUp(item, one);
    const filled = engine.fill(change);
    const lines = filled.notes.map(({ rule, texts }) => `${texts().path}: ${sentences(texts())} [${rule}]`);
    const repeated = filled.patch.filter(({ path, value }) => isDeepStrictEqual(valueAtPointer(original, path), value));
    const again = engine.fill({ ...change, after: filled.after }).patch;
    noMistakes([
      ...lines.flatMap((line) => unfilledPlaceholders(item, line)),
      ...refills(
        item,
        [...repeated, ...again].map(({ path }) => path),
      ),
      ...changesObject(item, original, after),
      ...wrongAdditions(
        item,
        name,
        adds,
        filled.patch.map(({ path, value }) => [path, value] as const),
      ),
      ...wrongNotes(item, name, notes, lines),
    ]);
    for (const line of lines) expect(line).not.toMatch(/undefined|\[object/);
  });
}

export function notesOf(item: Default, one: Case): readonly Remark[] {
  const { engine, change } = setUp(item, one);
  return engine.fill(change).notes;
}

/** A case to which the default does not apply would pass whatever the default does. */
export function mistakesOfSkipped(item: Default, one: Case): string[] {
  let isAsked = false;
  const asked = (): [] => ((isAsked = true), []);
  const { engine, change } = setUp(
    { ...item, fill: asked, ...(item.announce === undefined ? {} : { announce: asked }) },
    one,
  );
  engine.fill(change);
  if (isAsked === (one.skipped === undefined)) return [];
  return [isAsked ? notSkipped(item, one, 'default') : notApplied(item, one, change, 'default')];
}

function setUp(item: Default, one: Case): { engine: Engine; change: Change } {
  const { before, after, phase = 'mutate', options } = one;
  const engine = createEngine(
    { rules: [], defaults: [item] },
    {
      ...onVersion({ minor: 36, featureGates: {} }),
      rules: new Map(),
      defaults: new Map([[item.id, { enabled: true, options: { ...defaultsOf(item), ...options } }]]),
      mutate: { fill: ['deny'], explain: true },
      exemptions: noExemptions,
      modeLabel: defaultModeLabel,
    },
  );
  const change = changeOf(
    { phase, kind: kindOf(one), subresource: '', namespace: 'default', name: 'web', facts: serverFacts(36), after },
    before,
  );
  return { engine, change };
}

/** What is added in the case, and what of it is not added to an object as kube-apiserver sends it, because the server sets it itself. */
function additionsIn(item: Default, one: Case): { readonly all: number; readonly byServer: readonly Added[] } {
  const { engine, change } = setUp(item, one);
  // A file is judged with these defaults, too. There, an omitted restartPolicy of a Job stays absent.
  const native = nativeDefaults(change.after, change.kind, { jobRestartPolicy: change.phase !== 'offline' });
  const left = engine.fill({ ...change, after: native }).patch;
  const { patch } = engine.fill(change);
  const byServer = patch
    .filter(({ path }) => !left.some((other) => other.path === path || other.path.startsWith(`${path}/`)))
    .map(({ path }): Added => [path, valueAtPointer(native, path) ?? null]);
  return { all: patch.length, byServer };
}

const valueAtPointer = (object: JsonObject, pointer: string): Json | undefined =>
  namesIn(pointer).reduce<Json | undefined>(
    (value, name) => valueBelow(value, isList(value) ? Number(name) : name),
    object,
  );

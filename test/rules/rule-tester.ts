/**
 * Tests a rule with a table of cases. Each of the following is a failure: a mistake in the rule itself (rule-mistakes.ts), two cases with the same
 * name or content, a case to which the rule does not apply, unless it is `skipped`, a finding that the table does not expect, a message without a case, a placeholder without a value, a message that does
 * not begin with the value of its field, and a field that `check` reads and `reads` does not list.
 */
import { noExemptions } from '../../src/policy/exemptions.ts';
import { defaultModeLabel } from '../../src/policy/mode-label.ts';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import { objectView, podView } from '../../src/change/views.ts';
import { sentences, type Judged } from '../../src/engine/judged.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { GateSettings } from '../../src/kubernetes/gates.ts';
import { everyKind, type Kind } from '../../src/kubernetes/kinds.ts';
import { serverFacts, type ServerFacts } from '../../src/kubernetes/versions.ts';
import { valueAt } from '../../src/json/path.ts';
import type { Finding } from '../../src/rules/finding.ts';
import { listText, quoted } from '../../src/text/quoted.ts';
import type { CauseType } from '../../src/text/field-error.ts';
import { changeOf as createOrUpdate, type Change, type Phase, type Written } from '../../src/change/change.ts';
import type { ObjectRule, Options, PodRule, Rule } from '../../src/rules/rule.ts';
import {
  beginsWithCapital,
  messagesWithoutCase,
  mistakesOfCase,
  missingValues,
  noMistakes,
  notApplied,
  notRun,
  notRunOnCreate,
  notSkipped,
  repeatedCases,
  sayUnlisted,
  unfilledPlaceholders,
  unknownMessages,
  unreadReads,
} from './mistakes.ts';
import { readsIn, readsInObject } from './reads.ts';
import { mistakesOfRule } from './rule-mistakes.ts';
import { onVersion } from '../../src/policy/version.ts';

export interface Case {
  readonly name: string;
  /** If absent, the object is created. */
  readonly before?: JsonObject | undefined;
  /** Whether the object is neither created nor changed, but read from the cluster, as `kubectl get` prints it. */
  readonly isStored?: boolean;
  readonly after: JsonObject;
  /** Whether the case shows that the rule does not apply. The rule is not asked then. */
  readonly skipped?: true;
  /** If absent, it is `default`. An empty string stands for a file without a namespace. */
  readonly namespace?: string;
  readonly subresource?: string;
  readonly phase?: Phase;
  readonly minor?: number;
  readonly featureGates?: GateSettings;
  readonly options?: Options;
  /** What the file contains, if that differs from the object. */
  readonly written?: Written;
}

interface ExpectedFinding {
  readonly messageId: string;
  readonly path: string;
  readonly type: CauseType;
  /** What to do, word for word. Absent if the finding has no fix. */
  readonly fix?: string;
  readonly from?: Json;
  readonly to?: Json;
  readonly container?: string;
  /** Whether the finding is about the key at the end of the path, and not about its value. */
  readonly isOfKey?: boolean;
  /** A field that contradicts this one. */
  readonly beside?: string;
  /** Parts that the message must contain. */
  readonly says?: string | readonly string[];
  /** A text that the message must not contain, such as a secret. */
  readonly hides?: string;
}

export type InvalidCase = Case & { readonly findings: readonly ExpectedFinding[] };

export interface RuleTable {
  readonly valid: readonly Case[];
  readonly invalid: readonly InvalidCase[];
}

/** The table of each rule whose test was loaded, by the id of the rule. */
export const tables = new Map<string, RuleTable>();

let isTested = true;

/** From here on, `testRule` only adds to `tables`. For those who load the tests of the rules for something else. */
export function onlyCollectTables(): void {
  isTested = false;
}

/** Adds the table to `tables`, and tests the rule with it. */
export function testRule(rule: Rule, table: RuleTable): void {
  tables.set(rule.id, table);
  if (isTested) runTable(rule, table);
}

function runTable(rule: Rule, table: RuleTable): void {
  const shown = new Set<string>();
  let passed = 0;

  describe(rule.id, () => {
    const cases = [...table.valid, ...table.invalid];
    test('the rule is complete', () => noMistakes(mistakesOfRule(rule)));
    if (readsFields(rule))
      test('reads what it lists, and nothing else', () => {
        const all = cases.map((item) => ({ ...readsOf(rule, item), name: item.name }));
        noMistakes([
          ...sayUnlisted(
            rule,
            all.flatMap(({ unlisted, name }) => unlisted.map((read) => ({ ...read, name }))),
          ),
          ...unreadReads(rule, new Set(all.flatMap(({ read }) => [...read]))),
        ]);
      });
    test('no case repeats another', () => noMistakes(repeatedCases(rule, cases)));

    for (const item of table.valid) {
      test(`passes: ${item.name}`, () => {
        noMistakes(mistakesOfCase(rule, item));
        noMistakes(mistakesOfSkipped(rule, item));
        const found = judge(rule, item);
        noMistakes(unknownMessages(rule, found));
        expect(found.map(({ texts }) => sentences(texts()))).toEqual([]);
      });
    }
    for (const { findings, ...item } of table.invalid) {
      test(`finds: ${item.name}`, () => {
        noMistakes(mistakesOfCase(rule, { ...item, findings }));
        noMistakes(mistakesOfSkipped(rule, item));
        const expected = [...findings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        const found = judge(rule, item).toSorted((a, b) => (keyOf(a.finding) < keyOf(b.finding) ? -1 : 1));
        noMistakes(unknownMessages(rule, found));
        for (const { finding } of found) shown.add(finding.messageId);
        if (found.length === 0) noMistakes(skippedBy(rule, item));
        expect(found.map(({ finding }) => keyOf(finding))).toEqual(expected.map(keyOf));
        for (const [i, judged] of found.entries()) checkFinding(expected[i]!, judged, rule, item);
        passed++;
      });
    }
    // A case that failed, or that `-t` left out, may be the one that shows the message.
    afterAll(() => noMistakes(passed < table.invalid.length ? [] : messagesWithoutCase(rule, shown)));
  });
}

/** A rule with `reads`. */
const readsFields = (rule: Rule): rule is PodRule | ObjectRule => 'reads' in rule && rule.reads !== undefined;

const readsOf = (rule: PodRule | ObjectRule, item: Case) =>
  rule.judges === 'pod'
    ? readsIn(rule, changeOf(item), optionsOf(rule, item))
    : readsInObject(rule, changeOf(item), optionsOf(rule, item));

/** A case to which the rule does not apply would pass whatever the rule does. */
export function mistakesOfSkipped(rule: Rule, item: Case): string[] {
  const isAsked = applies(rule, item);
  if (isAsked === (item.skipped === undefined)) return [];
  return [isAsked ? notSkipped(rule, item) : notApplied(rule, item, changeOf(item))];
}

/** Whether the engine asks a rule with this `appliesTo`. */
function applies({ id, title, why, mirrors, appliesTo }: Rule, item: Case): boolean {
  let isAsked = false;
  const check = (): [] => ((isAsked = true), []);
  judge({ id, title, why, mirrors, appliesTo, messages: {}, judges: 'change', check }, item);
  return isAsked;
}

/** The engine does not run a rule if no field of its `reads` is set or changed. */
function skippedBy(rule: Rule, item: Case): string[] {
  if (!readsFields(rule) || rule.reads === undefined) return [];
  const { reads } = rule;
  const always: Rule = rule.judges === 'pod' ? withoutReads(rule) : { ...rule, reads: ['workload'] };
  if (judge(always, item).length === 0) return [];
  const needs = rule.judges === 'pod' && item.before === undefined ? rule.needs : undefined;
  return [needs === undefined ? notRun(rule, reads) : notRunOnCreate(rule, needs)];
}

function withoutReads(rule: PodRule): PodRule {
  const { reads: _, ...always } = rule;
  return always;
}

/** The path and the message, which identify a finding of a rule. */
const keyOf = ({ path, messageId }: Pick<Finding, 'messageId'> & { readonly path: unknown }): string =>
  `${String(path)} ${messageId}`;

function checkFinding(expected: ExpectedFinding, { finding, texts }: Judged, rule: Rule, item: Case): void {
  const { container, fix } = texts();
  const message = sentences(texts());
  const { messageId, data, shown } = finding;
  const filled = Object.keys({ ...data, ...shown });
  const template = Object.values(rule.messages[messageId] ?? {}).join(' ');
  const unused = filled.filter((name) => !template.includes(`{{${name}}}`));
  // These come first, because they say what to do. A comparison below would only show the same as a difference.
  noMistakes(unfilledPlaceholders(rule, message, `the message "${messageId}"`, filled, unused));
  noMistakes(beginsWithCapital(rule, finding));
  noMistakes(missingValues(rule, finding, item.after));
  expect({ type: finding.type, fix }).toEqual({ type: expected.type, fix: expected.fix });
  if (expected.from !== undefined) expect(finding.from).toEqual(expected.from);
  if (expected.to !== undefined) expect(finding.to).toEqual(expected.to);
  expect({ isOfKey: finding.isOfKey ?? false, beside: finding.beside?.toString() }).toEqual({
    isOfKey: expected.isOfKey ?? false,
    beside: expected.beside,
  });
  if (expected.container !== undefined) expect(container).toBe(expected.container);
  for (const part of [expected.says ?? []].flat()) expect(message).toContain(part);
  if (expected.hides !== undefined) expect(message).not.toContain(expected.hides);
  expect(message).not.toMatch(/\n|undefined|\[object \w+\]/);
  if (/\(hidden\)/.test(message)) expect(madeUp(finding, item)).toEqual([]);
}

/** Values that the object does not have at this path. A value that a rule computes is not a secret, so it belongs in `data` and not in `from` or `to`. */
function madeUp({ path, from, to }: Finding, { before, after }: Case): Json[] {
  const held = [before, after].map((object) => JSON.stringify(valueAt(object, path)));
  return [from, to].filter((value) => value != null).filter((value) => !held.includes(JSON.stringify(value)));
}

/** Throws if `after` has no kind that Podward judges. */
export function kindOf({ name, after }: Pick<Case, 'name' | 'after'>): Kind {
  const kind = everyKind.find((known) => known === after['kind']);
  if (kind === undefined)
    throw new Error(
      `after of the case "${name}" has no kind that Podward judges. Set kind to one of ${listText(everyKind, 'or', quoted)}.`,
    );
  return kind;
}

/** The facts of each version and its feature gates, which are the same for most cases. */
const knownFacts = new Map<string, ServerFacts>();
function factsOf({ minor = 36, featureGates = {} }: Case): ServerFacts {
  const key = JSON.stringify([minor, featureGates]);
  const facts = knownFacts.get(key) ?? serverFacts(minor, featureGates);
  knownFacts.set(key, facts);
  return facts;
}

export function changeOf(item: Case): Change {
  const change = createOrUpdate(
    {
      phase: item.phase ?? 'mutate',
      kind: kindOf(item),
      subresource: item.subresource ?? '',
      namespace: item.namespace ?? 'default',
      name: 'web',
      facts: factsOf(item),
      after: item.after,
      ...(item.written === undefined ? {} : { written: item.written }),
    },
    item.before,
  );
  return item.isStored === true && change.operation === 'CREATE' ? { ...change, operation: 'STORED' } : change;
}

function engineFor(rule: Rule, item: Case) {
  return createEngine(
    { rules: [rule], defaults: [] },
    {
      ...onVersion({ minor: item.minor ?? 36, featureGates: item.featureGates ?? {} }),
      rules: new Map([[rule.id, { mode: 'deny', options: optionsOf(rule, item) }]]),
      defaults: new Map(),
      mutate: { fill: ['deny'], explain: true },
      exemptions: noExemptions,
      modeLabel: defaultModeLabel,
    },
  );
}

export const defaultsOf = ({ options = {} }: Pick<Rule, 'options'>): Options =>
  Object.fromEntries(Object.entries(options).map(([name, schema]) => [name, schema['default'] ?? null]));

const optionsOf = (rule: Rule, { options }: Case): Options => ({ ...defaultsOf(rule), ...options });

export const judge = (rule: Rule, item: Case): readonly Judged[] => createJudge(rule, item)(item);

/** Judges objects in place of those of the case. */
export function createJudge(rule: Rule, item: Case): (objects: Pick<Case, 'before' | 'after'>) => readonly Judged[] {
  const engine = engineFor(rule, item);
  return ({ before, after }) => engine.judge(changeOf({ ...item, before, after })).findings;
}

/** The findings that `check` yields for the new object. */
export function findingsOfCheck(rule: Rule, item: Case, change = changeOf(item)): readonly Finding[] {
  const options = optionsOf(rule, item);
  if (rule.judges === 'pod') return [...rule.check(podView(change, change.after), options)];
  if (rule.judges === 'change') return [...rule.check(change, options)];
  if (rule.judges === 'object') return [...rule.check(objectView(change, change.after), options)];
  return change.operation === 'UPDATE' ? [...rule.check(change, options)] : [];
}

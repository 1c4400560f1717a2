/**
 * Tests a rule with a table of cases. Each of the following is a failure: a mistake in the rule itself (rule-mistakes.ts), two cases with the same
 * name or content, a finding that the table does not expect, a message without a case, a placeholder without a value, a message that does
 * not begin with the value of its field, and a field that `check` reads and `reads` does not list.
 */
import type { Container } from '../../src/kubernetes/pod/containers.ts';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import { podView } from '../../src/change/views.ts';
import { sentences, type Judged } from '../../src/engine/judged.ts';
import { renderer } from '../../src/engine/render.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import { valueAt } from '../../src/json/path.ts';
import type { CauseType, Finding } from '../../src/rules/finding.ts';
import {
  changeOf as createOrUpdate,
  type Change,
  type Phase,
  type PodView,
  type Written,
} from '../../src/change/change.ts';
import { defineRule, type Options, type PodRule, type Rule } from '../../src/rules/rule.ts';
import { pod, workloadOf } from '../objects.ts';
import {
  messagesWithoutCase,
  mistakesOfCase,
  missingValues,
  noMistakes,
  notRun,
  sayUnlisted,
  unfilledPlaceholders,
  unknownMessages,
  type UnlistedRead,
} from './mistakes.ts';
import { mistakesOfRule } from './rule-mistakes.ts';

export interface Case {
  readonly name: string;
  /** If absent, the object is created. */
  readonly before?: JsonObject;
  /** Whether the object is neither created nor changed, but read from the cluster, as `kubectl get` prints it. */
  readonly isStored?: boolean;
  readonly after: JsonObject;
  readonly kind?: Kind;
  /** If absent, it is `default`. An empty string stands for a file without a namespace. */
  readonly namespace?: string;
  readonly subresource?: string;
  readonly phase?: Phase;
  readonly minor?: number;
  readonly options?: Options;
  /** What the file contains, if that differs from the object. */
  readonly written?: Written;
}

interface ExpectedFinding {
  readonly messageId: string;
  readonly path: string;
  readonly type?: CauseType;
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

/** The findings of a case in words, each with the message that it is made of. */
export function findingsIn(rule: Rule, item: Case): { readonly messageId: string; readonly judged: Judged }[] {
  const raw = rawFindings(rule, item);
  return judge(rule, item).map((judged) => ({ messageId: originOf(judged, raw, rule, item).messageId, judged }));
}

/** Scripts and property tests load the tables as well, for something else. */
const isPropertyTest = expect.getState().testPath?.endsWith('.property.test.ts') === true;

/** Adds the table to `tables`, and tests the rule with it. */
export function testRule(rule: Rule, table: RuleTable): void {
  tables.set(rule.id, table);
  if (!isPropertyTest) runTable(rule, table);
}

function runTable(rule: Rule, table: RuleTable): void {
  const shown = new Set<string>();
  let passed = 0;

  describe(rule.id, () => {
    const cases = [...table.valid, ...table.invalid];
    test('the rule is complete', () => noMistakes(mistakesOfRule(rule)));
    if (rule.judges === 'pod' && rule.reads !== undefined)
      test('reads only what it lists', () =>
        noMistakes(
          sayUnlisted(
            rule,
            cases.flatMap((item) => unlistedReads(rule, item)),
          ),
        ));
    test('every case has a name of its own', () => expect(repeated(cases.map(({ name }) => name))).toEqual([]));
    test('no case repeats another', () => expect(repeated(cases.map(contentOf))).toEqual([]));

    for (const item of table.valid) {
      test(`passes: ${item.name}`, () => {
        noMistakes(mistakesOfCase(rule, item));
        noMistakes(unknownMessages(rule, rawFindings(rule, item)));
        expect(judge(rule, item).map(sentences)).toEqual([]);
      });
    }
    for (const { findings, ...item } of table.invalid) {
      test(`finds: ${item.name}`, () => {
        noMistakes(mistakesOfCase(rule, { ...item, findings }));
        const raw = rawFindings(rule, item);
        noMistakes(unknownMessages(rule, raw));
        for (const { messageId } of raw) shown.add(messageId);
        const expected = [...findings].sort(byPath);
        const found = judge(rule, item)
          .map((judged) => ({ judged, finding: originOf(judged, raw, rule, item) }))
          .sort((a, b) => byPath(a.finding, b.finding));
        if (found.length === 0) noMistakes(skippedBy(rule, item));
        expect(found.map(({ finding: { messageId, path } }) => ({ messageId, path }))).toEqual(
          expected.map(({ messageId, path }) => ({ messageId, path })),
        );
        for (const [i, { judged, finding }] of found.entries()) checkFinding(expected[i]!, finding, judged, rule, item);
        passed++;
      });
    }
    // A case that failed, or that `-t` left out, may be the one that shows the message.
    afterAll(() => noMistakes(passed < table.invalid.length ? [] : messagesWithoutCase(rule, shown)));
  });
}

/** The engine does not run a rule if no field of its `reads` is set or changed. */
function skippedBy(rule: Rule, item: Case): string[] {
  if (rule.judges !== 'pod' || rule.reads === undefined) return [];
  const { reads, ...always } = rule;
  return judge(always, item).length === 0 ? [] : [notRun(rule, reads)];
}

const repeated = (texts: readonly string[]): string[] => texts.filter((text, i) => texts.indexOf(text) !== i);
const contentOf = ({ name: _, ...content }: Case & Partial<InvalidCase>): string =>
  JSON.stringify(Object.entries({ ...content, findings: undefined }).sort(([a], [b]) => (a < b ? -1 : 1)));

const byPath = (a: { path: string; messageId: string }, b: { path: string; messageId: string }): number =>
  `${a.path} ${a.messageId}` < `${b.path} ${b.messageId}` ? -1 : 1;

type RawFinding = ReturnType<typeof rawFindings>[number];

/** The finding of the rule that the engine put into these words. */
function originOf(judged: Judged, raw: readonly RawFinding[], rule: Rule, item: Case): RawFinding {
  const inWords = renderer(changeOf(item));
  const of = (one: Judged): string => JSON.stringify([one.pointer, sentences(one)]);
  const expected = of(judged);
  return raw.find(({ finding }) => of(inWords(finding, rule, judged.mode)) === expected)!;
}

function checkFinding(expected: ExpectedFinding, raw: RawFinding, judged: Judged, rule: Rule, item: Case): void {
  const { finding } = raw;
  const message = sentences(judged);
  const { messageId, data, shown } = finding;
  const filled = Object.keys({ ...data, ...shown });
  // These come first, because they say what to do. A comparison below would only show the same as a difference.
  noMistakes(unfilledPlaceholders(rule, message, `the message "${messageId}"`, filled));
  noMistakes(missingValues(rule, finding, item.after));
  expect({ type: finding.type, fix: judged.fix }).toEqual({ type: expected.type, fix: expected.fix });
  if (expected.from !== undefined) expect(finding.from).toEqual(expected.from);
  if (expected.to !== undefined) expect(finding.to).toEqual(expected.to);
  expect({ isOfKey: finding.isOfKey ?? false, beside: finding.beside?.toString() }).toEqual({
    isOfKey: expected.isOfKey ?? false,
    beside: expected.beside,
  });
  if (expected.container !== undefined) expect(judged.container).toBe(expected.container);
  for (const part of [expected.says ?? []].flat()) expect(message).toContain(part);
  if (expected.hides !== undefined) expect(message).not.toContain(expected.hides);
  expect(message).not.toMatch(/\n|undefined|\[object \w+\]/);
  if (/\(hidden\)/.test(message)) expect(madeUp(raw, item)).toEqual([]);
}

/** Values that the object does not have at this path. A value that a rule computes is not a secret, so it belongs in `data` and not in `from` or `to`. */
function madeUp({ place, from, to }: RawFinding, { before, after }: Case): Json[] {
  const held = [before, after].map((object) => JSON.stringify(valueAt(object, place)));
  return [from, to].filter((value) => value != null).filter((value) => !held.includes(JSON.stringify(value)));
}

export function changeOf(item: Case): Change {
  const change = createOrUpdate(
    {
      phase: item.phase ?? 'mutate',
      kind: item.kind ?? 'Pod',
      subresource: item.subresource ?? '',
      namespace: item.namespace ?? 'default',
      name: 'web',
      minor: item.minor ?? 36,
      after: item.after,
      ...(item.written === undefined ? {} : { written: item.written }),
    },
    item.before,
  );
  return item.isStored === true && change.operation === 'CREATE' ? { ...change, operation: 'STORED' } : change;
}

/** The engine judges a subresource that no rule lists like the object itself. This rule lists all, so that the tested rule does not apply to them. */
const ofSubresources = defineRule({
  id: 'of-subresources',
  title: '',
  why: '',
  mirrors: 'policy',
  appliesTo: { operations: [], kinds: [], subresources: ['status', 'ephemeralcontainers', 'resize'] },
  messages: {},
  check: () => [],
});

function engineFor(rule: Rule, options: Options | undefined) {
  const rules = new Map([
    [rule.id, { mode: 'deny' as const, options: { ...defaultsOf(rule), ...options } }],
    [ofSubresources.id, { mode: 'off' as const, options: {} }],
  ]);
  return createEngine(
    { rules: [rule, ofSubresources], defaults: [] },
    {
      minor: 36,
      rules,
      defaults: new Map(),
      mutate: { fill: ['deny'], explain: true },
      exemptions: { users: [], namespaces: [] },
    },
  );
}

export const defaultsOf = ({ options = {} }: Pick<Rule, 'options'>): Options =>
  Object.fromEntries(Object.entries(options).map(([name, schema]) => [name, schema['default'] ?? null]));

export const judge = (rule: Rule, item: Case): readonly Judged[] =>
  engineFor(rule, item.options).judge(changeOf(item)).findings;

/** The findings that `check` yields for the new object. */
export function rawFindings(rule: Rule, item: Case) {
  const change = changeOf(item);
  const options = { ...defaultsOf(rule), ...item.options };
  return [...findingsOf(rule, change, options)].map((finding) => ({
    ...finding,
    finding,
    place: finding.path,
    path: finding.path.toString(),
    pointer: finding.path.pointer(),
  }));
}

function findingsOf(rule: Rule, change: Change, options: Options): Iterable<Finding> {
  if (rule.judges === 'pod') return rule.check(podView(change, change.after), options);
  if (rule.judges === 'change') return rule.check(change, options);
  return change.operation === 'UPDATE' ? rule.check(change, options) : [];
}

/**
 * Fields of a workload around its template, so that there is something to read. No case has a volume with the name of the claim.
 */
const around: Readonly<Partial<Record<Kind, JsonObject>>> = {
  Deployment: { replicas: 3 },
  ReplicaSet: { replicas: 3 },
  StatefulSet: { replicas: 3, volumeClaimTemplates: [{ metadata: { name: 'claim-of-the-set' } }] },
  Job: { parallelism: 3, completions: 3, completionMode: 'Indexed', activeDeadlineSeconds: 60 },
  ReplicationController: { replicas: 3 },
};

/**
 * The fields that `check` reads and `reads` does not list. The Pod of the case is also tried as the template of each kind to which the rule
 * applies, so that the result does not depend on the kinds in the table.
 */
function unlistedReads(rule: PodRule, item: Case): UnlistedRead[] {
  const change = changeOf(item);
  const of = { pod: podView(change, change.after), old: podView(change, change.before ?? {}) };
  const asKind = (kind: Kind, { metadata, spec }: PodView): JsonObject =>
    kind === 'Pod' ? { ...pod(), metadata, spec } : workloadOf(kind, { metadata, spec }, around[kind]);
  const wrapped = rule.appliesTo.kinds.map((kind): Change => {
    const { written: _, before, ...rest } = change;
    const facts = {
      ...rest,
      kind,
      subresource: kind === 'Pod' ? change.subresource : '',
      after: asKind(kind, of.pod),
    };
    return createOrUpdate(facts, before && asKind(kind, of.old));
  });
  const options = { ...defaultsOf(rule), ...item.options };
  const itself = rule.appliesTo.kinds.includes(change.kind) ? [change] : [];
  return [...itself, ...wrapped].flatMap((one) =>
    watched(rule, podView(one, one.after), options).unlisted.map((field) => ({
      field,
      kind: one.kind,
      name: item.name,
    })),
  );
}

/** The findings of the rule, and the fields that it reads and that are not in `reads`. */
export function watched(
  rule: PodRule,
  view: PodView,
  options: Options,
): { readonly findings: readonly Finding[]; readonly unlisted: readonly string[] } {
  if (rule.reads === undefined) return { findings: [...rule.check(view, options)], unlisted: [] };
  const read = new Set<string>();
  const seen = (object: JsonObject, prefix: string): JsonObject =>
    new Proxy(object, {
      get: (target, key) => (read.add(prefix + String(key)), Reflect.get(target, key) as unknown),
      getOwnPropertyDescriptor: (target, key) => (
        read.add(prefix + String(key)),
        Reflect.getOwnPropertyDescriptor(target, key)
      ),
      has: (target, key) => (read.add(prefix + String(key)), Reflect.has(target, key)),
      ownKeys: (target) => (read.add(`${prefix}*`), Reflect.ownKeys(target)),
    });
  const seenContainer = (container: Container): Container => ({
    ...container,
    value: seen(container.value, 'containers.'),
    // An init container with restartPolicy Always is a sidecar, so its kind depends on this field.
    get kind() {
      return (read.add('containers.restartPolicy'), container.kind);
    },
  });
  const spec = seen(view.spec, '');
  const metadata = seen(view.metadata, 'metadata.');
  /** The whole object. `way` leads to the Pod or the template in it. */
  const seenAround = (object: JsonObject, way: readonly string[]): JsonObject => {
    /** Reading an absent field counts, too. Fields on the way to the Pod are noted further down. */
    const note = (key: string | symbol): void => {
      const onTheWay = way.length === 0 ? key === 'spec' || key === 'metadata' : key === way[0];
      if (!onTheWay) read.add('workload');
    };
    return new Proxy(object, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as Json | undefined;
        if (way.length === 0 && key === 'spec' && isObject(value)) return spec;
        if (way.length === 0 && key === 'metadata' && isObject(value)) return metadata;
        if (key === way[0] && isObject(value)) return seenAround(value, way.slice(1));
        read.add('workload');
        return value;
      },
      getOwnPropertyDescriptor: (target, key) => (note(key), Reflect.getOwnPropertyDescriptor(target, key)),
      has: (target, key) => (note(key), Reflect.has(target, key)),
      ownKeys: (target) => (read.add('workload'), Reflect.ownKeys(target)),
    });
  };
  const way = kindFacts(view.kind).podPath.segments().map(String);
  const seenView: PodView = {
    ...view,
    spec,
    metadata,
    containers: view.containers.map(seenContainer),
    changedContainers: view.changedContainers.map(seenContainer),
    // The old object is not watched, because it is the same for both calls of `check`, so a finding that depends on it is not new.
    change: { ...view.change, after: seenAround(view.change.after, way) },
  };
  const findings = [...rule.check(seenView, options)];
  // These need not be listed: a Pod never changes its name, and a container with another name is another container.
  const free = ['containers.name', ...(view.kind === 'Pod' ? ['metadata.name'] : []), ...rule.reads];
  return { findings, unlisted: [...read].filter((name) => !free.includes(name)) };
}

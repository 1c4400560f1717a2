/**
 * Runs the table of a rule. The tester is strict: two cases of one name or content, a finding that the table does not name, a
 * message of the rule that no case shows, an unfilled placeholder, a message that lacks the value with which it should begin, and a look at
 * what is not in the rule's `reads` are failures.
 */
import type { Container } from '../../src/kubernetes/pod/containers.ts';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import { podView } from '../../src/change/views.ts';
import { sentences, type Judged } from '../../src/engine/judged.ts';
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
import type { Options, PodRule, Rule } from '../../src/rules/rule.ts';
import { pod, workloadOf } from '../objects.ts';
import { testLongTexts } from './long-texts.ts';
import { messagesWithoutCase, missingValues, unfilledPlaceholders } from './mistakes.ts';

export interface Case {
  readonly name: string;
  /** Left out: the object is created. */
  readonly before?: JsonObject;
  /** The object is not created, but stored in the cluster, as `kubectl get` prints it. */
  readonly isStored?: boolean;
  readonly after: JsonObject;
  readonly kind?: Kind;
  /** Left out: `default`. A file may have none, which is an empty string. */
  readonly namespace?: string;
  readonly subresource?: string;
  readonly phase?: Phase;
  readonly minor?: number;
  readonly options?: Options;
  /** What the file says, where that is not the object. */
  readonly written?: Written;
}

interface ExpectedFinding {
  readonly messageId: string;
  readonly path: string;
  readonly type: CauseType;
  /** What to do, word for word; left out where the finding says nothing of it. */
  readonly fix?: string;
  readonly from?: Json;
  readonly to?: Json;
  readonly container?: string;
  /** The finding is about the key that ends the path, and not about its value. */
  readonly isOfKey?: boolean;
  /** The field that this one contradicts; left out where there is none. */
  readonly beside?: string;
  /** Parts of the message that a reader must find. */
  readonly says?: string | readonly string[];
  /** Texts that must not be in the message. */
  readonly hides?: string;
}

export type InvalidCase = Case & { readonly findings: readonly ExpectedFinding[] };

export interface RuleTable {
  readonly valid: readonly Case[];
  readonly invalid: readonly InvalidCase[];
}

/** Every table that was loaded, by the id of its rule: the documentation shows their findings. */
export const tables = new Map<string, RuleTable>();

/** What is done with each table that is loaded. A test that asks something else of all tables puts its own function here. */
export const onTable = { run: runTable };

export function testRule(rule: Rule, table: RuleTable): void {
  tables.set(rule.id, table);
  onTable.run(rule, table);
}

function runTable(rule: Rule, table: RuleTable): void {
  const shown = new Set<string>();

  describe(rule.id, () => {
    const cases = [...table.valid, ...table.invalid];
    test('every case has a name of its own', () => expect(repeated(cases.map(({ name }) => name))).toEqual([]));
    test('no case repeats another', () => expect(repeated(cases.map(contentOf))).toEqual([]));

    for (const item of table.valid) {
      test(`passes: ${item.name}`, () => expect(judge(rule, item).map(({ texts }) => sentences(texts()))).toEqual([]));
    }
    for (const { findings, ...item } of table.invalid) {
      test(`finds: ${item.name}`, () => {
        const expected = [...findings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        const found = judge(rule, item).toSorted((a, b) => (keyOf(a.finding) < keyOf(b.finding) ? -1 : 1));
        expect(found.map(({ finding }) => keyOf(finding))).toEqual(expected.map(keyOf));
        for (const [i, judged] of found.entries()) {
          shown.add(judged.finding.messageId);
          checkFinding(expected[i]!, judged, rule, item);
        }
      });
    }
    // Each text of each case is made long: that takes most of the time of a table. test/rules/tables.property.test.ts does it for all.
    if (process.env['T'] !== undefined) testLongTexts(rule, table);
    if (rule.judges === 'pod' && rule.reads !== undefined)
      test('reads of every kind what it says it reads', () =>
        expect(cases.flatMap((item) => unlistedReads(rule, item))).toEqual([]));
    afterAll(() => expect(messagesWithoutCase(rule, shown)).toEqual([]));
  });
}

const repeated = (texts: readonly string[]): string[] => texts.filter((text, i) => texts.indexOf(text) !== i);
const contentOf = ({ name: _, ...content }: Case & Partial<InvalidCase>): string =>
  JSON.stringify(Object.entries({ ...content, findings: undefined }).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The path and the message, which identify a finding of a rule. */
const keyOf = ({ path, messageId }: Pick<Finding, 'messageId'> & { readonly path: unknown }): string =>
  `${String(path)} ${messageId}`;

function checkFinding(expected: ExpectedFinding, { finding, texts }: Judged, rule: Rule, item: Case): void {
  const { container, fix } = texts();
  const message = sentences(texts());
  expect({ type: finding.type, fix }).toEqual({ type: expected.type, fix: expected.fix });
  if (expected.from !== undefined) expect(finding.from).toEqual(expected.from);
  if (expected.to !== undefined) expect(finding.to).toEqual(expected.to);
  expect({ isOfKey: finding.isOfKey ?? false, beside: finding.beside?.toString() }).toEqual({
    isOfKey: expected.isOfKey ?? false,
    beside: expected.beside,
  });
  expect(missingValues(rule, finding, item.after)).toEqual([]);
  if (expected.container !== undefined) expect(container).toBe(expected.container);
  for (const part of [expected.says ?? []].flat()) expect(message).toContain(part);
  if (expected.hides !== undefined) expect(message).not.toContain(expected.hides);
  const { messageId, data, shown } = finding;
  const filled = Object.keys({ ...data, ...shown });
  expect(unfilledPlaceholders(rule, message, `the message "${messageId}"`, filled)).toEqual([]);
  expect(message).not.toMatch(/\n|undefined|\[object \w+\]/);
  if (/\(hidden\)/.test(message)) expect(madeUp(finding, item)).toEqual([]);
}

/** Values that the object does not have at the place. A value that a rule computes is not a secret, and belongs in the data of its message. */
function madeUp({ path, from, to }: Finding, { before, after }: Case): Json[] {
  const held = [before, after].map((object) => JSON.stringify(valueAt(object, path)));
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

function engineFor(rule: Rule, options: Options | undefined) {
  return createEngine(
    { rules: [rule], defaults: [] },
    {
      minor: 36,
      rules: new Map([[rule.id, { mode: 'deny', options: { ...defaultsOf(rule), ...options } }]]),
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

/**
 * What a workload can hold around its template, so that a look at it is a look at something. The claim has a name that no case has, so
 * that it takes the place of no volume.
 */
const around: Readonly<Partial<Record<Kind, JsonObject>>> = {
  Deployment: { replicas: 3 },
  ReplicaSet: { replicas: 3 },
  StatefulSet: { replicas: 3, volumeClaimTemplates: [{ metadata: { name: 'claim-of-the-set' } }] },
  Job: { parallelism: 3, completions: 3, completionMode: 'Indexed', activeDeadlineSeconds: 60 },
  ReplicationController: { replicas: 3 },
};

/**
 * What the rule reads and does not list, in the case and in its Pod as the template of each kind of the rule: which kinds a table
 * happens to have does not decide what is seen.
 */
function unlistedReads(rule: PodRule, item: Case): string[] {
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
    watched(rule, podView(one, one.after), options).unlisted.map((name) => `${name} of ${one.kind}: ${item.name}`),
  );
}

/** What the rule finds, and what it reads on the way that is not in its `reads`. */
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
    // Whether an init container is a sidecar is in this field.
    get kind() {
      return (read.add('containers.restartPolicy'), container.kind);
    },
  });
  const spec = seen(view.spec, '');
  const metadata = seen(view.metadata, 'metadata.');
  /** The whole object, where the Pod or template is at the end of the way. */
  const seenAround = (object: JsonObject, way: readonly string[]): JsonObject => {
    /** A look at what is absent is a look too. What is on the way to the Pod is seen further down. */
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
    // What was stored before is the same for the old Pod and the new one, so it makes no finding new.
    change: { ...view.change, after: seenAround(view.change.after, way) },
  };
  const findings = [...rule.check(seenView, options)];
  // A Pod never changes its name; a container of another name is another container.
  const free = ['containers.name', ...(view.kind === 'Pod' ? ['metadata.name'] : []), ...rule.reads];
  return { findings, unlisted: [...read].filter((name) => !free.includes(name)) };
}

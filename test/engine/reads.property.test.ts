/**
 * The engine runs a rule only if a field that the rule reads is new, only on changed containers, and after unchanged values were taken
 * from the old object. The result must always be the same as that of every rule on the whole of both objects as they were sent: a rule
 * with a missing field in `reads` could miss a problem.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngine } from '../../src/engine/engine.ts';
import type { Remark } from '../../src/engine/judged.ts';
import { newFindings } from '../../src/engine/ratchet.ts';
import { renderer } from '../../src/engine/render.ts';
import { objectView, podView } from '../../src/change/views.ts';
import { isList, isObject, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { isEmpty } from '../../src/kubernetes/schema/difference.ts';
import { below, entryOf, shapeOf, type Shape } from '../../src/kubernetes/schema/shape.ts';
import { factsBeside } from '../../src/kubernetes/apiserver/gates-in-use.ts';
import { asCreated, asStored } from '../../src/kubernetes/apiserver/subresources.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { rules } from '../../src/rules/index.ts';
import { changeOf, type Change } from '../../src/change/change.ts';
import { withStoredManifest } from '../../src/change/manifest.ts';
import type { Finding } from '../../src/rules/finding.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { serverFacts, type ServerFacts } from '../../src/kubernetes/versions.ts';
import { createGenerator, targetName, targets, type Target } from '../oracle/generate.ts';
import { checkChange, seed } from '../property.ts';

const policy = defaultPolicy({ rules, defaults: [] });
const everything = {
  ...policy,
  rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
};
const engine = createEngine({ rules, defaults: [] }, everything);

/** If two containers have one name, either of them may have had the finding before, so indexes are ignored. */
function lineOf({ rule, texts }: Remark): string {
  const { path, text, from, to } = texts();
  return JSON.stringify([rule, path.replace(/\[\d+\]/g, '[]'), text, from, to]);
}

const judged = (change: Change): string[] => engine.judge(change, 'deny', Infinity).findings.map(lineOf).sort();

/** The same without the engine and its optimizations. */
function reference(sent: Change): string[] {
  const request = withStoredManifest(sent);
  const change = { ...request, facts: factsOf(request), after: stored(request) };
  const remarkOn = renderer(change);
  const found = rules
    .filter((rule) => isFor(rule, change))
    .flatMap((rule) => [...findingsOf(rule, change)].map((finding) => lineOf(remarkOn(finding, rule))));
  return found.sort();
}

/** Fields of a feature gate that is off count if the stored object has them. */
function factsOf({ kind, subresource, before, facts }: Change): ServerFacts {
  return before === undefined || subresource !== '' ? facts : factsBeside(facts, kind, before);
}

function stored({ kind, subresource, before, after, facts }: Change): JsonObject {
  if (kind !== 'Pod') return after;
  return before === undefined ? asCreated(after, facts) : asStored(subresource, before, after, facts);
}

const isFor = ({ appliesTo }: Rule, { operation, kind, subresource, phase }: Change): boolean =>
  (appliesTo.operations as readonly string[]).includes(operation) &&
  appliesTo.kinds.includes(kind) &&
  (appliesTo.subresources ?? ['']).some((name) => name === subresource) &&
  (appliesTo.phases?.includes(phase) ?? true);

function findingsOf(rule: Rule, change: Change): Iterable<Finding> {
  const { options } = everything.rules.get(rule.id)!;
  if (rule.judges === 'change') return rule.check(change, options);
  if (rule.judges === 'update') return change.operation === 'UPDATE' ? rule.check(change, options) : [];
  const { before, after } = change;
  if (rule.judges === 'object') {
    const findings = rule.check(objectView(change, after), options);
    if (before === undefined) return findings;
    const old = objectView(change, before);
    return newFindings({ object: after, findings }, { object: before, findings: () => rule.check(old, options) });
  }
  if (before === undefined) return rule.check(podView(change, after), options);
  const old = podView({ ...change, after: before }, before);
  const findings = rule.check(podView(change, after, old), options);
  return newFindings({ object: after, findings }, { object: before, findings: () => rule.check(old, options) });
}

/**
 * The value in its canonical form: without empty values, and with one unit for all quantities. If an update only writes a value
 * differently (`nodeName: []` for an absent one, `100m` for `0.1`), Kubernetes does not treat that as a change, and the engine uses the
 * value of the old object.
 */
function inOneWay(value: Json, shape: Shape): Json {
  if (isList(value)) return value.map((entry) => inOneWay(entry, entryOf(shape)));
  if (isObject(value)) {
    const fields = Object.entries(value).map(([key, inner = null]): [string, Json] => {
      const written = inOneWay(inner, below(shape, key));
      return [key, isEmpty(written, below(shape, key)) ? null : written];
    });
    return Object.fromEntries(fields.filter(([, inner]) => inner !== null));
  }
  const quantity = shape.isQuantity ? parseQuantity(value) : undefined;
  return quantity === undefined ? value : `${quantity}n`;
}

/** A created object has no old object from which it could differ in form. */
const changeInOneWay = (change: Change): Change =>
  change.before === undefined
    ? change
    : {
        ...change,
        before: inOneWay(change.before, shapeOf(change.kind)) as JsonObject,
        after: inOneWay(change.after, shapeOf(change.kind)) as JsonObject,
      };

const objects = 25;
const changesOfEach = 12;

/** The changed object is the old object of the next change, so that both have findings. */
function* changesOf(target: Target): Generator<Change> {
  const generator = createGenerator(target, seed);
  for (let i = 0; i < objects; i++) {
    let before = generator.base() as JsonObject;
    for (let n = 0; n < changesOfEach; n++) {
      const after = generator.change(before, JSON.stringify(before)).object as JsonObject;
      const facts = { ...target, phase: 'offline', namespace: 'default', name: 'web', facts: serverFacts(36) } as const;
      const change = changeOf({ ...facts, after }, target.operation === 'CREATE' ? undefined : before);
      if (!isRenamed(change)) yield change;
      before = after;
    }
  }
}

/** Pods are never renamed, and no rule has the name of a Pod in its `reads`. */
const isRenamed = ({ kind, before, after }: Change): boolean =>
  kind === 'Pod' &&
  before !== undefined &&
  stringAt(before, 'metadata', 'name') !== stringAt(after, 'metadata', 'name');

function difference(change: Change): { missing: string[]; extra: string[] } | undefined {
  const [found, expected] = [judged(change), reference(change)];
  if (isDeepStrictEqual(found, expected)) return undefined;
  return {
    missing: expected.filter((line) => !found.includes(line)),
    extra: found.filter((line) => !expected.includes(line)),
  };
}

test.each(targets.map((target) => ({ name: targetName(target), target })))(
  '$name: what every rule finds that is asked about all of it',
  ({ target }) => {
    for (const sent of changesOf(target)) {
      checkChange(sent, (change) => {
        fc.pre(!isRenamed(change));
        if (difference(change) !== undefined) expect(difference(changeInOneWay(change))).toBeUndefined();
      });
    }
  },
);

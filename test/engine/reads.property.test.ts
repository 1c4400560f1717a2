/**
 * The engine asks a rule only where what it reads is new, only of the containers that changed, and after what stayed the same was taken
 * from the old object. Whatever changes, this must come to the same as every rule asked about the whole of both objects as they were sent:
 * a rule whose `reads` lacks a field would be a hole, and so would a field that is taken for another.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import type { Judged } from '../../src/engine/judged.ts';
import { newFindings } from '../../src/engine/ratchet.ts';
import { renderer } from '../../src/engine/render.ts';
import { podView } from '../../src/change/views.ts';
import { fieldTypes } from '../../src/kubernetes/schema/generated.ts';
import { isList, isObject, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { isEmpty } from '../../src/kubernetes/schema/difference.ts';
import { below, entryOf, shapeOf, type Shape } from '../../src/kubernetes/schema/shape.ts';
import { asCreated, asStored } from '../../src/kubernetes/apiserver/subresources.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { rules } from '../../src/rules/index.ts';
import { changeOf, type Change } from '../../src/change/change.ts';
import type { Finding } from '../../src/rules/finding.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { versionFacts } from '../../src/kubernetes/versions.ts';
import { createGenerator, targetName, targets, type Target } from '../oracle/generate.ts';

const policy = defaultPolicy({ rules, defaults: [] });
const everything = {
  ...policy,
  rules: new Map([...policy.rules].map(([id, rule]) => [id, { ...rule, mode: 'deny' as const }])),
};
const engine = createEngine({ rules, defaults: [] }, everything);

/** Of two containers of one name, either may be the one that had the finding before: positions do not count. */
const lineOf = ({ rule, path, text, from, to }: Judged): string =>
  JSON.stringify([rule, path.replace(/\[\d+\]/g, '[]'), text, from, to]);

const judged = (change: Change): string[] => engine.judge(change, 'deny', Infinity).findings.map(lineOf).sort();

/** The same without the engine and its short cuts. */
function reference(request: Change): string[] {
  const change = { ...request, after: stored(request) };
  const inWords = renderer(change);
  const found = rules
    .filter((rule) => isFor(rule, change))
    .flatMap((rule) => [...findingsOf(rule, change)].map((finding) => lineOf(inWords(finding, rule, 'deny'))));
  return found.sort();
}

function stored({ kind, subresource, before, after, minor }: Change): JsonObject {
  if (kind !== 'Pod') return after;
  const facts = versionFacts(minor);
  return before === undefined ? asCreated(after, facts) : asStored(subresource, before, after, facts);
}

const isFor = ({ appliesTo }: Rule, { operation, kind, subresource, phase }: Change): boolean =>
  (appliesTo.operations as readonly string[]).includes(operation) &&
  appliesTo.kinds.includes(kind) &&
  (appliesTo.subresources ?? ['']).includes(subresource) &&
  (appliesTo.phases?.includes(phase) ?? true);

function findingsOf(rule: Rule, change: Change): Iterable<Finding> {
  const { options } = everything.rules.get(rule.id)!;
  if (rule.judges === 'change') return rule.check(change, options);
  if (rule.judges === 'update') return change.operation === 'UPDATE' ? rule.check(change, options) : [];
  const { before, after } = change;
  if (before === undefined) return rule.check(podView(change, after), options);
  const old = podView({ ...change, after: before }, before);
  const findings = rule.check(podView(change, after, old), options);
  return newFindings({ object: after, findings }, { object: before, findings: () => rule.check(old, options) });
}

/**
 * The value in the one way to write it: without what is empty, and with one unit for all quantities. What an update only writes in another
 * way (`nodeName: []` for none, `100m` for `0.1`) is no change to Kubernetes, so that the engine sees it as the old object has it.
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

/** An object that is created has no old one that it is written differently from. */
const changeInOneWay = (change: Change): Change =>
  change.before === undefined
    ? change
    : {
        ...change,
        before: inOneWay(change.before, shapeOf(change.kind)) as JsonObject,
        after: inOneWay(change.after, shapeOf(change.kind)) as JsonObject,
      };

const seed = 11;
const objects = 25;
const changesOfEach = 12;

/** The changed object is the next one's old object, so that there are findings on both sides. */
function* changesOf(target: Target): Generator<Change> {
  const generator = createGenerator(target, fieldTypes, seed);
  for (let i = 0; i < objects; i++) {
    let before = generator.base() as JsonObject;
    for (let n = 0; n < changesOfEach; n++) {
      const after = generator.change(before, JSON.stringify(before)).object as JsonObject;
      const facts = { ...target, phase: 'offline', namespace: 'default', name: 'web', minor: 36 } as const;
      if (target.operation === 'CREATE') yield changeOf({ ...facts, after }, undefined);
      // No Pod is ever renamed, so that the name of a Pod is in no rule's `reads`.
      else if (target.kind !== 'Pod' || stringAt(before, 'metadata', 'name') === stringAt(after, 'metadata', 'name'))
        yield changeOf({ ...facts, after }, before);
      before = after;
    }
  }
}

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
    const differing: unknown[] = [];
    for (const sent of changesOf(target)) {
      if (difference(sent) === undefined) continue;
      const change = changeInOneWay(sent);
      const found = difference(change);
      if (found !== undefined) differing.push({ ...found, change: JSON.stringify([change.before, change.after]) });
    }
    expect(differing.slice(0, 3)).toEqual([]);
  },
);

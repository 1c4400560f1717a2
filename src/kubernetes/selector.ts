/** Label selectors: which labels they match, and what is invalid in them. Source: k8s.io/apimachinery pkg/apis/meta/v1. */
import { field, isObject, isSet, listAt, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { labelValueError, qualifiedNameError } from './names.ts';
import type { FieldPath } from '../json/path.ts';

/**
 * Whether the selector matches an object with these labels. An absent selector matches nothing, and an empty one matches everything.
 * Undefined if the selector is invalid.
 */
export function selects(selector: Json | undefined, labels: JsonObject): boolean | undefined {
  if (!isObject(selector)) return isSet(selector) ? undefined : false;
  let all = true;
  for (const [key, value] of Object.entries(objectAt(selector, 'matchLabels'))) {
    if (field(labels, key) !== value) all = false;
  }
  for (const requirement of listAt(selector, 'matchExpressions')) {
    const met = meets(requirement, labels);
    if (met === undefined) return undefined;
    if (!met) all = false;
  }
  return all;
}

function meets(requirement: Json, labels: JsonObject): boolean | undefined {
  const key = stringAt(requirement, 'key');
  if (key === undefined) return undefined;
  const value = field(labels, key);
  const values: readonly (Json | undefined)[] = listAt(requirement, 'values');
  switch (stringAt(requirement, 'operator')) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return undefined;
  }
}

/** The label keys in the selector. */
export function selectorKeys(selector: Json | undefined): string[] {
  return [...Object.keys(objectAt(selector, 'matchLabels')), ...expressionKeys(selector)];
}

export function expressionKeys(selector: Json | undefined): string[] {
  return listAt(selector, 'matchExpressions').map((requirement) => stringAt(requirement, 'key') ?? '');
}

/** The operators of a label selector. */
export const selectorOperators: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** The operator with the same effect on a key that takes no values if this one takes values, and the reverse. */
export const oppositeOperator: ReadonlyMap<string, string> = new Map([
  ['In', 'Exists'],
  ['Exists', 'In'],
  ['NotIn', 'DoesNotExist'],
  ['DoesNotExist', 'NotIn'],
]);

export interface SelectorProblem {
  /** What is invalid. `values` is the whole list, and `value` one of its entries or the value of a label. */
  readonly part: 'operator' | 'values' | 'key' | 'value';
  readonly isMissing?: boolean;
  readonly path: FieldPath;
  readonly value: Json;
  /** What a key or a value must be, as words that begin with `must`. */
  readonly problem?: string;
  /** The operator of the requirement, if it is one of `selectorOperators`. */
  readonly operator?: string;
  /** Whether the problem is in the key at the end of the path and not in its value. */
  readonly isOfKey?: boolean;
}

export function* selectorProblems(selector: Json | undefined, path: FieldPath): Generator<SelectorProblem> {
  if (!isObject(selector)) return;
  yield* labelProblems(selector['matchLabels'], path.child('matchLabels'));
  for (const [i, requirement] of listAt(selector, 'matchExpressions').entries()) {
    yield* requirementProblems(requirement, path.child('matchExpressions').index(i));
  }
}

/** For a map of labels, such as `matchLabels` or `nodeSelector`. */
export function* labelProblems(labels: Json | undefined, path: FieldPath): Generator<SelectorProblem> {
  if (!isObject(labels)) return;
  for (const [key, value] of Object.entries(labels)) {
    const problem = qualifiedNameError(key);
    if (problem !== undefined) yield { part: 'key', path: path.key(key), value: key, problem, isOfKey: true };
    yield* valueProblem(value ?? '', path.key(key));
  }
}

function* requirementProblems(requirement: Json, path: FieldPath): Generator<SelectorProblem> {
  const operator = field(requirement, 'operator') ?? '';
  const values = listAt(requirement, 'values');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) yield { part: 'values', isMissing: true, path: path.child('values'), value: [], operator };
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) yield { part: 'values', path: path.child('values'), value: values, operator };
  } else {
    yield { part: 'operator', isMissing: operator === '', path: path.child('operator'), value: operator };
  }
  yield* keyProblem(field(requirement, 'key'), path.child('key'));
  for (const [i, value] of values.entries()) yield* valueProblem(value, path.child('values').index(i));
}

export function* keyProblem(key: Json | undefined, path: FieldPath): Generator<SelectorProblem> {
  const name = typeof key === 'string' ? key : '';
  const problem = qualifiedNameError(name);
  if (problem !== undefined) yield { part: 'key', isMissing: name === '', path, value: key ?? '', problem };
}

export function* valueProblem(value: Json, path: FieldPath): Generator<SelectorProblem> {
  const problem = typeof value === 'string' ? labelValueError(value) : undefined;
  if (typeof value !== 'string') yield { part: 'value', path, value };
  else if (problem !== undefined) yield { part: 'value', path, value, problem };
}

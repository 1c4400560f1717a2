/**
 * Findings about matchLabelKeys and mismatchLabelKeys of spread constraints and Pod affinity.
 * Source: ValidateMatchLabelKeysAndMismatchLabelKeys.
 */
import { field, isObject, isSet, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { expressionKeys, selectorKeys } from '../../kubernetes/selector.ts';
import { duplicate, forbidden, invalid, type FindingOf } from '../finding.ts';
import { notString, stringMessages } from './not-string.ts';
import type { PodView } from '../../change/change.ts';

export const labelKeyMessages = {
  labelKeysAlone: {
    text: '{{field}} is not allowed without a labelSelector.',
    fix: 'Add a labelSelector, or remove {{field}}.',
  },
  labelKey: {
    text: 'a label key {{problem}}.',
    fix: 'Use a label key of the Pod, such as pod-template-hash.',
  },
  labelKeyTwice: { text: 'each label key may be listed once.', fix: 'Remove one of the two entries.' },
  labelKeyBoth: {
    text: 'a label key cannot be in both matchLabelKeys and labelSelector.',
    fix: 'Remove {{to}} from matchLabelKeys or from the labelSelector.',
  },
  ...stringMessages,
} as const;
type Found = FindingOf<typeof labelKeyMessages>;

/**
 * The labels that kube-apiserver is about to merge into the selectors of this Pod (PrepareForCreate), or undefined where it merges
 * none: in templates, and in Pods where it has done so.
 */
export function labelsToMerge({ kind, metadata, change }: PodView): JsonObject | undefined {
  if (kind !== 'Pod' || change.operation !== 'CREATE' || change.phase === 'validate') return undefined;
  return objectAt(metadata, 'labels');
}

/** `mismatch` is the mismatchLabelKeys of a term of Pod affinity. Spread constraints have none. */
export function* labelKeyFindings(
  term: Json | undefined,
  mismatch: readonly Json[],
  path: FieldPath,
  labels: JsonObject | undefined,
): Generator<Found> {
  const match = listAt(term, 'matchLabelKeys');
  const selector = field(term, 'labelSelector');
  yield* namesOf(match, selector, path.child('matchLabelKeys'));
  yield* namesOf(mismatch, selector, path.child('mismatchLabelKeys'));
  if (isObject(selector)) yield* doubled(match, mismatch, selector, path.child('matchLabelKeys'), labels);
}

function* namesOf(keys: readonly Json[], selector: Json | undefined, path: FieldPath): Generator<Found, void, void> {
  if (keys.length === 0) return;
  if (!isSet(selector)) return yield forbidden(path, 'labelKeysAlone', { to: keys });
  yield* nameFindings(keys, path);
}

function* nameFindings(keys: readonly Json[], path: FieldPath): Generator<Found> {
  for (const [i, key] of keys.entries()) {
    const problem = typeof key === 'string' ? qualifiedNameError(key) : undefined;
    if (typeof key !== 'string') yield notString(path.index(i), key);
    else if (problem !== undefined) yield invalid(path.index(i), 'labelKey', { data: { problem }, to: key });
  }
}

/**
 * The findings about a spread constraint whose keys are not added to its selector. Source: ValidateMatchLabelKeysInTopologySpread.
 */
export function* unmergedKeyFindings(constraint: Json, path: FieldPath): Generator<Found> {
  const keys = listAt(constraint, 'matchLabelKeys');
  if (keys.length === 0) return;
  const selector = field(constraint, 'labelSelector');
  if (!isSet(selector)) yield forbidden(path.child('matchLabelKeys'), 'labelKeysAlone', { to: keys });
  yield* nameFindings(keys, path.child('matchLabelKeys'));
  if (!isObject(selector)) return;
  const inSelector = new Set<Json>(selectorKeys(selector));
  for (const [i, key] of keys.entries()) {
    if (!inSelector.has(key)) continue;
    const beside = path.child('labelSelector');
    yield invalid(path.child('matchLabelKeys').index(i), 'labelKeyBoth', { to: key, beside });
  }
}

/**
 * kube-apiserver adds an expression for each key that is a label of the Pod, and then refuses expressions whose key was there before.
 * So a key may be in matchLabels, too, in a template, but not in the Pod that is created from it.
 */
function* doubled(
  match: readonly Json[],
  mismatch: readonly Json[],
  selector: JsonObject,
  path: FieldPath,
  labels: JsonObject | undefined,
): Generator<Found> {
  const inLabels = Object.keys(objectAt(selector, 'matchLabels'));
  const inExpressions = expressionKeys(selector);
  const inSelector = new Set([...inLabels, ...inExpressions]);
  /** The places of each key: the first and the last. */
  const places = new Map<Json, { readonly first: number; readonly last: number }>();
  for (const [i, key] of match.entries()) places.set(key, { first: places.get(key)?.first ?? i, last: i });
  const merged = [...match, ...mismatch].filter(
    (key): key is string => typeof key === 'string' && isSet(field(labels, key)),
  );
  const seen = new Set(inLabels);
  const found = new Set<string>();
  for (const key of [...inExpressions, ...merged]) {
    if (seen.has(key) && places.has(key)) found.add(key);
    seen.add(key);
  }
  for (const key of found) {
    const { first, last } = places.get(key)!;
    if (inSelector.has(key)) {
      yield invalid(path.index(last), 'labelKeyBoth', { to: key, beside: path.parent.child('labelSelector') });
    } else if (first !== last) {
      yield duplicate(path.index(last), 'labelKeyTwice', { to: key, beside: path.index(first) });
    }
    // Otherwise it is in mismatchLabelKeys too, which pod-affinity-valid refuses.
  }
}

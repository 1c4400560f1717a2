import { get, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';

/** The fields of node affinity, Pod affinity and Pod anti-affinity. */
export const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
export const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

interface Term {
  readonly value: Json | undefined;
  readonly path: FieldPath;
  /** A preferred term affects the order of the nodes only. */
  readonly isPreferred: boolean;
}

/** The terms of the node affinity of a Pod. */
export function* termsOfNodeAffinity(spec: JsonObject, specPath: FieldPath): Generator<Term> {
  const affinity = objectAt(spec, 'affinity', 'nodeAffinity');
  const path = specPath.child('affinity', 'nodeAffinity');
  const required = path.child(requiredTerms, 'nodeSelectorTerms');
  const terms = listAt(affinity, requiredTerms, 'nodeSelectorTerms');
  for (const [i, value] of terms.entries()) yield { value, path: required.index(i), isPreferred: false };
  const preferred = path.child(preferredTerms);
  for (const [i, term] of listAt(affinity, preferredTerms).entries()) {
    yield { value: get(term, 'preference'), path: preferred.index(i).child('preference'), isPreferred: true };
  }
}

/** What is kept of the reviews that a scenario caused. */
/* eslint-disable @typescript-eslint/no-explicit-any */

export type RecordedPhase = 'mutate' | 'validate';

/** A line of a recording: a review, and the phases in which the API server sent it. */
export interface RecordedReview {
  phases: RecordedPhase[];
  review: any;
}

/**
 * Each of the reviews once. Two are the same when they differ in names, times and addresses only, and in those in the same way: a
 * time that moved is never taken for one that stayed.
 */
export function compact(reviews: readonly { phase: RecordedPhase; review: any }[]): RecordedReview[] {
  const kept = new Map<string, RecordedReview>();
  for (const { phase, review } of reviews) {
    const text = JSON.stringify(withoutManagedFields(review));
    const key = shape(text);
    const same = kept.get(key);
    if (!same) kept.set(key, { phases: [phase], review: JSON.parse(text) });
    else if (!same.phases.includes(phase)) same.phases.push(phase);
  }
  return [...kept.values()];
}

/** They are half of a review, and no rule reads them. */
function withoutManagedFields(review: any): any {
  const { request } = review;
  const without = (object: any): any => {
    if (!object?.metadata) return object;
    const { managedFields: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  };
  return { ...review, request: { ...request, object: without(request.object), oldObject: without(request.oldObject) } };
}

/** What Kubernetes or chance chose: ids, digests, times, addresses, versions, and the ends of generated names. */
const chosen = new RegExp(
  [
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    '\\b[0-9a-f]{64}\\b',
    '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
    '\\b10\\.87\\.0\\.\\d+',
    '(?<="resourceVersion":)"\\d+"',
    '(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5,10}\\b',
    '(?<="restartCount":)\\d+',
    '(?<=-)\\d{8}\\b',
  ].join('|'),
  'g',
);

function shape(text: string): string {
  const tokens = new Map<string, string>();
  return text.replace(chosen, (found) => {
    if (!tokens.has(found)) tokens.set(found, `<${tokens.size}>`);
    return tokens.get(found)!;
  });
}

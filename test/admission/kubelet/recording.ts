/** Which parts of the reviews of the scenarios are kept, and how they are read again. */
/* eslint-disable @typescript-eslint/no-explicit-any */

type RecordedPhase = 'mutate' | 'validate';

/** A review as it was received. */
export interface Received {
  phase: RecordedPhase;
  review: any;
}

/** A line of a recording. */
export interface RecordedReview {
  /** The phases in which the API server sent it. */
  phases: RecordedPhase[];
  /** Fields that are omitted in oldObject because they are the same in object. */
  unchanged?: string[];
  review: any;
}

export function reviewOf({ unchanged = [], review }: RecordedReview): any {
  const { object, oldObject } = review.request;
  const same = Object.fromEntries(unchanged.map((name) => [name, object[name]]));
  return { ...review, request: { ...review.request, oldObject: oldObject && { ...oldObject, ...same } } };
}

/** The first of the reviews that are alike, in all scenarios. */
export function compact(recorded: ReadonlyMap<string, readonly Received[]>): Map<string, RecordedReview[]> {
  const kept = new Map<string, RecordedReview>();
  return new Map(
    [...recorded].map(([name, reviews]) => {
      const lines = reviews.flatMap(({ phase, review: received }) => {
        const review = withoutManagedFields(received);
        const key = likeness(review.request);
        const same = kept.get(key);
        if (same) {
          if (!same.phases.includes(phase)) same.phases.push(phase);
          return [];
        }
        const line = leaveOutUnchanged({ phases: [phase], review });
        kept.set(key, line);
        return [line];
      });
      return [name, lines];
    }),
  );
}

/** They are a third of a review, and no rule reads them. */
function withoutManagedFields(review: any): any {
  return JSON.parse(JSON.stringify(review, (name, value) => (name === 'managedFields' ? undefined : value)));
}

function leaveOutUnchanged({ phases, review }: RecordedReview): RecordedReview {
  const { object, oldObject } = review.request;
  if (!object || !oldObject) return { phases, review };
  const unchanged = Object.keys(oldObject).filter(
    (name) => JSON.stringify(oldObject[name]) === JSON.stringify(object[name]),
  );
  const rest = Object.fromEntries(Object.entries(oldObject).filter(([name]) => !unchanged.includes(name)));
  return { phases, unchanged, review: { ...review, request: { ...review.request, oldObject: rest } } };
}

/**
 * A text that is equal for two requests if they differ only in names, times and addresses, in the same way: a changed time never equals
 * an unchanged one. For an update of the status, the text contains what changed and which restart policies apply.
 */
function likeness({ uid: _, ...request }: any): string {
  const { object, oldObject, subResource, userInfo, name, namespace } = request;
  const ofStatus = subResource === 'status' && object.kind === 'Pod';
  const containers = [...(object?.spec?.initContainers ?? []), ...(object?.spec?.containers ?? [])];
  const facts = {
    user: userInfo.username,
    deleted: object?.metadata?.deletionTimestamp !== undefined,
    policies: [object?.spec, ...containers].map((part) => part?.restartPolicy),
    changes: ofStatus ? [...changes(oldObject, object)] : [],
  };
  const names = [name, namespace, ...containers.map((container) => container.name)].filter(Boolean);
  return numbered(JSON.stringify(ofStatus ? facts : request), ofStatus ? names : []);
}

function* changes(before: any, after: any, path = ''): Generator<[string, unknown, unknown]> {
  if (before === after) return;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    yield [path, before, after];
    return;
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    yield* changes(before[name], after[name], `${path}.${name}`);
  }
}

/** Random or generated values: ids, digests, times, addresses, versions, counts, and the suffixes of generated names. */
const chosen = [
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '\\b[0-9a-f]{64}\\b',
  '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  '\\b10\\.87\\.0\\.\\d+',
  'localhost/tool:\\d',
  '(?<="resourceVersion":)"\\d+"',
  '(?<="restartCount":)\\d+',
  '(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5,10}\\b',
  '(?<=-)\\d{8}\\b',
];

/** The text with a number in place of each such value. Equal values get the same number. */
function numbered(text: string, names: readonly string[]): string {
  const numbers = new Map<string, string>();
  const longestFirst = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => `\\b${name.replaceAll('.', '\\.')}\\b`);
  return text.replace(new RegExp([...chosen, ...longestFirst].join('|'), 'g'), (found) => {
    if (!numbers.has(found)) numbers.set(found, `<${numbers.size}>`);
    return numbers.get(found)!;
  });
}

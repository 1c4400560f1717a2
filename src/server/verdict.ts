/** The bytes of a review -> its answer, and the facts that are counted and logged. Used by the server and by the review process. */
import { decode, type ReviewedChange, type ReviewPhase } from '../admission/decode.ts';
import { review, type Outcome, type Reviewed } from '../admission/review.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { Engine } from '../engine/engine.ts';
import type { Change } from '../change/change.ts';
import { stringAt } from '../json/json.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import { logged, type LoggedError } from '../text/errors.ts';
import { firstUnits } from '../text/line.ts';
import { maxLoggedText } from './limits.ts';

export interface FindingCount {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

/** What the log and the metrics say about the request. The texts come from the request: the log shows them with `showText`. */
export interface Subject {
  readonly operation: Change['operation'];
  readonly kind: Kind;
  readonly subresource: string;
  readonly namespace: string;
  /** Empty for an object with generateName that is created. */
  readonly name: string;
  readonly generateName: string;
  readonly user: string;
}

/** Plain data of limited size that can be sent to another process. It contains nothing of the object except what the answer says. */
export type Verdict =
  | {
      readonly outcome: Outcome;
      /** The AdmissionReview as JSON. */
      readonly answer: string;
      readonly uid: string;
      /** Absent if Podward does not judge the request, or cannot read it. */
      readonly subject?: Subject;
      readonly findings: readonly FindingCount[];
      /** IDs of the defaults that were added. */
      readonly applied?: readonly string[];
      /** Why the review could not be read. */
      readonly reason?: string;
      /** The error that caused a failure. */
      readonly error?: LoggedError;
    }
  | { readonly outcome: 'malformed'; readonly reason: string };

export function verdictOn(bytes: Uint8Array, phase: ReviewPhase, mode: ActiveMode, engine: Engine): Verdict {
  const decoded = decode(bytes, phase, engine.policy.servers[0]);
  if (decoded.outcome === 'malformed') return decoded;
  const { outcome, answer, findings, omitted, applied, error } = review(decoded, engine, mode);
  const reason = 'reason' in decoded ? decoded.reason : undefined;
  return {
    outcome,
    answer: JSON.stringify(answer),
    uid: answer.response.uid,
    findings: count(findings, omitted),
    ...(decoded.outcome === 'change' ? { subject: subjectOf(decoded) } : {}),
    ...(applied.length === 0 ? {} : { applied }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error: logged(error) }),
  };
}

function subjectOf({ user, change }: ReviewedChange): Subject {
  const { operation, kind, after } = change;
  const inMetadata = (field: string): string => stringAt(after, 'metadata', field) ?? '';
  return {
    operation,
    kind,
    subresource: firstUnits(change.subresource, maxText),
    namespace: firstUnits(change.namespace, maxText),
    name: firstUnits(change.name || inMetadata('name'), maxText),
    generateName: firstUnits(inMetadata('generateName'), maxText),
    user: firstUnits(user, maxText),
  };
}

/** Longer than what the log shows, so that a credential at the end of that part is still recognized. */
const maxText = 4 * maxLoggedText;

const none: readonly FindingCount[] = [];

function count(findings: Reviewed['findings'], omitted: Reviewed['omitted']): readonly FindingCount[] {
  if (findings.length === 0 && omitted.length === 0) return none;
  const counts = new Map<string, { rule: string; mode: ActiveMode; count: number }>();
  const add = (rule: string, mode: ActiveMode, n: number): void => {
    const key = `${rule}=${mode}`;
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { rule, mode, count: n });
    else entry.count += n;
  };
  for (const { rule, mode } of findings) add(rule, mode, 1);
  for (const { rule, mode, count: n } of omitted) add(rule, mode, n);
  return [...counts.values()];
}

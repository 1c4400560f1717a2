/** The bytes of a review -> its answer, and the facts that are counted and logged. Used by the server and by the review process. */
import { decode, type ReviewPhase } from '../admission/decode.ts';
import { decodeNamespace, reviewNamespace } from '../admission/namespaces.ts';
import { review, type Outcome, type Reviewed } from '../admission/review.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { Engine } from '../engine/engine.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import { logged, type LoggedError } from '../text/errors.ts';

/** The first part of the path of a request: a phase for Pods and workloads, or `namespaces` for Namespaces. */
export type ReviewPath = ReviewPhase | 'namespaces';

export interface FindingCount {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

/** Plain data of limited size that can be sent to another process. It contains nothing of the object except what the answer says. */
export type Verdict =
  | {
      readonly outcome: Outcome;
      /** The AdmissionReview as JSON. */
      readonly answer: string;
      readonly uid: string;
      readonly kind?: string;
      readonly findings: readonly FindingCount[];
      readonly exemption?: ExemptionDimension;
      /** Why the review could not be read. */
      readonly reason?: string;
      /** The error that caused a failure. */
      readonly error?: LoggedError;
    }
  | { readonly outcome: 'malformed'; readonly reason: string };

export function verdictOn(bytes: Uint8Array, path: ReviewPath, mode: ActiveMode, engine: Engine): Verdict {
  if (path === 'namespaces') {
    const decoded = decodeNamespace(bytes);
    if (decoded.outcome === 'malformed') return decoded;
    const verdict = verdictOf(reviewNamespace(decoded, engine.policy.modeLabel, mode), reasonIn(decoded));
    return decoded.outcome === 'namespace' ? { ...verdict, kind: 'Namespace' } : verdict;
  }
  const decoded = decode(bytes, path, engine.policy.servers[0]);
  if (decoded.outcome === 'malformed') return decoded;
  const verdict = verdictOf(review(decoded, engine, mode), reasonIn(decoded));
  return decoded.outcome === 'change' ? { ...verdict, kind: decoded.change.kind } : verdict;
}

const reasonIn = (decoded: object): string | undefined =>
  'reason' in decoded && typeof decoded.reason === 'string' ? decoded.reason : undefined;

function verdictOf(
  { outcome, answer, findings, omitted, exemption, error }: Reviewed,
  reason: string | undefined,
): Exclude<Verdict, { readonly outcome: 'malformed' }> {
  return {
    outcome,
    answer: JSON.stringify(answer),
    uid: answer.response.uid,
    findings: count(findings, omitted),
    ...(exemption === undefined ? {} : { exemption }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error: logged(error) }),
  };
}

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

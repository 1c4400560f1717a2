/** The bytes of a review -> its answer, and the facts that are counted and logged. Used by the server and by the review process. */
import {
  decode,
  groupVersionKind,
  isOperation,
  requestAtHead,
  type ReviewedChange,
  type ReviewPhase,
} from '../admission/decode.ts';
import { stricterMode, type StricterMode } from '../admission/existing-pods.ts';
import { decodeNamespace, isNamespace, reviewNamespace, type ReviewedNamespace } from '../admission/namespaces.ts';
import { review, type Outcome, type Reviewed, type Refusal } from '../admission/review.ts';
import type { Reported } from '../admission/reported.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { Engine } from '../engine/engine.ts';
import type { Change } from '../change/change.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { findKind, type Kind } from '../kubernetes/kinds.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import { logged, type LoggedError } from '../text/errors.ts';
import { firstUnits } from '../text/line.ts';
import { maxLoggedText } from './limits.ts';

/** The first part of the path of a request: a phase for Pods and workloads, or `namespaces` for Namespaces. */
export type ReviewPath = ReviewPhase | 'namespaces';

interface FindingCount {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

/** What the log and the metrics say about the request. The texts come from the request: the log shows them with `showText`. */
export interface Subject {
  readonly operation: Change['operation'];
  readonly kind: Kind | 'Namespace';
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
      /** Absent if Podward does not judge the request, or cannot find it in a review that it cannot read. */
      readonly subject?: Subject;
      readonly findings: readonly FindingCount[];
      readonly exemption?: ExemptionDimension;
      /** IDs of the defaults that were added. */
      readonly applied?: readonly string[];
      /** Why the review could not be read. */
      readonly reason?: string;
      /** The error that caused a failure. */
      readonly error?: LoggedError;
      /** What an Event may say about the refusal. */
      readonly refusal?: Refusal;
      /** A namespace gets a stricter mode, so that its existing Pods may violate it. */
      readonly stricter?: StricterMode;
      /** What a report counts. */
      readonly reported?: Reported;
    }
  | { readonly outcome: 'malformed'; readonly reason: string };

export function verdictOn(bytes: Uint8Array, path: ReviewPath, mode: ActiveMode, engine: Engine): Verdict {
  if (path === 'namespaces') {
    const decoded = decodeNamespace(bytes);
    if (decoded.outcome === 'malformed') return decoded;
    const reason = reasonIn(decoded);
    const subject = decoded.outcome === 'namespace' ? subjectOfNamespace(decoded) : subjectUnread(bytes, path, reason);
    const verdict = verdictOf(reviewNamespace(decoded, engine.policy.modeLabel, mode), subject, reason);
    const stricter =
      decoded.outcome === 'namespace' && mode === 'warn' ? stricterMode(decoded.change, engine.policy) : undefined;
    return stricter === undefined ? verdict : { ...verdict, stricter };
  }
  const decoded = decode(bytes, path, engine.policy.servers[0]);
  if (decoded.outcome === 'malformed') return decoded;
  const reason = reasonIn(decoded);
  const subject = decoded.outcome === 'change' ? subjectOf(decoded) : subjectUnread(bytes, path, reason);
  return verdictOf(review(decoded, engine, mode), subject, reason);
}

const reasonIn = (decoded: object): string | undefined =>
  'reason' in decoded && typeof decoded.reason === 'string' ? decoded.reason : undefined;

function verdictOf(
  { outcome, answer, findings, omitted, applied, exemption, error, refusal, reported }: Reviewed,
  subject: Subject | undefined,
  reason: string | undefined,
): Exclude<Verdict, { readonly outcome: 'malformed' }> {
  return {
    outcome,
    answer: JSON.stringify(answer),
    uid: answer.response.uid,
    findings: count(findings, omitted),
    ...(subject === undefined ? {} : { subject }),
    ...(exemption === undefined ? {} : { exemption }),
    ...(applied.length === 0 ? {} : { applied }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error: logged(error) }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(reported === undefined ? {} : { reported }),
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

const subjectOfNamespace = ({ user, operation, subresource, change }: ReviewedNamespace): Subject => ({
  operation,
  kind: 'Namespace',
  subresource: firstUnits(subresource, maxText),
  namespace: '',
  name: firstUnits(change.name, maxText),
  generateName: '',
  user: firstUnits(user, maxText),
});

/** Without a reason, the review was read, and is of no kind or operation that Podward judges. */
const subjectUnread = (bytes: Uint8Array, path: ReviewPath, reason: string | undefined): Subject | undefined =>
  reason === undefined ? undefined : subjectAtHead(bytes, path);

/** The subject of a review that is not read, as far as it stands before the object. */
export function subjectAtHead(bytes: Uint8Array, path: ReviewPath): Subject | undefined {
  const request = requestAtHead(bytes);
  const operation = stringAt(request, 'operation');
  const kind = request === undefined ? undefined : kindOf(request, path);
  if (kind === undefined || operation === undefined || !isOperation(operation)) return undefined;
  const text = (...names: string[]): string => firstUnits(stringAt(request, ...names) ?? '', maxText);
  return {
    operation,
    kind,
    subresource: text('subResource'),
    namespace: kind === 'Namespace' ? '' : text('namespace'),
    name: text('name'),
    generateName: '',
    user: text('userInfo', 'username'),
  };
}

function kindOf(request: JsonObject, path: ReviewPath): Subject['kind'] | undefined {
  const found = groupVersionKind(request);
  if (found === undefined) return undefined;
  if (path === 'namespaces') return isNamespace(found) ? 'Namespace' : undefined;
  return findKind(found.group, found.version, found.kind)?.kind;
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

/** Creates all answers. Each answer obeys the contract of admission.k8s.io/v1, whatever the input. */
import type { PatchOperation } from '../json/patch.ts';
import type { ActiveMode, Remark } from '../engine/judged.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import { stringAt } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import { showPath, showText } from '../text/shown.ts';
import type { Change } from '../change/change.ts';
import type { Undecodable } from './decode.ts';
import {
  maxAuditAnnotationBytes,
  maxCauseBytes,
  maxCausesBytes,
  maxFieldBytes,
  maxMessageBytes,
  maxNoteBytes,
  maxWarningBytes,
  maxWarningsBytes,
} from './limits.ts';
import { base64Json, byteLength, oneLineOfBytes, remarkOfBytes } from './bytes.ts';

/** The fields of Status in k8s.io/apimachinery pkg/apis/meta/v1 that kube-apiserver reads in the answer of a webhook. */
interface Status {
  readonly status: 'Failure';
  readonly code: number;
  readonly reason: 'Invalid' | 'BadRequest' | 'InternalError';
  readonly message: string;
  readonly details?: {
    readonly name: string;
    readonly group: string;
    readonly kind: string;
    readonly causes: readonly Cause[];
  };
}

interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: Status;
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

export interface AdmissionReview {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: AdmissionResponse;
}

/** Parts of an answer that both an allow and a refusal have. */
export interface Remarks {
  /** The most important warning comes first. */
  readonly warnings?: readonly Remark[];
  /** The number of warnings that were counted and not kept. */
  readonly omittedWarnings?: number;
  /** Rule ids by the key of the audit annotation. */
  readonly auditAnnotations?: Readonly<Record<string, readonly string[]>>;
}

export function allow(
  uid: string,
  remarks: Remarks & { readonly patch?: readonly PatchOperation[] } = {},
): AdmissionReview {
  const { patch = [] } = remarks;
  return review({
    uid,
    allowed: true,
    ...(patch.length === 0 ? {} : { patchType: 'JSONPatch', patch: base64Json(patch) }),
    ...encodeRemarks(uid, remarks),
  });
}

/** An answer as JSON, with more warnings after its own, as far as they fit. */
export function withWarnings(answer: string, lines: readonly string[]): string {
  if (lines.length === 0) return answer;
  const { response, ...made } = JSON.parse(answer) as AdmissionReview;
  const { warnings = [] } = response;
  const room = maxWarningsBytes - warnings.reduce((sum, warning) => sum + byteLength(warning), 0);
  const added = fitting(lines, (line) => oneLineOfBytes(line, maxWarningBytes), room, byteLength);
  return JSON.stringify({ ...made, response: { ...response, warnings: [...warnings, ...added] } });
}

/**
 * A refusal that lists as many findings as fit, the most important ones first. kubectl prints the causes and not the message. Other
 * clients print only the message. With the reason Invalid, kubectl edit and `--force` keep working. `omitted` are findings that were
 * counted and not kept.
 */
export function deny(
  uid: string,
  change: Change,
  findings: readonly Remark[],
  remarks: Remarks = {},
  omitted = 0,
): AdmissionReview {
  const { kind, group } = kindFacts(change.kind);
  const name = oneLineOfBytes(showText(nameOf(change), maxFieldBytes), maxFieldBytes);
  const total = findings.length + omitted;
  const causes = fitting(findings, causeOf, maxCausesBytes, (cause) => byteLength(JSON.stringify(cause)));
  const message = messageOf(name === '' ? kind : `${kind} ${JSON.stringify(name)}`, causes, total, change);
  if (causes.length < total) causes.push(restCause(findings[causes.length], total - causes.length, change));
  return review({
    uid,
    allowed: false,
    status: { status: 'Failure', code: 422, reason: 'Invalid', message, details: { name, group, kind, causes } },
    ...encodeRemarks(uid, remarks),
  });
}

/** The same findings as the text of an Event. It has no name, so that an Event can count the refusals of several Pods. */
export function noteOf(change: Change, findings: readonly Remark[], omitted = 0): string {
  const causes = fitting(findings, causeOf, maxNoteBytes, ({ message }) => byteLength(message));
  return messageOf(`The ${change.kind}`, causes, findings.length + omitted, change, maxNoteBytes);
}

/** A refusal of a change to a Namespace, for one reason. */
export function denyNamespace(uid: string, namespace: string, finding: Remark, remarks: Remarks = {}): AdmissionReview {
  const name = oneLineOfBytes(showText(namespace, maxFieldBytes), maxFieldBytes);
  const cause = causeOf(finding);
  const message = oneLineOfBytes(
    `Namespace ${JSON.stringify(name)} is invalid: ${cause.field}: ${cause.message}`,
    maxMessageBytes,
  );
  const details = { name, group: '', kind: 'Namespace', causes: [cause] };
  return review({
    uid,
    allowed: false,
    status: { status: 'Failure', code: 422, reason: 'Invalid', message, details },
    ...encodeRemarks(uid, remarks),
  });
}

const causeOf = (remark: Remark): Cause => ({
  reason: remark.finding.type,
  field: oneLineOfBytes(remark.texts().path, maxFieldBytes),
  message: remarkOfBytes(remark, maxCauseBytes),
});

/** Makes the first items, as long as they fit into the size. No others are made. */
function fitting<A, B>(
  items: Iterable<A>,
  make: (item: A, i: number) => B,
  room: number,
  sizeOf: (made: B) => number,
): B[] {
  const fit: B[] = [];
  let left = room;
  for (const item of items) {
    const made = make(item, fit.length);
    left -= sizeOf(made);
    if (left < 0) break;
    fit.push(made);
  }
  return fit;
}

/** As many causes as fit, on one line. */
function messageOf(
  object: string,
  causes: readonly Cause[],
  total: number,
  change: Change,
  maxBytes = maxMessageBytes,
): string {
  const lineOf = ({ field, message }: Cause): string => (field === '' ? message : `${field}: ${message}`);
  const [first] = causes;
  if (total === 1 && first !== undefined) return oneLineOfBytes(`${object} is invalid: ${lineOf(first)}`, maxBytes);
  const head = `${object} is invalid for ${total === 1 ? '1 reason' : `${total} reasons`}.`;
  const room = maxBytes - byteLength(`${head} ${rest(total, change)}`);
  const lines = fitting(causes, (cause, i) => ` (${i + 1}) ${lineOf(cause)}`, room, byteLength);
  return [head, ...lines, lines.length < total ? ` ${rest(total - lines.length, change)}` : ''].join('');
}

/** kubectl prints `field: ` before every message, so the cause needs a field: the top-level field of the first of the other findings. */
const restCause = (first: Remark | undefined, count: number, change: Change): Cause => ({
  reason: 'FieldValueInvalid',
  field: oneLineOfBytes((first && showPath(topOf(first.finding.path))) || 'spec', maxFieldBytes),
  message: rest(count, change),
});

function topOf(path: FieldPath): FieldPath {
  let top = path;
  while (top.depth > 1) top = top.parent;
  return top;
}

function rest(count: number, { operation }: Change): string {
  const command = `podward check ${operation === 'UPDATE' ? '--old OLD --new FILE' : 'FILE'}`;
  return count === 1
    ? `1 more problem is not shown. To see it, run ${command}.`
    : `${count} more problems are not shown. To see all of them, run ${command}.`;
}

/** A review that Podward should judge and cannot read. It is refused in the modes in which findings are refused. */
export function undecodable(
  uid: string,
  { reason, advice = 'Tell the operator of Podward.' }: Pick<Undecodable, 'reason' | 'advice'>,
  mode: ActiveMode,
): AdmissionReview {
  const what = mode === 'deny' ? 'refused the request' : 'did not check the request';
  const message = `Podward cannot read this AdmissionReview and ${what}. ${reason} ${advice}`;
  return unjudged(uid, mode, 'undecodable', 400, 'BadRequest', message);
}

/**
 * A review that was not judged to the end. It gets an answer, which is a refusal in the modes in which findings are refused. `cause` is a
 * sentence.
 */
export function failure(uid: string, cause: string, mode: ActiveMode): AdmissionReview {
  const what = mode === 'deny' ? 'failed while checking this request and refused it' : 'failed to check this request';
  const message = `Podward ${what}. ${cause} Tell the operator of Podward the uid ${uid}.`;
  return unjudged(uid, mode, 'failed', 500, 'InternalError', message);
}

/** In the modes `warn` and `audit`, the request is allowed. `why` is for the audit annotation. */
function unjudged(
  uid: string,
  mode: ActiveMode,
  why: string,
  code: number,
  reason: Status['reason'],
  text: string,
): AdmissionReview {
  if (mode === 'deny') {
    const message = oneLineOfBytes(text, maxMessageBytes);
    return review({ uid, allowed: false, status: { status: 'Failure', code, reason, message }, ...audited(uid, {}) });
  }
  return review({
    uid,
    allowed: true,
    ...(mode === 'warn' ? { warnings: [oneLineOfBytes(text, maxWarningBytes)] } : {}),
    ...encodeRemarks(uid, { auditAnnotations: { 'not-judged': [why] } }),
  });
}

/**
 * Beside the annotations, the uid of the review, by which the log can be found. The audit event does not have it otherwise. kube-apiserver makes a
 * UUID. It keeps the first value that a webhook sets for a request, and logs a warning if a reinvocation sets another one. So patches alone have none.
 */
function audited(
  uid: string,
  annotations: Readonly<Record<string, string>>,
): Pick<AdmissionResponse, 'auditAnnotations'> {
  const auditAnnotations = { ...annotations, ...(/^[\w-]+$/.test(uid) ? { 'review-uid': uid } : {}) };
  return Object.keys(auditAnnotations).length === 0 ? {} : { auditAnnotations };
}

const review = (response: AdmissionResponse): AdmissionReview => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response,
});

const nameOf = ({ name, after }: Change): string =>
  name || stringAt(after, 'metadata', 'name') || stringAt(after, 'metadata', 'generateName') || '';

function encodeRemarks(
  uid: string,
  { warnings = [], omittedWarnings = 0, auditAnnotations = {} }: Remarks,
): Pick<AdmissionResponse, 'warnings' | 'auditAnnotations'> {
  const annotations = Object.entries(auditAnnotations).flatMap(([key, ids]) =>
    ids.length === 0 ? [] : [[key, joinIds(ids)] as const],
  );
  return {
    ...(warnings.length === 0 ? {} : { warnings: encodeWarnings(warnings, omittedWarnings) }),
    ...(annotations.length === 0 ? {} : audited(uid, Object.fromEntries(annotations))),
  };
}

/** As many different warnings as fit. */
function encodeWarnings(warnings: readonly Remark[], omitted: number): string[] {
  const total = warnings.length + omitted;
  const lines = new Set<string>();
  let room = maxWarningsBytes - byteLength(moreWarnings(total));
  let named = 0;
  for (const warning of warnings) {
    const line = remarkOfBytes(warning, maxWarningBytes, warning.texts().path);
    if (!lines.has(line)) room -= byteLength(line);
    if (room < 0) break;
    lines.add(line);
    named++;
  }
  return named === total ? [...lines] : [...lines, moreWarnings(total - named)];
}

const moreWarnings = (count: number): string =>
  count === 1 ? '1 more warning is not shown.' : `${count} more warnings are not shown.`;

/** As many different ids as fit. */
function joinIds(ids: readonly string[]): string {
  return [...new Set(ids)].reduce((all, id) => {
    const longer = all === '' ? id : `${all},${id}`;
    return longer.length <= maxAuditAnnotationBytes ? longer : all;
  }, '');
}

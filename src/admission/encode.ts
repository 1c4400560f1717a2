/** The only maker of answers: each one obeys the contract of admission.k8s.io/v1, whatever it is given. */
import type { PatchOperation } from '../engine/fill.ts';
import { sentences, type ActiveMode, type Judged } from '../engine/judged.ts';
import type { Note } from '../engine/notes.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import { stringAt } from '../json/json.ts';
import { showText } from '../text/shown.ts';
import type { Change } from '../change/change.ts';
import {
  maxAnnotationBytes,
  maxCauseBytes,
  maxCausesBytes,
  maxFieldBytes,
  maxMessageBytes,
  maxWarningBytes,
  maxWarningsBytes,
} from './limits.ts';
import { base64Json, byteLength, oneLineOfBytes, oneLineWithId } from './text.ts';

/** k8s.io/apimachinery pkg/apis/meta/v1 Status, as far as kube-apiserver reads it of a webhook. */
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

/** What goes along with an allow and with a refusal. */
export interface Remarks {
  /** The most important first. */
  readonly warnings?: readonly (Remark | string)[];
  /** Further ones, counted only. */
  readonly omittedWarnings?: number;
  /** Ids of rules by the key of the annotation. */
  readonly auditAnnotations?: Readonly<Record<string, readonly string[]>>;
}

/** Something that is said of a field, as far as an answer shows it. */
type Refusal = Pick<Judged, 'type' | 'path' | 'lead' | 'text' | 'fix' | 'rule'>;
type Remark = Omit<Refusal, 'type'> | Note;

export function allow(
  uid: string,
  remarks: Remarks & { readonly patch?: readonly PatchOperation[] } = {},
): AdmissionReview {
  const { patch = [] } = remarks;
  return review({
    uid,
    allowed: true,
    ...(patch.length === 0 ? {} : { patchType: 'JSONPatch', patch: base64Json(patch) }),
    ...encodeRemarks(remarks),
  });
}

/**
 * A refusal that names every finding there is room for, the most important first. kubectl prints the causes and nothing of the
 * message; other clients print the message alone. Reason Invalid keeps kubectl edit and `--force` working. `omitted` are findings that
 * were counted and not kept.
 */
export function deny(
  uid: string,
  change: Change,
  findings: readonly Refusal[],
  remarks: Remarks = {},
  omitted = 0,
): AdmissionReview {
  const { kind, group } = kindFacts(change.kind);
  const name = oneLineOfBytes(showText(nameOf(change), maxFieldBytes), maxFieldBytes);
  const total = findings.length + omitted;
  const causes = fitting(findings, causeOf, maxCausesBytes, (cause) => byteLength(JSON.stringify(cause)));
  if (causes.length < total) causes.push(restCause(findings[causes.length], total - causes.length));
  const summary = `${kind} ${JSON.stringify(name)} is refused, ${count(total)}: ${inOneLine(causes)}`;
  return review({
    uid,
    allowed: false,
    status: {
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message: oneLineOfBytes(summary, maxMessageBytes),
      details: { name, group, kind, causes },
    },
    ...encodeRemarks(remarks),
  });
}

const causeOf = (finding: Refusal): Cause => ({
  reason: finding.type,
  field: oneLineOfBytes(finding.path, maxFieldBytes),
  message: oneLineWithId(sentences(finding), finding.rule, maxCauseBytes),
});

/** What is made of the first of them, up to the size. No more is made than fits. */
function fitting<A, B>(items: Iterable<A>, make: (item: A) => B, room: number, sizeOf: (made: B) => number): B[] {
  const fit: B[] = [];
  let left = room;
  for (const item of items) {
    const made = make(item);
    left -= sizeOf(made);
    if (left < 0) break;
    fit.push(made);
  }
  return fit;
}

/** kubectl puts `field: ` before every message, so there must be one: the part of the object that the first of the rest is in. */
const restCause = (first: Refusal | undefined, count: number): Cause => ({
  reason: 'FieldValueInvalid',
  field: /^\w{1,64}/.exec(first?.path ?? '')?.[0] ?? 'spec',
  message: rest(count),
});

const rest = (count: number): string => (count === 1 ? '1 more is not listed' : `${count} more are not listed`);

/** Something that Podward should judge and cannot read. It is not let through where findings are not. */
export const undecodable = (uid: string, reason: string, mode: ActiveMode): AdmissionReview =>
  unjudged(uid, mode, 'undecodable', 400, 'BadRequest', `Podward cannot read this AdmissionReview: ${reason}`);

/** A bug of Podward's: an answer all the same, and no allow where findings are none. */
export function failure(uid: string, reason: string, mode: ActiveMode): AdmissionReview {
  const message = `Podward failed on this request, through no fault of yours: ${reason}`;
  return unjudged(uid, mode, 'failed', 500, 'InternalError', message);
}

/** In the modes in which nothing is refused, this is not either. `why` is for the audit annotation. */
function unjudged(
  uid: string,
  mode: ActiveMode,
  why: string,
  code: number,
  reason: Status['reason'],
  text: string,
): AdmissionReview {
  const message = oneLineOfBytes(text, maxMessageBytes);
  if (mode === 'deny') return review({ uid, allowed: false, status: { status: 'Failure', code, reason, message } });
  return allow(uid, { warnings: mode === 'warn' ? [message] : [], auditAnnotations: { 'not-judged': [why] } });
}

const review = (response: AdmissionResponse): AdmissionReview => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response,
});

const nameOf = ({ name, after }: Change): string =>
  name || stringAt(after, 'metadata', 'name') || stringAt(after, 'metadata', 'generateName') || '';

const count = (findings: number): string => (findings === 1 ? '1 finding' : `${findings} findings`);
const inOneLine = (causes: readonly Cause[]): string =>
  causes.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');

function encodeRemarks({
  warnings = [],
  omittedWarnings = 0,
  auditAnnotations = {},
}: Remarks): Pick<AdmissionResponse, 'warnings' | 'auditAnnotations'> {
  const annotations = Object.entries(auditAnnotations).filter(([, ids]) => ids.length > 0);
  return {
    ...(warnings.length === 0 ? {} : { warnings: encodeWarnings(warnings, omittedWarnings) }),
    ...(annotations.length === 0
      ? {}
      : { auditAnnotations: Object.fromEntries(annotations.map(([key, ids]) => [key, joinIds(ids)])) }),
  };
}

/** Each once, as many as there is room for. */
function encodeWarnings(warnings: readonly (Remark | string)[], omitted: number): string[] {
  const total = warnings.length + omitted;
  const lines = new Set<string>();
  let room = maxWarningsBytes - byteLength(rest(total));
  let named = 0;
  for (const warning of warnings) {
    const line = typeof warning === 'string' ? oneLineOfBytes(warning, maxWarningBytes) : warningOf(warning);
    if (!lines.has(line)) room -= byteLength(line);
    if (room < 0) break;
    lines.add(line);
    named++;
  }
  return named === total ? [...lines] : [...lines, rest(total - named)];
}

function warningOf(remark: Remark): string {
  const said = 'lead' in remark ? sentences(remark) : remark.text;
  return oneLineWithId(remark.path === '' ? said : `${remark.path}: ${said}`, remark.rule, maxWarningBytes);
}

/** Each id once, as many as there is room for. */
function joinIds(ids: readonly string[]): string {
  return [...new Set(ids)].reduce((all, id) => {
    const longer = all === '' ? id : `${all},${id}`;
    return longer.length <= maxAnnotationBytes ? longer : all;
  }, '');
}

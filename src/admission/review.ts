/** A decoded AdmissionReview -> the answer, and the facts that are counted and logged. */
import { decide, type Decision } from '../engine/decide.ts';
import type { Engine } from '../engine/engine.ts';
import { faultOf } from '../engine/failure.ts';
import { countOf, type ActiveMode, type Judged, type Omitted } from '../engine/judged.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import type { Policy } from '../policy/policy.ts';
import type { Review, ReviewedChange } from './decode.ts';
import { ownerOf, type Owner } from './owner.ts';
import { reportedOf, type Reported } from './reported.ts';
import { allow, deny, failure, noteOf, undecodable, type AdmissionReview, type Remarks } from './encode.ts';

export type Outcome =
  'allowed' | 'patched' | 'denied' | 'exempt' | 'foreign' | 'stale' | 'unread' | 'undecodable' | 'failed';

export interface Reviewed {
  readonly outcome: Outcome;
  readonly answer: AdmissionReview;
  /** What exempts the request. Only with the outcome `exempt`. */
  readonly exemption?: ExemptionDimension;
  /** With their effective mode. */
  readonly findings: readonly Judged[];
  /** Further findings, which were counted and not kept. */
  readonly omitted: readonly Omitted[];
  /** IDs of the defaults in the patch of the answer. */
  readonly applied: readonly string[];
  /** The error that caused a failure, for the log. */
  readonly error?: unknown;
  /** What an Event may say about a refusal. Absent for a dry run, in an excluded namespace, and for an object without a controller. */
  readonly refusal?: Refusal;
  /** What a report counts. Absent for a dry run, in an excluded namespace, and without findings. */
  readonly reported?: Reported;
}

/** The controller of an object that was refused, and the findings as the text of an Event. */
export interface Refusal {
  readonly owner: Owner;
  readonly note: string;
}

/** `mode` is the mode of the path. A finding has this mode or the mode of its rule, whichever is milder. */
export function review(decoded: Review, engine: Engine, mode: ActiveMode): Reviewed {
  const { uid } = decoded;
  switch (decoded.outcome) {
    case 'foreign':
    case 'unread':
      return plain(decoded.outcome, allow(uid));
    case 'undecodable':
      return plain('undecodable', undecodable(uid, decoded, mode));
    case 'change':
      try {
        return reviewChange(decoded, engine, mode);
      } catch (error) {
        return { ...plain('failed', failure(uid, faultOf(error), mode)), error };
      }
  }
}

export const plain = (outcome: Outcome, answer: AdmissionReview): Reviewed => ({
  outcome,
  answer,
  findings: [],
  omitted: [],
  applied: [],
});

function reviewChange(requested: ReviewedChange, engine: Engine, mode: ActiveMode): Reviewed {
  const { uid, change } = requested;
  const decision = decide(requested, engine, mode);
  const { outcome, findings, omitted, filled, exemption } = decision;
  if (exemption !== undefined)
    return { ...plain('exempt', allow(uid, { auditAnnotations: { exempt: [exemption] } })), exemption };
  const remarks = remarksOn(decision, engine);
  const denials = engine.byImportance(inMode('deny', findings));
  const answer =
    outcome === 'denied'
      ? deny(uid, change, denials, remarks, countOf('deny', omitted))
      : allow(uid, { ...remarks, patch: filled.patch });
  return {
    outcome,
    answer,
    findings,
    omitted,
    applied: outcome === 'patched' ? filled.applied : [],
    ...(isTraced(requested, engine.policy) ? tracesOf(decision, denials) : {}),
  };
}

/**
 * The API server sends no reviews of excluded namespaces. Such a review is forged, or the list has just changed, because the server has it up to a
 * minute later or earlier.
 */
const isTraced = ({ dryRun, change }: ReviewedChange, { modeLabel }: Policy): boolean =>
  !dryRun && !modeLabel.excludedNamespaces.includes(change.namespace);

function tracesOf(decision: Decision, denials: readonly Judged[]): Pick<Reviewed, 'refusal' | 'reported'> {
  const { change, outcome, omitted } = decision;
  const reported = reportedOf(decision);
  if (reported !== undefined) return { reported };
  const owner = outcome === 'denied' && change.operation === 'CREATE' ? ownerOf(change) : undefined;
  return owner === undefined ? {} : { refusal: { owner, note: noteOf(change, denials, countOf('deny', omitted)) } };
}

const inMode = (mode: ActiveMode, findings: readonly Judged[]): readonly Judged[] =>
  findings.filter((finding) => finding.mode === mode);

/** If a request is refused, the notes of the defaults are omitted. Otherwise they follow the findings. */
function remarksOn({ outcome, findings, omitted, filled }: Decision, engine: Engine): Remarks {
  const { notes, moreNotes } = outcome === 'denied' ? { notes: [], moreNotes: 0 } : filled;
  const idsOf = (mode: ActiveMode): string[] => inMode(mode, findings).map(({ rule }) => rule);
  return {
    warnings: [...engine.byImportance(inMode('warn', findings)), ...notes],
    omittedWarnings: countOf('warn', omitted) + moreNotes,
    auditAnnotations: { 'denied-rules': idsOf('deny'), 'warned-rules': idsOf('warn'), 'audited-rules': idsOf('audit') },
  };
}

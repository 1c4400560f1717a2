/** A decoded AdmissionReview -> the answer, and the facts that are counted and logged. */
import { decide, type Decision, type Judge } from '../engine/decide.ts';
import { faultOf } from '../engine/failure.ts';
import { countOf, type ActiveMode, type Judged, type Omitted } from '../engine/judged.ts';
import type { Review, ReviewedChange } from './decode.ts';
import { allow, deny, failure, undecodable, type AdmissionReview, type Remarks } from './encode.ts';

export type Outcome =
  'allowed' | 'patched' | 'denied' | 'exempt' | 'foreign' | 'stale' | 'unread' | 'undecodable' | 'failed';

export interface Reviewer extends Judge {
  /** The mode of the path. A finding has this mode or the mode of its rule, whichever is milder. */
  readonly mode: ActiveMode;
}

export interface Reviewed {
  readonly outcome: Outcome;
  readonly answer: AdmissionReview;
  /** With their effective mode. */
  readonly findings: readonly Judged[];
  /** Further findings, which were counted and not kept. */
  readonly omitted: readonly Omitted[];
  /** The error that caused a failure, for the log. */
  readonly error?: unknown;
}

export function review(decoded: Review, reviewer: Reviewer): Reviewed {
  const { uid } = decoded;
  switch (decoded.outcome) {
    case 'foreign':
    case 'unread':
      return plain(decoded.outcome, allow(uid));
    case 'undecodable':
      return plain('undecodable', undecodable(uid, decoded, reviewer.mode));
    case 'change':
      try {
        return reviewChange(decoded, reviewer);
      } catch (error) {
        return { ...plain('failed', failure(uid, faultOf(error), reviewer.mode)), error };
      }
  }
}

const plain = (outcome: Outcome, answer: AdmissionReview): Reviewed => ({ outcome, answer, findings: [], omitted: [] });

function reviewChange(asked: ReviewedChange, { engine, policy, mode }: Reviewer): Reviewed {
  const { uid, change } = asked;
  const decision = decide(asked, { engine, policy }, mode);
  const { outcome, findings, omitted, filled } = decision;
  const remarks = remarksOn(decision, engine);
  const denials = engine.byImportance(inMode('deny', findings));
  const answer =
    outcome === 'denied'
      ? deny(uid, change, denials, remarks, countOf('deny', omitted))
      : allow(uid, { ...remarks, patch: filled.patch });
  return { outcome, answer, findings, omitted };
}

const inMode = (mode: ActiveMode, findings: readonly Judged[]): readonly Judged[] =>
  findings.filter((finding) => finding.mode === mode);

/** If a request is refused, the notes of the defaults are omitted. Otherwise they follow the findings. */
function remarksOn({ outcome, findings, omitted, filled }: Decision, engine: Judge['engine']): Remarks {
  const { notes, moreNotes } = outcome === 'denied' ? { notes: [], moreNotes: 0 } : filled;
  const idsOf = (mode: ActiveMode): string[] => inMode(mode, findings).map(({ rule }) => rule);
  return {
    warnings: [...engine.byImportance(inMode('warn', findings)), ...notes],
    omittedWarnings: countOf('warn', omitted) + moreNotes,
    auditAnnotations: { 'denied-rules': idsOf('deny'), 'warned-rules': idsOf('warn'), 'audited-rules': idsOf('audit') },
  };
}

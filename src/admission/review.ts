/** A decoded AdmissionReview -> the answer, and what to count and log of it. */
import { isStale, type Engine } from '../engine/engine.ts';
import { activeModes, type ActiveMode, type Judged, type Judgement, type Omitted } from '../engine/judged.ts';
import { RuleFailure } from '../engine/failure.ts';
import type { Filled, PatchOperation } from '../engine/fill.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../change/change.ts';
import type { Review } from './decode.ts';
import { allow, deny, failure, undecodable, type AdmissionReview, type Remarks } from './encode.ts';

export { activeModes, type ActiveMode };

export type Outcome =
  'allowed' | 'patched' | 'denied' | 'exempt' | 'foreign' | 'stale' | 'unread' | 'undecodable' | 'failed';

export interface Reviewer {
  readonly engine: Engine;
  readonly policy: Policy;
  /** The mode of the path; a finding has this mode or its rule's, whichever is milder. */
  readonly mode: ActiveMode;
}

export interface Reviewed {
  readonly outcome: Outcome;
  readonly answer: AdmissionReview;
  /** With the mode that took effect. */
  readonly findings: readonly Judged[];
  /** Further findings, counted only. */
  readonly omitted: readonly Omitted[];
  /** The error behind a failure, for the log. */
  readonly error?: unknown;
}

export function review(decoded: Review, reviewer: Reviewer): Reviewed {
  const { uid } = decoded;
  switch (decoded.outcome) {
    case 'foreign':
    case 'unread':
      return plain(decoded.outcome, allow(uid));
    case 'undecodable':
      return plain('undecodable', undecodable(uid, decoded.reason, reviewer.mode));
    case 'change':
      if (isExempt(decoded.user, decoded.change, reviewer.policy)) return plain('exempt', allow(uid));
      if (isStale(decoded.change)) return plain('stale', allow(uid));
      try {
        return reviewChange(uid, decoded.change, reviewer);
      } catch (error) {
        const reason = error instanceof RuleFailure ? error.message : 'an internal error';
        return { ...plain('failed', failure(uid, reason, reviewer.mode)), error };
      }
  }
}

const plain = (outcome: Outcome, answer: AdmissionReview): Reviewed => ({ outcome, answer, findings: [], omitted: [] });

function isExempt(user: string, { namespace }: Change, { exemptions }: Policy): boolean {
  return exemptions.users.includes(user) || exemptions.namespaces.includes(namespace);
}

function reviewChange(uid: string, change: Change, { engine, policy, mode }: Reviewer): Reviewed {
  const mutating = change.phase === 'mutate';
  const filled =
    mutating && policy.mutate.fill.includes(mode)
      ? engine.fill(change)
      : { after: change.after, patch: noPatch, notes: [], moreNotes: 0 };
  const judgement =
    !mutating || policy.mutate.explain ? engine.judge({ ...change, after: filled.after }, mode) : nothingFound;
  const { findings, omitted } = judgement;
  const denials = engine.byImportance(findings.filter((finding) => finding.mode === 'deny'));

  if (denials.length > 0) {
    const answer = deny(uid, change, denials, remarks(engine, judgement), countOf(omitted, 'deny'));
    return { outcome: 'denied', answer, findings, omitted };
  }
  const answer = allow(uid, { ...remarks(engine, judgement, filled), patch: filled.patch });
  return { outcome: filled.patch.length > 0 ? 'patched' : 'allowed', answer, findings, omitted };
}

const countOf = (omitted: readonly Omitted[], mode: ActiveMode): number =>
  omitted.reduce((sum, entry) => sum + (entry.mode === mode ? entry.count : 0), 0);

const nothingFound: Judgement = { findings: [], omitted: [] };
const noPatch: readonly PatchOperation[] = [];

/** The notes of the defaults come last. */
function remarks(
  engine: Engine,
  { findings, omitted }: Judgement,
  { notes, moreNotes }: Pick<Filled, 'notes' | 'moreNotes'> = { notes: [], moreNotes: 0 },
): Remarks {
  if (findings.length === 0) return { warnings: notes, omittedWarnings: moreNotes };
  const idsOf = (mode: ActiveMode): string[] =>
    findings.filter((finding) => finding.mode === mode).map(({ rule }) => rule);
  const warned = engine.byImportance(findings.filter(({ mode }) => mode === 'warn'));
  return {
    warnings: [...warned, ...notes],
    omittedWarnings: countOf(omitted, 'warn') + moreNotes,
    auditAnnotations: { 'denied-rules': idsOf('deny'), 'warned-rules': idsOf('warn'), 'audited-rules': idsOf('audit') },
  };
}

/** A decoded AdmissionReview -> the answer, and what to count and log of it. */
import { isStale, type Engine } from '../engine/engine.ts';
import type { Judged } from '../engine/judged.ts';
import { RuleFailure } from '../engine/failure.ts';
import type { PatchOperation } from '../engine/fill.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../rules/rule.ts';
import type { Review } from './decode.ts';
import { allow, deny, failure, undecodable, type AdmissionReview, type Remarks } from './encode.ts';

/** What a finding does: the mode of its rule. A namespace picks its own by the path that its webhook entry calls. */
export type ActiveMode = Judged['mode'];
export const activeModes: readonly ActiveMode[] = ['deny', 'warn', 'audit'];

export type Outcome = 'allowed' | 'patched' | 'denied' | 'exempt' | 'foreign' | 'stale' | 'undecodable' | 'failed';

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
  /** The error behind a failure, for the log. */
  readonly error?: unknown;
}

export function review(decoded: Review, reviewer: Reviewer): Reviewed {
  const { uid } = decoded;
  switch (decoded.outcome) {
    case 'foreign':
      return plain('foreign', allow(uid));
    case 'undecodable':
      return plain('undecodable', undecodable(uid, decoded.reason));
    case 'change':
      if (isExempt(decoded.user, decoded.change, reviewer.policy)) return plain('exempt', allow(uid));
      if (isStale(decoded.change)) return plain('stale', allow(uid));
      try {
        return reviewChange(uid, decoded.change, reviewer);
      } catch (error) {
        const reason = error instanceof RuleFailure ? error.message : 'an internal error';
        return { ...plain('failed', failure(uid, reason)), error };
      }
  }
}

const plain = (outcome: Outcome, answer: AdmissionReview): Reviewed => ({ outcome, answer, findings: [] });

function isExempt(user: string, { namespace }: Change, { exemptions }: Policy): boolean {
  return exemptions.users.includes(user) || exemptions.namespaces.includes(namespace);
}

function reviewChange(uid: string, change: Change, { engine, policy, mode }: Reviewer): Reviewed {
  const mutating = change.phase === 'mutate';
  const filled =
    mutating && policy.mutate.fill.includes(mode)
      ? engine.fill(change)
      : { after: change.after, patch: noPatch, notes: [] };
  const judged = !mutating || policy.mutate.explain ? engine.judge({ ...change, after: filled.after }) : [];
  const findings = judged.map((finding) => ({ ...finding, mode: milder(finding.mode, mode) }));
  const denials = engine.byImportance(findings.filter((finding) => finding.mode === 'deny'));

  if (denials.length > 0) {
    return { outcome: 'denied', answer: deny(uid, change, denials, remarks(engine, findings)), findings };
  }
  const { warnings = [], ...rest } = remarks(engine, findings);
  const answer = allow(uid, { ...rest, warnings: [...warnings, ...filled.notes], patch: filled.patch });
  return { outcome: filled.patch.length > 0 ? 'patched' : 'allowed', answer, findings };
}

const noPatch: readonly PatchOperation[] = [];

function milder(a: ActiveMode, b: ActiveMode): ActiveMode {
  return activeModes.indexOf(a) > activeModes.indexOf(b) ? a : b;
}

function remarks(engine: Engine, findings: readonly Judged[]): Remarks {
  if (findings.length === 0) return {};
  const idsOf = (mode: ActiveMode): string[] =>
    findings.filter((finding) => finding.mode === mode).map(({ rule }) => rule);
  return {
    warnings: engine
      .byImportance(findings.filter(({ mode }) => mode === 'warn'))
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
    auditAnnotations: { 'denied-rules': idsOf('deny'), 'warned-rules': idsOf('warn'), 'audited-rules': idsOf('audit') },
  };
}

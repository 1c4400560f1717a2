import type { CauseType } from '../rules/finding.ts';
import type { Mode } from '../rules/rule.ts';

/** What a finding does: the mode of its rule. A namespace picks its own by the path that its webhook entry calls. */
export type ActiveMode = Exclude<Mode, 'off'>;
/** The strictest first. */
export const activeModes: readonly ActiveMode[] = ['deny', 'warn', 'audit'];

export const milder = (a: ActiveMode, b: ActiveMode): ActiveMode =>
  a === b || activeModes.indexOf(a) > activeModes.indexOf(b) ? a : b;

/** A finding in words, for one reader: a front end only has to print it. A text is made when it is first asked for. */
export interface Judged {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly type: CauseType;
  readonly path: string;
  /** JSON Pointer of the same field. */
  readonly pointer: string;
  readonly container?: string | undefined;
  /** Old and new value as they may be shown: short, and redacted where they may hold a secret. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What is wrong, without the path, the fix and the rule's id. */
  readonly text: string;
  readonly fix?: string | undefined;
  /** All of it in one line but the path: `container "web": 1 → 2: text; fix [rule-id]`. */
  readonly message: string;
}

/** Findings of a rule that were counted only. */
export interface Omitted {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

export interface Judgement {
  readonly findings: readonly Judged[];
  readonly omitted: readonly Omitted[];
}

import type { CauseType, Mode } from '../rules/rule.ts';

/** A finding in words, for one reader: a front end only has to print it. */
export interface Judged {
  readonly rule: string;
  readonly mode: Exclude<Mode, 'off'>;
  readonly type: CauseType;
  readonly path: string;
  /** JSON Pointer of the same field. */
  readonly pointer: string;
  readonly container?: string;
  /** Old and new value as they may be shown: short, and redacted where they may hold a secret. */
  readonly from?: string;
  readonly to?: string;
  /** What is wrong, without the path, the fix and the rule's id. */
  readonly text: string;
  readonly fix?: string;
  /** All of it in one line but the path: `container "web": 1 → 2: text; fix [rule-id]`. */
  readonly message: string;
}

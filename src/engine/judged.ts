import type { CauseType } from '../rules/finding.ts';
import type { Mode } from '../rules/rule.ts';

/** What a finding does: the mode of its rule. A namespace picks its own by the path that its webhook entry calls. */
export type ActiveMode = Exclude<Mode, 'off'>;
/** The strictest first. */
export const activeModes: readonly ActiveMode[] = ['deny', 'warn', 'audit'];

export const milder = (a: ActiveMode, b: ActiveMode): ActiveMode =>
  a === b || activeModes.indexOf(a) > activeModes.indexOf(b) ? a : b;

/** A finding in words, part by part. A text is made when it is first asked for. */
export interface Judged {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly type: CauseType;
  readonly path: string;
  /** JSON Pointer of the same field; of an entry that was removed, that of its list. */
  readonly pointer: string;
  /** Whether the key is meant that the pointer ends with, and not its value. */
  readonly isOfKey?: boolean | undefined;
  /** JSON Pointer of the field that this one contradicts. */
  readonly beside?: string | undefined;
  readonly container?: string | undefined;
  /** Old and new value as they may be shown: short, and redacted where they may hold a secret. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The type as Kubernetes' own field errors begin, with the value where it may be shown: `Invalid value: 0`. Empty for advice. */
  readonly lead: string;
  /** What is wrong and why, in whole sentences. */
  readonly text: string;
  /** What to do, in whole sentences. */
  readonly fix?: string | undefined;
}

/** All that is said of a field, without its path and without the id of the rule. */
export const sentences = ({ lead, text, fix }: Pick<Judged, 'lead' | 'text' | 'fix'>): string =>
  `${lead === '' ? '' : `${lead}: `}${[text, fix ?? ''].filter((part) => part !== '').join(' ')}`;

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

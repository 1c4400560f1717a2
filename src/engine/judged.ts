import type { CauseType } from '../rules/finding.ts';
import type { Mode } from '../rules/rule.ts';

/** What a finding does. A rule has a mode, and so does a namespace, through the path that its webhook entry calls. */
export type ActiveMode = Exclude<Mode, 'off'>;
/** The strictest mode comes first. */
export const activeModes: readonly ActiveMode[] = ['deny', 'warn', 'audit'];

export const milder = (a: ActiveMode, b: ActiveMode): ActiveMode =>
  a === b || activeModes.indexOf(a) > activeModes.indexOf(b) ? a : b;

/** Makes the sentences of a finding with shorter names. A symbol, because a report copies every other part of a finding. */
export const withNames = Symbol('withNames');
export type WithNames = (maxLength: number) => Pick<Judged, 'lead' | 'text' | 'fix'>;

/** The texts of a finding, one for each part. A text is made when it is first read. */
export interface Judged {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly type: CauseType;
  readonly path: string;
  /** JSON Pointer of the same field, or of the list if the field is an entry that was removed. */
  readonly pointer: string;
  /** Whether the finding is about the last key of the pointer and not about its value. */
  readonly isOfKey?: boolean | undefined;
  /** JSON Pointer of the field that this one contradicts. */
  readonly beside?: string | undefined;
  readonly container?: string | undefined;
  /** Old and new value in the form in which they may be shown: short, and redacted if they may contain a secret. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The beginning of a Kubernetes field error, with the value if it may be shown: `Invalid value: 0`. Empty for advice. */
  readonly lead: string;
  /** What is wrong and why, in whole sentences. */
  readonly text: string;
  /** What to do, in whole sentences. */
  readonly fix?: string | undefined;
  readonly [withNames]?: WithNames;
}

/** The whole message of a finding, without its path and the id of its rule. */
export const sentences = ({ lead, text, fix }: Pick<Judged, 'lead' | 'text' | 'fix'>): string =>
  `${lead === '' ? '' : `${lead}: `}${[text, fix ?? ''].filter((part) => part !== '').join(' ')}`;

/** Findings of a rule that were counted and not kept. */
export interface Omitted {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

export interface Judgement {
  readonly findings: readonly Judged[];
  readonly omitted: readonly Omitted[];
}

import type { Finding } from '../rules/finding.ts';
import { spaced } from '../text/line.ts';
import { modes, type Mode } from '../rules/rule.ts';

/** What a finding does. A rule has a mode, and so does a namespace, through the path that its webhook entry calls. */
export type ActiveMode = Exclude<Mode, 'off'>;
/** The strictest mode comes first. */
export const activeModes: readonly ActiveMode[] = modes.filter((mode) => mode !== 'off');

/** The position in `activeModes`: 0 is the strictest mode. */
export const rankOf = (mode: ActiveMode): number => activeModes.indexOf(mode);

export const milder = (a: ActiveMode, b: ActiveMode): ActiveMode => (rankOf(a) > rankOf(b) ? a : b);

/** The whole message of a finding, without its path and the id of its rule. */
export interface Sentences {
  /** The beginning of a Kubernetes field error, with the value if it may be shown: `Invalid value: 0`. Empty for advice. */
  readonly lead: string;
  /** What is wrong and why. */
  readonly text: string;
  /** What to do. */
  readonly fix?: string | undefined;
}

/** What may be shown of a finding: every part is short, and redacted if it may contain a secret. */
export interface Texts extends Sentences {
  readonly path: string;
  /** The name of the container that contains the field. */
  readonly container?: string | undefined;
  /** Old and new value of the field. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A message about a field: a finding of a rule, or a note of a default. */
export interface Remark {
  /** The id of the rule or the default. */
  readonly rule: string;
  /** Contains values that must not be shown. What may be shown is in `texts`. */
  readonly finding: Finding;
  /** Made once, when they are first needed. */
  readonly texts: () => Texts;
  /** The sentences with each name shortened to `maxName` characters, with its quotes. */
  readonly shortened: (maxName: number) => Sentences;
}

/** A finding of a rule, with its effective mode. */
export interface Judged extends Remark {
  readonly mode: ActiveMode;
  /** The mode that it would have in a namespace in mode `deny`. */
  readonly inModeDeny: ActiveMode;
}

export const sentences = ({ lead, text, fix }: Sentences): string =>
  `${lead === '' ? '' : `${lead}: `}${spaced(text, fix ?? '')}`;

/** Findings of a rule that were counted and not kept. */
export interface Omitted {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly count: number;
}

export interface Judgment {
  readonly findings: readonly Judged[];
  readonly omitted: readonly Omitted[];
}

/** The number of findings with this mode. An entry without a count is one finding. */
export const countOf = (
  mode: ActiveMode,
  entries: readonly { readonly mode: ActiveMode; readonly count?: number }[],
): number => entries.reduce((sum, entry) => (entry.mode === mode ? sum + (entry.count ?? 1) : sum), 0);

/** The label of a namespace that sets its mode. */
import { modes, type Mode } from '../rules/rule.ts';

export const modeLabelKey = 'podward.dev/mode';
/** Only Podward defines labels with this prefix. */
export const labelPrefix = 'podward.dev/';

export interface ModeLabel {
  /** The mode of a namespace that has no label or a label that is not a mode. */
  readonly defaultMode: Mode;
  /** Namespaces that Podward never reviews, so that the label has no effect there. */
  readonly excludedNamespaces: readonly string[];
}

export const defaultModeLabel: ModeLabel = { defaultMode: 'deny', excludedNamespaces: [] };

/** The mode that a label sets. Undefined if the label is missing or is not a mode. */
export const knownMode = (label: string | undefined): Mode | undefined => modes.find((mode) => mode === label);

/** Whether the first mode is lower. `modes` begins with the strictest one. */
export const isLower = (mode: Mode, than: Mode): boolean => modes.indexOf(mode) > modes.indexOf(than);

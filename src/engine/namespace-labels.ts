/** What Podward says about the labels of a namespace. docs/modes.md is the page of both ids. */
import { field, stringAt, type JsonObject } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import { metadataPath } from '../kubernetes/kinds.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { isLower, knownMode, labelPrefix, modeLabelKey, type ModeLabel } from '../policy/mode-label.ts';
import { modes, type Mode } from '../rules/rule.ts';
import { leadOf, supportedValues, type CauseType } from '../text/field-error.ts';
import { didYouMean, hintFor, hintForWord } from '../text/hint.ts';
import { spaced } from '../text/line.ts';
import { quoted, withShortNames } from '../text/quoted.ts';
import { showPath, showQuoted } from '../text/shown.ts';
import type { ActiveMode, Judged, Judgment, Sentences } from './judged.ts';

/** The creation or the update of a Namespace. The values of labels are strings. */
export interface NamespaceChange {
  readonly name: string;
  /** The labels of the stored Namespace. Absent on CREATE. */
  readonly before?: JsonObject;
  readonly after: JsonObject;
}

/** The ids of the findings, by what they are about. */
const ids = { mode: 'mode-label', unknown: 'unknown-label' } as const;

/** Both are on one page. */
export const namespaceFindings: readonly { readonly id: string; readonly mode: ActiveMode; readonly title: string }[] =
  [
    { id: ids.mode, mode: 'deny', title: 'Only cluster administrators may lower the mode of a namespace' },
    {
      id: ids.unknown,
      mode: 'warn',
      title: 'A label of a namespace that begins with podward.dev/ should be podward.dev/mode',
    },
  ];

/** With the number of the others, at most ten warnings. */
const maxKept = 9;

/**
 * In mode `deny`, the finding is that the change lowers the mode, or that Podward would no longer review the namespace. The API server asks only about
 * users who must not do this (charts/podward/templates/_mode-label.tpl). In other modes, the findings are about labels without effect.
 */
export function judgeNamespaceLabels(change: NamespaceChange, modeLabel: ModeLabel, mode: ActiveMode): Judgment {
  if (mode === 'deny') return { findings: refusalsOf(change, modeLabel), omitted: [] };
  const keys = uselessLabelsIn(change, modeLabel);
  const kept = keys.slice(0, maxKept);
  const rest = keys.length - kept.length;
  return {
    findings: kept.map((key) => uselessLabel(key, change, modeLabel, mode)),
    omitted: rest === 0 ? [] : [{ rule: ids.unknown, mode, count: rest }],
  };
}

const labelsPath = metadataPath.child('labels');
const modePath = labelsPath.key(modeLabelKey);

/** A lower mode comes first, unless the mode is lower only with another default mode than that of the server. */
function refusalsOf(change: NamespaceChange, modeLabel: ModeLabel): readonly Judged[] {
  const lowering = loweringIn(change, modeLabel);
  const unselecting = unselectingIn(change);
  const refusal = lowersWith(modeLabel.defaultMode, change) ? lowering : (unselecting ?? lowering);
  return refusal === undefined ? [] : [refusal];
}

/**
 * Whatever lowers the mode with any default mode is refused. The API server has already compared the modes, with the default mode and the excluded
 * namespaces of the webhook configuration, which may be newer than those of the server.
 */
function loweringIn(change: NamespaceChange, { defaultMode }: ModeLabel): Judged | undefined {
  if (!modes.some((mode) => lowersWith(mode, change))) return undefined;
  const { name, before, after } = change;
  const from = modeIn(before);
  const to = modeIn(after);
  const unlabelled = lowersWith(defaultMode, change) ? defaultMode : undefined;
  const shown = (mode: Mode | undefined): string => mode ?? unlabelled ?? 'the default mode';
  const namespace = `namespace ${quoted(name)}`;
  const target = to ?? unlabelled;
  const label = target === undefined ? `${modeLabelKey}-` : `${modeLabelKey}=${target} --overwrite`;
  return finding('deny', ids.mode, modePath, {
    lead: 'FieldValueForbidden',
    text:
      before === undefined
        ? `only a cluster administrator may create ${namespace} in mode ${shown(to)}, because the default mode is ${unlabelled ?? 'stricter'}.`
        : spaced(
            `only a cluster administrator may lower the mode of ${namespace} from ${shown(from)} to ${shown(to)}.`,
            to === undefined && unlabelled !== undefined
              ? `A namespace without a valid label is in mode ${unlabelled}.`
              : '',
          ),
    fix:
      before === undefined
        ? 'Remove the label, or ask a cluster administrator to create the namespace.'
        : `Ask a cluster administrator to run: kubectl label namespace ${inCommand(name)} ${label}.`,
  });
}

/**
 * The server does not know the namespaceSelector of the chart. The API server has found that the namespace matched it and no longer does, so
 * whatever can change this is refused, in every mode: a change of a label, except that of the mode, on which the chart accepts no selector.
 */
function unselectingIn({ name, before, after }: NamespaceChange): Judged | undefined {
  // A spread of both takes V8 four times as long.
  const removed = Object.keys(before ?? {}).filter((key) => field(after, key) === undefined);
  const changed = [...removed, ...Object.keys(after)].filter(
    (key) => key !== modeLabelKey && key !== nameLabelKey && field(after, key) !== field(before, key),
  );
  const [first] = changed;
  if (first === undefined) return undefined;
  const namespace = `namespace ${quoted(name)}`;
  return finding('deny', ids.mode, changed.length === 1 ? labelsPath.key(first) : labelsPath, {
    lead: 'FieldValueForbidden',
    text:
      before === undefined
        ? `only a cluster administrator may create ${namespace} with labels that keep Podward from reviewing it.`
        : `only a cluster administrator may change the labels of ${namespace} so that Podward no longer reviews it.`,
    fix:
      before === undefined
        ? 'Remove the labels, or ask a cluster administrator to create the namespace.'
        : 'Keep the labels, or ask a cluster administrator to change them.',
  });
}

/** The API server sets this label to the name of the namespace. */
const nameLabelKey = 'kubernetes.io/metadata.name';

const lowersWith = (defaultMode: Mode, { before, after }: NamespaceChange): boolean =>
  isLower(modeIn(after) ?? defaultMode, modeIn(before) ?? defaultMode);

const modeIn = (labels: JsonObject | undefined): Mode | undefined => knownMode(stringAt(labels, modeLabelKey));

/** The keys of labels that are new or changed, and do not have the effect that their author expects. A Namespace may have 140,000 of them. */
const uselessLabelsIn = ({ name, before = {}, after }: NamespaceChange, modeLabel: ModeLabel): readonly string[] =>
  Object.keys(after).filter(
    (key) =>
      key.startsWith(labelPrefix) &&
      field(after, key) !== field(before, key) &&
      (key !== modeLabelKey || modeLabel.excludedNamespaces.includes(name) || modeIn(after) === undefined),
  );

function uselessLabel(key: string, { name, after }: NamespaceChange, modeLabel: ModeLabel, mode: ActiveMode): Judged {
  if (key !== modeLabelKey) return unknownLabel(key, mode);
  if (modeLabel.excludedNamespaces.includes(name)) return labelOfExcluded(name, mode);
  return notMode(stringAt(after, key) ?? '', modeLabel, mode);
}

const notMode = (value: string, { defaultMode }: ModeLabel, mode: ActiveMode): Judged =>
  finding(mode, ids.mode, modePath, {
    lead: 'FieldValueNotSupported',
    value,
    text: `${supportedValues(modes)} Without one of them, the namespace is in mode ${defaultMode}.`,
    fix: value === offInYaml ? didYouMean(['off']) : hintForWord(value, modes),
  });

/** YAML 1.1 reads an unquoted `off` as this value. */
const offInYaml = 'false';

const labelOfExcluded = (name: string, mode: ActiveMode): Judged =>
  finding(mode, ids.mode, modePath, {
    text: `Podward never reviews namespace ${quoted(name)}, so the label has no effect.`,
    fix: `Remove the label: kubectl label namespace ${inCommand(name)} ${modeLabelKey}-.`,
  });

const unknownLabel = (key: string, mode: ActiveMode): Judged =>
  finding(mode, ids.unknown, labelsPath.key(key), {
    lead: 'FieldValueNotFound',
    value: key,
    text: 'Podward has no label with this name.',
    fix:
      hintFor(key.slice(labelPrefix.length), [modeLabelKey.slice(labelPrefix.length)], labelPrefix) ||
      `The only label of Podward is ${modeLabelKey}.`,
  });

const inCommand = (name: string): string => (isDnsLabel(name) ? name : 'NAMESPACE');

interface Worded {
  readonly lead?: CauseType;
  readonly value?: string;
  readonly text: string;
  readonly fix: string;
}

function finding(mode: ActiveMode, rule: string, path: FieldPath, { lead, value, text, fix }: Worded): Judged {
  const written = value === undefined ? undefined : showQuoted(value);
  const sentences = (shorten: (text: string) => string): Sentences => ({
    lead: lead === undefined ? '' : leadOf(lead, written === undefined ? undefined : shorten(written)),
    text: shorten(text),
    fix: fix === '' ? undefined : fix,
  });
  return {
    rule,
    mode,
    inModeDeny: mode,
    finding: { type: lead ?? 'FieldValueInvalid', path, messageId: rule, data: {}, shown: {} },
    texts: () => ({ path: showPath(path), ...sentences((whole) => whole) }),
    shortened: (maxName) => sentences((whole) => withShortNames(whole, maxName)),
  };
}

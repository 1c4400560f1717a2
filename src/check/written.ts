/** Findings about the text of a file, and the findings that follow from them. */
import type { Change } from '../change/change.ts';
import type { Decision } from '../engine/decide.ts';
import type { Engine } from '../engine/engine.ts';
import type { Filled } from '../engine/fill.ts';
import { milder, type ActiveMode, type Judged, type Omitted, type Remark } from '../engine/judged.ts';
import { causes, isConsequence } from '../rules/files/consequences.ts';
import { files } from '../rules/files/index.ts';
import { knownFields } from '../rules/files/known-fields.ts';
import { asMeant } from '../rules/files/meaning.ts';

const ofTheFile: ReadonlySet<string> = new Set(files.rules.map(({ id }) => id));

/** Whether the path of the rule's findings is a path in the file, and not in the object that is made of it. */
export const isOfTheFile = ({ rule }: Judged): boolean => ofTheFile.has(rule);

/** Whether some of the findings that were only counted may follow from others. */
export const mayHaveConsequences = (omitted: readonly Omitted[]): boolean =>
  omitted.some(({ rule }) => causes.has(rule));

/**
 * One mistake in the file is reported once. If the type of a field is wrong, the findings of other rules on its value are omitted. If a
 * field is misspelled or misplaced, the findings on its absence are omitted, and so are the notes about defaults that would not be added to
 * the object that its author meant. A finding with a stricter mode than its cause is kept, so that the exit status does not change.
 */
export function withoutConsequences(decision: Decision, requested: Change, engine: Engine): Decision {
  const { change, findings, filled } = decision;
  const modeOf = (id: string): ActiveMode | undefined => findings.find(({ rule }) => rule === id)?.mode;
  const found = [...causes].flatMap(([id, placesIn]) => {
    const mode = modeOf(id);
    return mode === undefined ? [] : [{ mode, places: placesIn(change) }];
  });
  const follows = ({ finding, mode }: Judged): boolean =>
    found.some((cause) => milder(mode, cause.mode) === mode && isConsequence(finding, cause.places));
  return {
    ...decision,
    findings: findings.filter((finding) => isOfTheFile(finding) || !follows(finding)),
    filled: modeOf(knownFields.id) === undefined ? filled : withoutNotesOnMistakes(filled, requested, engine),
  };
}

/** Keeps the notes that the object would also have if its misspelled and misplaced fields were where they belong. */
function withoutNotesOnMistakes(filled: Filled, requested: Change, engine: Engine): Filled {
  if (filled.notes.length === 0) return filled;
  const keyOf = ({ rule, finding }: Remark): string => `${rule} ${finding.path.pointer()}`;
  const meant = engine.fill({
    ...requested,
    after: asMeant(requested.after, requested.kind, engine.policy.servers[0].minor),
  });
  const kept = new Set(meant.notes.map(keyOf));
  return {
    ...filled,
    notes: filled.notes.filter((note) => kept.has(keyOf(note))),
    moreNotes: Math.min(filled.moreNotes, meant.moreNotes),
  };
}

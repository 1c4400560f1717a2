/** Findings about what a file says, and what they make of the others. */
import type { Judged, Omitted } from '../engine/judged.ts';
import { mistakesIn } from '../kubernetes/schema/type-mistakes.ts';
import type { Change } from '../change/change.ts';
import { fieldTypes } from '../rules/files/field-types.ts';
import { duplicateKeys } from '../rules/files/duplicate-keys.ts';
import { knownFields } from '../rules/files/known-fields.ts';

const ofTheFile = new Set([fieldTypes, knownFields, duplicateKeys].map(({ id }) => id));

/** Whether the path of the rule's findings is one in the file, and not in the object that is made of it. */
export const isOfTheFile = ({ rule }: Judged): boolean => ofTheFile.has(rule);

/**
 * Of a field whose type is wrong nothing else is said: whatever a rule made of its value is not what was meant. The same goes for where
 * the server's defaults copied the value to, as from limits to requests.
 */
export function withoutConsequences(findings: readonly Judged[], { after, kind }: Change): readonly Judged[] {
  const wrong = new Set(findings.filter(({ rule }) => rule === fieldTypes.id).map(({ pointer }) => pointer));
  if (wrong.size === 0) return findings;
  for (const mistake of mistakesIn(after, kind)) if (mistake.kind === 'type') wrong.add(mistake.path.pointer());
  return findings.filter((finding) => isOfTheFile(finding) || !isAtOrBelow(finding.pointer, wrong));
}

/** Whether some of the findings could be left out of those that were counted only. */
export const mayHaveConsequences = (omitted: readonly Omitted[]): boolean =>
  omitted.some(({ rule }) => rule === fieldTypes.id);

function isAtOrBelow(pointer: string, places: ReadonlySet<string>): boolean {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (places.has(at)) return true;
  return false;
}

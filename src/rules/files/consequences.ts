/** Which findings of other rules follow from a mistake in a file. */
import type { Change } from '../../change/change.ts';
import { isList, isObject, isSet, type Json } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';
import { mistakesIn } from '../../kubernetes/schema/type-mistakes.ts';
import { placeOf, type Finding } from '../finding.ts';
import { fieldTypes } from './field-types.ts';
import { knownFields } from './known-fields.ts';
import { unknownFieldsIn } from './meaning.ts';

/** JSON Pointers. */
interface Places {
  /** Fields whose value has the wrong type, or belongs to a misspelled or misplaced field, and fields of other versions. */
  readonly fields: ReadonlySet<string>;
  /** Fields that would exist without the mistake, and the fields around them. */
  readonly missed: ReadonlySet<string>;
  /** The fields around those with a wrong type, which other fields are compared with. */
  readonly around: ReadonlySet<string>;
  /** Objects with a mistake in one of their fields. */
  readonly objects: ReadonlySet<string>;
  /** The names of the lists among the fields, and of the lists whose entries have such a name. */
  readonly lists: ReadonlySet<string>;
}

/** The rules from whose findings others follow, by id. */
export const causes: ReadonlyMap<string, (change: Change) => Places> = new Map([
  [fieldTypes.id, wrongTypes],
  [knownFields.id, meantFields],
]);

/** The object as it is written in the file, and as it is judged: defaults may have copied values, for example from limits to requests. */
const objectsOf = ({ written, after }: Change): readonly Json[] => [written?.object ?? after, after];

function wrongTypes(change: Change): Places {
  const [fields, around] = [new Set<string>(), new Set<string>()];
  for (const object of objectsOf(change)) {
    for (const mistake of mistakesIn(object, change.kind, change.facts.minor)) {
      if (mistake.kind !== 'type') continue;
      fields.add(mistake.path.pointer());
      for (let at = mistake.path.parent; at.depth > 0; at = at.parent) around.add(at.pointer());
    }
  }
  return { fields, around, missed: new Set(), objects: new Set(), lists: listsIn(fields) };
}

function meantFields(change: Change): Places {
  const [fields, missed, objects] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const object of objectsOf(change)) {
    for (const [{ path }, meaning] of unknownFieldsIn(object, change.kind, change.facts.minor)) {
      for (const meant of meaning?.paths ?? []) {
        if (meant === path || isEmpty(valueAt(object, meant))) fields.add(meant.pointer());
        for (let at = meant; at.depth > 0; at = at.parent) missed.add(at.pointer());
        for (const { parent } of [path, meant]) objects.add(parent.pointer());
      }
    }
  }
  return { fields, around: new Set(), missed, objects, lists: listsIn(fields) };
}

function isEmpty(value: Json | undefined): boolean {
  if (isList(value)) return value.length === 0;
  return !isSet(value) || (isObject(value) && Object.keys(value).length === 0);
}

/** Whether the finding follows from the mistakes at these places. */
export function isConsequence(finding: Finding, { fields, around, missed, objects, lists }: Places): boolean {
  const pointer = placeOf(finding).pointer();
  const beside = finding.beside?.pointer() ?? '';
  if (isAtOrBelow(pointer, fields) || isAtOrBelow(beside, fields) || around.has(beside)) return true;
  if (finding.type === 'FieldValueRequired') return missed.has(pointer);
  // These findings are about a whole object: an empty selector, a probe without a handler.
  if (finding.type === 'FieldValueInvalid') return objects.has(pointer);
  return finding.type === 'FieldValueNotFound' && pointer.split('/').some((name) => lists.has(lookups.get(name) ?? ''));
}

function isAtOrBelow(pointer: string, places: ReadonlySet<string>): boolean {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (places.has(at)) return true;
  return false;
}

/** By the name of a field, the list in which the name in it is looked up. */
const lookups: ReadonlyMap<string, string> = new Map([
  ['volumeMounts', 'volumes'],
  ['volumeDevices', 'volumes'],
  ['fileKeyRef', 'volumes'],
  ['claims', 'resourceClaims'],
  ['targetContainerName', 'containers'],
]);

const list = /\/(\w+)(?:\/\d+\/name)?$/;

function listsIn(fields: Iterable<string>): Set<string> {
  const lists = new Set<string>();
  for (const field of fields) lists.add(list.exec(field)?.[1] ?? '');
  lists.delete('');
  return lists;
}

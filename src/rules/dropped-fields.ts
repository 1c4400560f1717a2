import { isObject, type Json } from '../pod/json.ts';
import type { FieldPath } from '../pod/path.ts';
import type { VersionFacts } from './versions.ts';

/** Whether what was added is dropped in silence by this version of the API server, alone or with the object around it. */
export function isDropped(name: string | number, value: Json | undefined, { droppedFields }: VersionFacts): boolean {
  if (droppedFields.includes(String(name))) return true;
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 && names.every((field) => droppedFields.includes(field));
}

/** The same of a field at its place, for names that other fields have too. */
export function isDroppedAt(path: FieldPath, value: Json | undefined, facts: VersionFacts): boolean {
  const { last, parent } = path;
  const owner = typeof parent.last === 'number' ? parent.parent.last : parent.last;
  return isDropped(last, value, facts) || facts.droppedFields.includes(`${owner}.${last}`);
}

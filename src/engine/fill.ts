import fastJsonPatch from 'fast-json-patch';
import type { Addition, Default } from '../defaults/default.ts';
import { copyOf, type Json, type JsonObject } from '../json/json.ts';
import { entryAt, valueAt, type FieldPath } from '../json/path.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../change/change.ts';
import { RuleFailure } from './failure.ts';
import type { Note, Notes } from './notes.ts';

/** RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: Json;
}

export interface Filled {
  /** The object with what was added: the patch was applied to it, by the library that makes it. */
  readonly after: JsonObject;
  /** Turns the object as it came into `after`; empty where nothing was added. */
  readonly patch: readonly PatchOperation[];
  /** What was added, and what will be added to the Pods of a workload, in words for the user: the first of them, and their count. */
  readonly notes: readonly Note[];
  /** How many further notes were counted only. */
  readonly moreNotes: number;
}

/**
 * Runs the defaults one after the other, each on the result of the last. The object is copied once, before the first addition. A patch
 * that does not apply is a 500 to the user even under failurePolicy Ignore: what cannot be applied to the copy is a failure here.
 */
export function fillIn(
  change: Change,
  defaults: readonly Default[],
  policy: Policy,
  notes: Notes,
): Omit<Filled, 'notes' | 'moreNotes'> {
  const patch: PatchOperation[] = [];
  let after = change.after;
  for (const item of defaults) {
    try {
      // All of them before the first is applied, so that the default does not meet its own additions.
      const additions: Addition[] = [...item.fill({ ...change, after }, policy.defaults.get(item.id)!.options)];
      for (const { path, value, note } of additions) {
        if (isBlocked(after, path)) continue;
        if (after === change.after) after = copyOf(change.after);
        for (const operation of operationsFor(after, path, value)) {
          patch.push(operation);
          apply(after, operation);
        }
        if (note !== undefined) notes.add(note, item);
      }
    } catch (error) {
      throw new RuleFailure('default', item.id, error);
    }
  }
  return { after, patch };
}

/** In place. The value is copied, since a later operation may reach into it, and the patch must stay as it is. */
function apply(object: JsonObject, operation: PatchOperation): void {
  const copy = { ...operation, value: copyOf(operation.value) };
  fastJsonPatch.applyOperation(object, copy as never, true, true);
}

/** The addition, after the objects that its path needs and that are absent or null. */
function operationsFor(object: JsonObject, path: FieldPath, value: Json): PatchOperation[] {
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value }];
}

/** Whether something that is no object, or a list where an object belongs, is in the way. Only files hold such objects. */
function isBlocked(object: JsonObject, path: FieldPath): boolean {
  let value: Json | undefined = object;
  for (const segment of path.segments()) {
    if (value === undefined || value === null) return false;
    if (typeof value !== 'object' || Array.isArray(value) !== (typeof segment === 'number')) return true;
    value = entryAt(value, segment);
  }
  return false;
}

function missingParents(object: JsonObject, path: FieldPath): PatchOperation[] {
  if (path.segments().length === 0 || valueAt(object, path) != null) return [];
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value: {} }];
}

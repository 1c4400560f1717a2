import type { Addition, Default } from '../defaults/default.ts';
import { copyOf, type Json, type JsonObject } from '../json/json.ts';
import { applyPatch, type PatchOperation } from '../json/patch.ts';
import { valueAt, valueBelow, type FieldPath } from '../json/path.ts';
import type { Options } from '../rules/rule.ts';
import type { Change } from '../change/change.ts';
import { attempt } from './failure.ts';
import type { Remark } from './judged.ts';
import type { Notes } from './notes.ts';

/** A default that is on, with its options from the policy. */
export interface ActiveDefault {
  readonly item: Default;
  readonly options: Options;
}

export interface Filled {
  /** The object after the additions. */
  readonly after: JsonObject;
  /** Turns the original object into `after`. Empty if nothing was added. */
  readonly patch: readonly PatchOperation[];
  /** IDs of the defaults that added something. */
  readonly applied: readonly string[];
  /** Messages for the user about what was added, and what will be added to the Pods of a workload. Only the first ones are kept. */
  readonly notes: readonly Remark[];
  /** How many further notes were counted and not kept. */
  readonly moreNotes: number;
}

/**
 * Runs the defaults one after another, each on the result of the previous one. The object is copied once, before the first addition. If a
 * patch cannot be applied to the copy, that is a failure here, because kube-apiserver would return 500 for it even with failurePolicy Ignore.
 */
export function fillIn(
  change: Change,
  defaults: readonly ActiveDefault[],
  notes: Notes,
): Omit<Filled, 'notes' | 'moreNotes'> {
  const patch: PatchOperation[] = [];
  const applied: string[] = [];
  let after = change.after;
  for (const { item, options } of defaults) {
    attempt('default', item.id, () => {
      // All additions are collected before the first one is applied, so that the default does not see its own additions.
      const additions: Addition[] = [...item.fill({ ...change, after }, options)];
      const before = patch.length;
      for (const { path, value, note } of additions) {
        if (isBlocked(after, path)) continue;
        if (after === change.after) after = copyOf(change.after);
        for (const operation of operationsFor(after, path, value)) {
          patch.push(operation);
          applyPatch(after, operation);
        }
        if (note !== undefined) notes.add(note, item);
      }
      if (patch.length > before) applied.push(item.id);
    });
  }
  return { after, patch, applied };
}

/** The operations that add the value, preceded by those that add the missing objects on its path. */
function operationsFor(object: JsonObject, path: FieldPath, value: Json): PatchOperation[] {
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value }];
}

/** Whether a value on the path has the wrong type. Only files can contain such objects. */
function isBlocked(object: JsonObject, path: FieldPath): boolean {
  let value: Json | undefined = object;
  for (const segment of path.segments()) {
    if (value == null) return false;
    if (typeof value !== 'object' || Array.isArray(value) !== (typeof segment === 'number')) return true;
    value = valueBelow(value, segment);
  }
  return false;
}

function missingParents(object: JsonObject, path: FieldPath): PatchOperation[] {
  if (valueAt(object, path) != null) return [];
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value: {} }];
}

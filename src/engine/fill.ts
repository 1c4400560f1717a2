import fastJsonPatch from 'fast-json-patch';
import type { Default } from '../defaults/default.ts';
import type { Json, JsonObject } from '../pod/json.ts';
import { valueAt, type FieldPath } from '../pod/path.ts';
import { same } from '../pod/difference.ts';
import { showPath, showText } from '../pod/value.ts';
import type { Policy } from '../policy/policy.ts';
import type { Change } from '../rules/rule.ts';
import { RuleFailure } from './failure.ts';

/** RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: Json;
}

export interface Filled {
  /** The object with what was added. */
  readonly after: JsonObject;
  /** Turns the object as it came into `after`; empty where nothing was added. */
  readonly patch: readonly PatchOperation[];
  /** What was added, in words for the user. */
  readonly notes: readonly string[];
}

/** Room for a sentence with the name of a container in it. */
const maxNote = 400;

/** Runs the defaults one after the other, each on the result of the last. */
export function fillIn(change: Change, defaults: readonly Default[], policy: Policy): Filled {
  const patch: PatchOperation[] = [];
  const notes: string[] = [];
  let after = change.after;
  for (const item of defaults) {
    try {
      for (const { path, value, note } of item.fill({ ...change, after }, policy.defaults.get(item.id)!.options)) {
        const operations = addition(after, path, value);
        if (operations.length === 0) continue;
        patch.push(...operations);
        if (note !== undefined) notes.push(`${showPath(path)}: ${showText(note, maxNote)} [${item.id}]`);
        after = apply(after, operations);
      }
    } catch (error) {
      throw new RuleFailure(item.id, error);
    }
  }
  verify(change.after, patch, after);
  return { after, patch, notes };
}

/** A patch that does not apply is a 500 to the user even under failurePolicy Ignore, so it is tried here first. */
function verify(original: JsonObject, patch: readonly PatchOperation[], expected: JsonObject): void {
  if (patch.length > 0 && !same(apply(original, patch), expected))
    throw new RuleFailure('defaults', new Error('unstable patch'));
}

/** fast-json-patch puts the very values of the patch into the document, where a later operation would change them in both. */
function apply(object: JsonObject, patch: readonly PatchOperation[]): JsonObject {
  return fastJsonPatch.applyPatch(object, structuredClone(patch) as never, true, false).newDocument;
}

/** The addition, after the objects that its path needs and that are absent or null. */
function addition(object: JsonObject, path: FieldPath, value: Json): PatchOperation[] {
  if (isBlocked(object, path)) return [];
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value }];
}

/** Whether something that is no object, or a list where an object belongs, is in the way. Only files hold such objects. */
function isBlocked(object: JsonObject, path: FieldPath): boolean {
  let value: Json | undefined = object;
  for (const segment of path.segments()) {
    if (value === undefined || value === null) return false;
    if (typeof value !== 'object' || Array.isArray(value) !== (typeof segment === 'number')) return true;
    value = Object.hasOwn(value, segment) ? (value as Record<string | number, Json>)[segment] : undefined;
  }
  return false;
}

function missingParents(object: JsonObject, path: FieldPath): PatchOperation[] {
  if (path.segments().length === 0 || valueAt(object, path) != null) return [];
  return [...missingParents(object, path.parent), { op: 'add', path: path.pointer(), value: {} }];
}

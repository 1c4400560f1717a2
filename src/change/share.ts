/** Takes what an update does not change from the old object. */
import { isContainerList } from '../kubernetes/pod/containers.ts';
import { same } from '../kubernetes/schema/difference.ts';
import { below, entryOf, shapeOf, type Shape } from '../kubernetes/schema/shape.ts';
import { withObjectAt } from '../json/edit.ts';
import { field, isList, isObject, namesOf, type Json, type JsonObject } from '../json/json.ts';
import { objectAtPath } from '../json/path.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import type { Change } from './change.ts';

const ofSpec = shapeOf('PodSpec');

/**
 * The change, in which every unchanged field of the Pod's spec and every unchanged container is taken from the old object. Unchanged
 * values are then identical, so that no other code has to compare them again. `addObjectFields` in views.ts compares what is around a template.
 */
export function shareUnchanged(change: Change): Change {
  if (change.before === undefined) return change;
  const path = kindFacts(change.kind).podPath.child('spec');
  const before = objectAtPath(change.before, path);
  return { ...change, after: withObjectAt(change.after, path, (spec) => sharedSpec(before, spec)) };
}

function sharedSpec(before: JsonObject, after: JsonObject): JsonObject {
  return shared(before, after, (from, to, name) => {
    if (isContainerList(name) && isList(from) && isList(to)) return sharedList(from, to, entryOf(below(ofSpec, name)));
    return same(from, to, below(ofSpec, name)) ? from : to;
  });
}

/** The new object, with its fields replaced by `sharedField`. If all fields are the old ones, it is the old object. */
function shared(
  before: JsonObject,
  after: JsonObject,
  sharedField: (from: Json | undefined, to: Json | undefined, name: string) => Json | undefined,
): JsonObject {
  const taken: [string, Json | undefined][] = [];
  let changed = false;
  for (const name of namesOf(before, after)) {
    const from = field(before, name);
    const to = field(after, name);
    if (from === to) continue;
    const kept = sharedField(from, to, name);
    if (kept !== from) changed = true;
    if (kept !== to) taken.push([name, kept]);
  }
  if (!changed) return before;
  return { ...after, ...Object.fromEntries(taken) };
}

function sharedList(before: readonly Json[], after: readonly Json[], shape: Shape): readonly Json[] {
  const entries = after.map((entry, i) => sharedContainer(before[i], entry, shape));
  return entries.length === before.length && entries.every((entry, i) => entry === before[i]) ? before : entries;
}

/** A changed container, in which each unchanged field is taken from the old container. */
function sharedContainer(before: Json | undefined, after: Json, shape: Shape): Json {
  if (!isObject(before) || !isObject(after)) return after;
  return shared(before, after, (from, to, name) => (same(from, to, below(shape, name)) ? from : to));
}

/** Finds the Pod or template inside the old and the new object, and which of its fields changed. */
import { containerLists, containersOf, type Container } from '../kubernetes/pod/containers.ts';
import { same } from '../kubernetes/schema/difference.ts';
import { below, entryOf, shapeOf, type Shape } from '../kubernetes/schema/shape.ts';
import { field, get, isList, isObject, listAt, objectAt, type Json, type JsonObject } from '../json/json.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import type { Change, PodView } from './change.ts';

/** Prefixes in `PodRule.reads` for the fields of the metadata and of containers. */
const ofMetadata = 'metadata.';
export const ofContainers = 'containers.';
/** A container was added, removed, moved or renamed. All its fields count as new. */
export const containersDiffer = `${ofContainers}*`;

const ofSpec = shapeOf('PodSpec');
const ofObjectMeta = shapeOf('ObjectMeta');

/** The same Pod before and after. */
interface Pair {
  readonly before: PodView;
  readonly after: PodView;
}

export interface Views {
  readonly after: PodView;
  /** The fields of `PodRule.reads` that are new: on CREATE those that are set, on UPDATE those that changed. */
  readonly changed: ReadonlySet<string>;
  /** On UPDATE, both views, and the same with only the changed containers in `changedContainers`. */
  readonly update?: Pair & { readonly changedOnly: () => Pair };
}

/**
 * The change, in which every unchanged field of the Pod's spec and every unchanged container is taken from the old object. Unchanged
 * values are then identical, so that no other code has to compare them again. This is the only deep comparison of a change.
 */
export function shareUnchanged(change: Change): Change {
  if (change.before === undefined) return change;
  const path = kindFacts(change.kind).podPath.child('spec').segments().map(String);
  const spec = get(change.after, ...path);
  if (!isObject(spec)) return change;
  return { ...change, after: replaceAt(change.after, path, sharedSpec(objectAt(change.before, ...path), spec)) };
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

const isContainerList = (name: string): boolean => (containerLists as readonly string[]).includes(name);

function replaceAt(object: JsonObject, [name, ...rest]: readonly string[], value: JsonObject): JsonObject {
  return name === undefined ? value : { ...object, [name]: replaceAt(objectAt(object, name), rest, value) };
}

/** Expects a change that went through `shareUnchanged`. */
export function podViews(change: Change): Views {
  if (change.before === undefined) {
    const after = podView(change, change.after);
    return { after, changed: presentFields(after) };
  }
  // The stored Pod is the same for both views, so that a rule that reads it has the same findings on both.
  const before = podView({ ...change, after: change.before }, change.before);
  const after = podView(change, change.after, before);
  let changedOnly: Pair | undefined;
  const update = { before, after, changedOnly: () => (changedOnly ??= withChangedOnly(before, after)) };
  return { after, changed: changedFields(before, after), update };
}

function changedFields(before: PodView, after: PodView): Set<string> {
  const changed = new Set<string>();
  for (const name of namesOf(before.spec, after.spec)) {
    if (field(before.spec, name) !== field(after.spec, name)) changed.add(name);
  }
  for (const list of containerLists) addContainerFields(listAt(before.spec, list), listAt(after.spec, list), changed);
  if (changed.size > 0) changed.add('spec');
  // The fields around a template are not compared: they count as changed.
  if (after.kind !== 'Pod') changed.add('workload');
  for (const name of namesOf(before.metadata, after.metadata)) {
    // managedFields is large and changes with nearly every request, and no rule reads it, so comparing it is not worth the cost.
    const isChanged =
      name === 'managedFields' ||
      !same(field(before.metadata, name), field(after.metadata, name), below(ofObjectMeta, name));
    if (isChanged) changed.add(ofMetadata + name);
  }
  return changed;
}

function namesOf(a: JsonObject, b: JsonObject): string[] {
  const names = Object.keys(a);
  for (const name of Object.keys(b)) if (!Object.hasOwn(a, name)) names.push(name);
  return names;
}

function presentFields({ metadata, spec, containers }: PodView): Set<string> {
  const present = new Set(['spec', 'workload', ...Object.keys(spec)]);
  for (const name of Object.keys(metadata)) present.add(ofMetadata + name);
  const fields = new Set<string>();
  for (const { value } of containers) for (const name of Object.keys(value)) fields.add(name);
  for (const name of fields) present.add(ofContainers + name);
  return present;
}

/** Adds `containers.image` if the image of any container changed. */
function addContainerFields(before: readonly Json[], after: readonly Json[], changed: Set<string>): void {
  if (before.length !== after.length) changed.add(containersDiffer);
  for (const [i, to] of after.entries()) {
    const from = before[i];
    if (from === to) continue;
    if (!isObject(from) || !isObject(to) || from['name'] !== to['name']) changed.add(containersDiffer);
    else
      for (const name of namesOf(from, to)) if (field(from, name) !== field(to, name)) changed.add(ofContainers + name);
  }
}

function withChangedOnly(before: PodView, after: PodView): Pair {
  const old = new Set(before.containers.map(({ value }) => value));
  const sent = new Set(after.containers.map(({ value }) => value));
  const isChanged = ({ value }: Container): boolean => !(old.has(value) && sent.has(value));
  return {
    before: { ...before, changedContainers: before.containers.filter(isChanged) },
    after: { ...after, changedContainers: after.containers.filter(isChanged) },
  };
}

/** The Pod or template inside one object of the change, old or new. `before` is the view of the stored one, if it exists already. */
export function podView(change: Change, object: JsonObject, before?: PodView): PodView {
  const { podPath } = kindFacts(change.kind);
  const pod = objectAt(object, ...podPath.segments().map(String));
  const spec = objectAt(pod, 'spec');
  const specPath = podPath.child('spec');
  const containers = [...containersOf(spec, specPath)];
  const view: { -readonly [N in keyof PodView]: PodView[N] } = {
    kind: change.kind,
    metadata: objectAt(pod, 'metadata'),
    spec,
    metadataPath: podPath.child('metadata'),
    specPath,
    containers,
    changedContainers: containers,
    change,
  };
  if (change.before === object) view.before = view;
  else if (change.before !== undefined) {
    view.before = before ?? podView({ ...change, after: change.before }, change.before);
  }
  return view;
}

/** The Pod or template inside the old and the new object, and what of it changed. */
import { containerLists, containersOf, type Container } from '../pod/containers.ts';
import { same } from '../pod/difference.ts';
import { field, isList, isObject, objectAt, type Json, type JsonObject } from '../pod/json.ts';
import { kindFacts } from '../pod/kinds.ts';
import type { Change, PodView } from '../rules/rule.ts';

export interface Views {
  readonly after: PodView;
  readonly before?: PodView;
  /** What of `PodRule.reads` is new: on CREATE all that is there, on UPDATE what changed. */
  readonly changed: ReadonlySet<string>;
}

/**
 * The change with each field of the Pod's spec and each container that stayed the same taken from the old object. What is the same is
 * then the very same value, so that nobody has to look inside it again: the one deep comparison of a change is made here.
 */
export function shareUnchanged(change: Change): Change {
  if (change.before === undefined) return change;
  const path = kindFacts(change.kind).podPath.child('spec').segments().map(String);
  const spec = field(objectAt(change.after, ...path.slice(0, -1)), 'spec');
  const old = objectAt(change.before, ...path);
  // A spec of the wrong type stays what it is.
  return spec === undefined || objectAt(change.after, ...path) !== spec
    ? change
    : { ...change, after: replaceAt(change.after, path, sharedSpec(old, spec)) };
}

function sharedSpec(before: JsonObject, after: JsonObject): JsonObject {
  const shared: Record<string, Json | undefined> = { ...after };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const from = field(before, name);
    const to = field(after, name);
    if (isContainerList(name) && isList(from) && isList(to)) shared[name] = sharedList(from, to);
    else if (from !== to && same(from, to, name, 'spec')) shared[name] = from;
  }
  return shared;
}

function sharedList(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  const shared = after.map((entry, i) => sharedContainer(before[i], entry));
  return shared.length === before.length && shared.every((entry, i) => entry === before[i]) ? before : shared;
}

/** Of a container that changed, each field that did not. */
function sharedContainer(before: Json | undefined, after: Json): Json {
  if (before === undefined || !isObject(before) || !isObject(after)) return after;
  const shared: Record<string, Json | undefined> = { ...after };
  let changed = false;
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const from = field(before, name);
    const to = field(after, name);
    if (from === to || same(from, to, name)) shared[name] = from;
    else changed = true;
  }
  return changed ? shared : before;
}

const isContainerList = (name: string): boolean => (containerLists as readonly string[]).includes(name);

function replaceAt(object: JsonObject, [name, ...rest]: readonly string[], value: JsonObject): JsonObject {
  return name === undefined ? value : { ...object, [name]: replaceAt(objectAt(object, name), rest, value) };
}

/** For a change that went through `shareUnchanged`. */
export function podViews(change: Change): Views {
  if (change.before === undefined) {
    const after = podView(change, change.after);
    return { after, changed: presentFields(after) };
  }
  const before = podView(change, change.before);
  const after = podView(change, change.after);
  const changed = new Set<string>();
  for (const name of new Set([...Object.keys(before.spec), ...Object.keys(after.spec)])) {
    if (field(before.spec, name) !== field(after.spec, name)) changed.add(name);
  }
  const views = [...changed].every(isContainerList) ? withChangedOnly(before, after) : { before, after };
  for (const list of containerLists)
    if (changed.has(list)) addContainerFields(before.spec[list], after.spec[list], changed);
  if (changed.size > 0) changed.add('spec');
  if (change.kind !== 'Pod') changed.add('workload');
  for (const map of ['labels', 'annotations'] as const) {
    if (!same(before.metadata[map], after.metadata[map], map)) changed.add(`metadata.${map}`);
  }
  return { ...views, changed };
}

function presentFields({ spec, containers }: PodView): Set<string> {
  const present = new Set(['spec', 'workload', 'metadata.labels', 'metadata.annotations', ...Object.keys(spec)]);
  const ofContainers = new Set(containers.flatMap(({ value }) => Object.keys(value)));
  for (const name of ofContainers) present.add(`containers.${name}`);
  return present;
}

/** `containers.image` where the image of some container changed; `containers.*` where a container came, went or moved. */
function addContainerFields(before: Json | undefined, after: Json | undefined, changed: Set<string>): void {
  const [old, sent] = [isList(before) ? before : [], isList(after) ? after : []];
  for (let i = 0; i < Math.max(old.length, sent.length); i++) {
    const [from, to] = [old[i], sent[i]];
    if (from === to) continue;
    if (!isObject(from) || !isObject(to) || from['name'] !== to['name']) changed.add('containers.*');
    else
      for (const name of Object.keys({ ...from, ...to }))
        if (field(from, name) !== field(to, name)) changed.add(`containers.${name}`);
  }
}

function withChangedOnly(before: PodView, after: PodView): { before: PodView; after: PodView } {
  const old = new Set(before.containers.map(({ value }) => value));
  const sent = new Set(after.containers.map(({ value }) => value));
  const isChanged = ({ value }: Container): boolean => !(old.has(value) && sent.has(value));
  return {
    before: { ...before, changedContainers: before.containers.filter(isChanged) },
    after: { ...after, changedContainers: after.containers.filter(isChanged) },
  };
}

export function podView(change: Change, object: JsonObject): PodView {
  const { podPath } = kindFacts(change.kind);
  const pod = objectAt(object, ...podPath.segments().map(String));
  const spec = objectAt(pod, 'spec');
  const specPath = podPath.child('spec');
  const containers = [...containersOf(spec, specPath)];
  return {
    kind: change.kind,
    metadata: objectAt(pod, 'metadata'),
    spec,
    metadataPath: podPath.child('metadata'),
    specPath,
    containers,
    changedContainers: containers,
    change,
  };
}

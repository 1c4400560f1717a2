/** The Pod or template inside the old and the new object, and what of it changed. */
import { containerLists, containersOf, type Container } from '../pod/containers.ts';
import { same } from '../pod/difference.ts';
import { field, isList, objectAt, type Json, type JsonObject } from '../pod/json.ts';
import { kindFacts } from '../pod/kinds.ts';
import type { Change, PodView } from '../rules/rule.ts';

export interface Views {
  readonly after: PodView;
  readonly before?: PodView;
  readonly changed: { readonly spec: boolean; readonly labels: boolean; readonly object: boolean };
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
    : { ...change, after: replaceAt(change.after, path, sharedSpec(old, spec as JsonObject)) };
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
  const shared = after.map((entry, i) => (i < before.length && same(before[i], entry) ? before[i]! : entry));
  return shared.length === before.length && shared.every((entry, i) => entry === before[i]) ? before : shared;
}

const isContainerList = (name: string): boolean => (containerLists as readonly string[]).includes(name);

function replaceAt(object: JsonObject, [name, ...rest]: readonly string[], value: JsonObject): JsonObject {
  return name === undefined ? value : { ...object, [name]: replaceAt(objectAt(object, name), rest, value) };
}

/** For a change that went through `shareUnchanged`. */
export function podViews(change: Change): Views {
  if (change.before === undefined) {
    return { after: podView(change, change.after), changed: { spec: true, labels: true, object: true } };
  }
  const before = podView(change, change.before);
  const after = podView(change, change.after);
  const names = [...new Set([...Object.keys(before.spec), ...Object.keys(after.spec)])];
  const changed = names.filter((name) => field(before.spec, name) !== field(after.spec, name));
  const views = changed.every(isContainerList) ? withChangedOnly(before, after) : { before, after };
  const labels = !same(before.metadata['labels'], after.metadata['labels'], 'labels');
  // The few rules that look at the whole object are cheap.
  return { ...views, changed: { spec: changed.length > 0, labels, object: true } };
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

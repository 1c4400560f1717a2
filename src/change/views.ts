/** Finds the Pod or template inside the old and the new object, and which of its fields changed. */
import { containerLists, containersOf, type Container } from '../kubernetes/pod/containers.ts';
import { factsBeside } from '../kubernetes/apiserver/gates-in-use.ts';
import { same } from '../kubernetes/schema/difference.ts';
import { below, shapeOf } from '../kubernetes/schema/shape.ts';
import { objectAtPath, type FieldPath } from '../json/path.ts';
import type { StructName } from '../kubernetes/schema/generated.ts';
import {
  emptyObject,
  field,
  get,
  isObject,
  listAt,
  namesOf,
  objectAt,
  type Json,
  type JsonObject,
} from '../json/json.ts';
import { jobPathOf, kindFacts, specPath } from '../kubernetes/kinds.ts';
import { storedIn, type Change, type ObjectView, type PodView } from './change.ts';
import { keptSpec } from './kept-spec.ts';
import { shareUnchanged } from './share.ts';

/** Prefixes in `PodRule.reads` for the fields of the metadata and of containers. */
const ofMetadata = 'metadata.';
export const ofContainers = 'containers.';
/** A container was added, removed, moved or renamed. All its fields count as new. */
export const containersDiffer = `${ofContainers}*`;
/** Prefixes in `PodRule.needs`. */
const ofVolumes = 'volumes.';
const ofContexts = 'securityContext.';

const ofObjectMeta = shapeOf('ObjectMeta');

/** The same Pod before and after. */
interface Pair {
  readonly before: PodView;
  readonly after: PodView;
}

export interface Views {
  /** The change, in which every unchanged part of the Pod is the old one. */
  readonly change: Change;
  readonly after: PodView;
  /** The fields of `reads` that are new: on CREATE those that are set, also of `PodRule.needs`, on UPDATE those that changed. */
  readonly changed: ReadonlySet<string>;
  /** The workload, without its template: the new one, and on UPDATE the old one. */
  readonly object: () => ObjectView;
  readonly oldObject: () => ObjectView;
  /** On UPDATE, both views, and the same with only the changed containers in `changedContainers`. */
  readonly update?: Pair & { readonly changedOnly: () => Pair };
}

export function podViews(request: Change): Views {
  const change = withFactsInUse(shareUnchanged(request));
  if (change.before === undefined) {
    const after = podView(change, change.after);
    const changed = presentFields(after);
    addObjectFields(change, changed);
    return { change, after, changed, ...objectViews(change) };
  }
  // The stored Pod is the same for both views, so that a rule that reads it has the same findings on both.
  const before = podView({ ...change, after: change.before }, change.before);
  const after = podView(change, change.after, before);
  let changedOnly: Pair | undefined;
  const update = { before, after, changedOnly: () => (changedOnly ??= withChangedOnly(before, after)) };
  const changed = changedFields(before, after);
  addObjectFields(change, changed);
  return { change, after, changed, ...objectViews(change), update };
}

/**
 * What the stored object has of a feature gate that is off matters to an update of its spec, and of annotations that contain fields of the spec.
 * Most updates of a Pod change neither. It matters also to an object from a cluster, which is its own stored object.
 */
function withFactsInUse(change: Change): Change {
  const { kind, subresource, before, after } = change;
  const stored = storedIn(change);
  if (stored === undefined || subresource !== '') return change;
  if (before !== undefined && kind === 'Pod' && hasSameSpec(before, after)) return change;
  const facts = factsBeside(change.facts, kind, stored);
  return facts === change.facts ? change : { ...change, facts };
}

const hasSameSpec = (before: JsonObject, after: JsonObject): boolean =>
  field(before, 'spec') === field(after, 'spec') &&
  same(
    get(before, 'metadata', 'annotations'),
    get(after, 'metadata', 'annotations'),
    below(ofObjectMeta, 'annotations'),
  );

function changedFields(before: PodView, after: PodView): Set<string> {
  const changed = new Set<string>();
  for (const name of namesOf(before.spec, after.spec)) {
    if (field(before.spec, name) !== field(after.spec, name)) changed.add(name);
  }
  for (const list of containerLists) addContainerFields(listAt(before.spec, list), listAt(after.spec, list), changed);
  if (changed.size > 0) changed.add('spec');
  for (const name of namesOf(before.metadata, after.metadata)) {
    // managedFields is large and changes with nearly every request, and no rule reads it, so comparing it is not worth the cost.
    const isChanged =
      name === 'managedFields' ||
      !same(field(before.metadata, name), field(after.metadata, name), below(ofObjectMeta, name));
    if (isChanged) changed.add(ofMetadata + name);
  }
  return changed;
}

function presentFields({ metadata, spec, containers }: PodView): Set<string> {
  const present = new Set(Object.keys(spec)).add('spec');
  addNames(metadata, metadataField, present);
  addNames(spec['securityContext'], contextField, present);
  for (const { value } of containers) {
    addNames(value, containerField, present);
    addNames(value['securityContext'], contextField, present);
  }
  for (const volume of listAt(spec, 'volumes')) addNames(volume, volumeField, present);
  return present;
}

function addNames(object: Json | undefined, nameOf: (field: string) => string, names: Set<string>): void {
  if (isObject(object)) for (const name of Object.keys(object)) names.add(nameOf(name));
}

const metadataField = prefixed(ofMetadata, 'ObjectMeta');
const containerField = prefixed(ofContainers, 'Container');
const contextField = prefixed(ofContexts, 'SecurityContext', 'PodSecurityContext');
const volumeField = prefixed(ofVolumes, 'Volume');

/** Puts the prefix before a name, once for each field of the structs: a new string has to be hashed before it is added to a set. */
function prefixed(prefix: string, ...structs: readonly StructName[]): (name: string) => string {
  const known = new Map(
    structs.flatMap((struct) => [...shapeOf(struct).fields.keys()].map((name) => [name, prefix + name])),
  );
  return (name) => known.get(name) ?? prefix + name;
}

/** These contain the Pod template, which is compared by itself. */
const aroundTemplate: ReadonlySet<string> = new Set(['template', 'jobTemplate']);

/** Adds `spec.strategy` if the strategy of a workload is set on CREATE or changed on UPDATE, and `job.parallelism` if this field of a Job is. */
function addObjectFields({ kind, before, after }: Change, changed: Set<string>): void {
  if (kind === 'Pod') return;
  // A rule that reads all that is around a template, or misses a field there, always runs.
  changed.add('workload');
  if (kind === 'PodTemplate') return;
  // The spec of a Job is `job`.
  if (kind !== 'Job') addFieldsAt(specPath, `${kind}Spec`, 'spec.');
  const jobPath = jobPathOf(kind);
  if (jobPath !== undefined) addFieldsAt(jobPath, 'JobSpec', 'job.');

  function addFieldsAt(path: FieldPath, struct: StructName, prefix: string): void {
    const [from, to] = [objectAtPath(before, path), objectAtPath(after, path)];
    if (from === to) return;
    const shape = shapeOf(struct);
    for (const name of namesOf(from, to)) {
      if (aroundTemplate.has(name)) continue;
      if (before === undefined || !same(field(from, name), field(to, name), below(shape, name)))
        changed.add(prefix + name);
    }
  }
}

/** Made when the first rule needs them. */
function objectViews(change: Change): Pick<Views, 'object' | 'oldObject'> {
  let [object, oldObject]: (ObjectView | undefined)[] = [];
  return {
    object: () => (object ??= objectView(change, change.after)),
    oldObject: () => (oldObject ??= objectView(change, change.before ?? emptyObject)),
  };
}

/** The old or the new object of the change. */
export function objectView(change: Change, object: JsonObject): ObjectView {
  const { kind } = change;
  const jobPath = jobPathOf(kind);
  return {
    kind,
    spec: objectAt(object, 'spec'),
    specPath,
    job:
      jobPath === undefined
        ? emptyObject
        : keptSpec(change, objectAtPath(object, jobPath), objectAtPath(change.before, jobPath)),
    jobPath: jobPath ?? specPath,
    change: object === change.after ? change : { ...change, after: object },
  };
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
  const pod = objectAtPath(object, podPath);
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
  if (storedIn(change) === object) view.before = view;
  else if (change.before !== undefined) {
    view.before = before ?? podView({ ...change, after: change.before }, change.before);
  }
  return view;
}

/** What a rule reads while it checks a Pod, compared with its `reads`. */
import { changeOf, type Change, type PodView } from '../../src/change/change.ts';
import { objectView, podView } from '../../src/change/views.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { jobPathOf, kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import type { Container } from '../../src/kubernetes/pod/containers.ts';
import type { Finding } from '../../src/rules/finding.ts';
import type { ObjectRule, Options, PodRule } from '../../src/rules/rule.ts';
import { pod, workloadOf } from '../objects.ts';
import { kindOfContainer, type UnlistedRead } from './mistakes.ts';

/**
 * Fields of a workload around its template, so that there is something to read. No case has a volume with the name of the claim.
 */
const around: Readonly<Partial<Record<Kind, JsonObject>>> = {
  Deployment: { replicas: 3 },
  ReplicaSet: { replicas: 3 },
  StatefulSet: { replicas: 3, volumeClaimTemplates: [{ metadata: { name: 'claim-of-the-set' } }] },
  Job: { parallelism: 3, completions: 3, completionMode: 'Indexed', activeDeadlineSeconds: 60 },
  ReplicationController: { replicas: 3 },
};

/**
 * What `check` reads, and what of it `reads` does not list. The Pod of the change is also tried as the template of each kind to which the rule
 * applies, so that the result does not depend on the kinds in the table.
 */
export function readsIn(
  rule: PodRule,
  change: Change,
  options: Options,
): { readonly read: ReadonlySet<string>; readonly unlisted: readonly Omit<UnlistedRead, 'name'>[] } {
  const of = { pod: podView(change, change.after), old: podView(change, change.before ?? {}) };
  const asKind = (kind: Kind, { metadata, spec }: PodView): JsonObject =>
    kind === 'Pod' ? { ...pod(), metadata, spec } : workloadOf(kind, { metadata, spec }, around[kind]);
  const wrapped = rule.appliesTo.kinds.map((kind): Change => {
    const { written: _, before, ...rest } = change;
    const facts = {
      ...rest,
      kind,
      subresource: kind === 'Pod' ? change.subresource : '',
      after: asKind(kind, of.pod),
    };
    return changeOf(facts, before && asKind(kind, of.old));
  });
  const itself = rule.appliesTo.kinds.includes(change.kind) ? [change] : [];
  const watched = [...itself, ...wrapped].map((one) => ({
    kind: one.kind,
    ...watchedCheck(rule, podView(one, one.after), options),
  }));
  return {
    read: new Set(watched.flatMap(({ read }) => [...read])),
    unlisted: watched.flatMap(({ kind, unlisted }) => unlisted.map((field) => ({ field, kind }))),
  };
}

/** The object, which adds the fields that are read to `read`. */
const seen = (object: JsonObject, prefix: string, read: Set<string>): JsonObject =>
  new Proxy(object, {
    get: (target, key) => (read.add(prefix + String(key)), Reflect.get(target, key) as unknown),
    getOwnPropertyDescriptor: (target, key) => (
      read.add(prefix + String(key)),
      Reflect.getOwnPropertyDescriptor(target, key)
    ),
    has: (target, key) => (read.add(prefix + String(key)), Reflect.has(target, key)),
    ownKeys: (target) => (read.add(`${prefix}*`), Reflect.ownKeys(target)),
  });

/** The name in `reads` of a field around a template: `spec.replicas` or `job.parallelism`. */
function nameAround({ kind }: PodView): (parents: readonly string[], key: string) => string {
  const job = jobPathOf(kind)?.segments().join('.');
  return (parents, key) => {
    const at = parents.join('.');
    return at === job ? `job.${key}` : at === 'spec' ? `spec.${key}` : 'workload';
  };
}

/**
 * The object with what `parts` has at the end of the way. What is read around these is noted, also an absent field. They note by themselves what
 * is read of them.
 */
function seenAround(
  object: JsonObject,
  way: readonly string[],
  parts: Readonly<Record<string, JsonObject>>,
  read: Set<string>,
  nameOf: (parents: readonly string[], key: string) => string = () => 'workload',
  parents: readonly string[] = [],
): JsonObject {
  const note = (key: string | symbol): void => {
    const onTheWay = way.length === 0 ? Object.hasOwn(parts, key) : key === way[0];
    if (!onTheWay) read.add(nameOf(parents, String(key)));
  };
  return new Proxy(object, {
    get: (target, key) => {
      const value = Reflect.get(target, key) as Json | undefined;
      if (way.length === 0 && Object.hasOwn(parts, key) && isObject(value)) return parts[String(key)];
      if (key === way[0] && isObject(value))
        return seenAround(value, way.slice(1), parts, read, nameOf, [...parents, key]);
      read.add(nameOf(parents, String(key)));
      return value;
    },
    getOwnPropertyDescriptor: (target, key) => (note(key), Reflect.getOwnPropertyDescriptor(target, key)),
    has: (target, key) => (note(key), Reflect.has(target, key)),
    ownKeys: (target) => (read.add('workload'), Reflect.ownKeys(target)),
  });
}

/** The findings of the rule, the fields that it reads, and those of them that are not in `reads`. */
export function watchedCheck(
  rule: PodRule,
  view: PodView,
  options: Options,
): {
  readonly findings: readonly Finding[];
  readonly read: ReadonlySet<string>;
  readonly unlisted: readonly string[];
} {
  const read = new Set<string>();
  if (rule.reads === undefined) return { findings: [...rule.check(view, options)], read, unlisted: [] };
  const seenContainer = (container: Container): Container => ({
    ...container,
    value: seen(container.value, 'containers.', read),
    get kind() {
      return (read.add(kindOfContainer), container.kind);
    },
  });
  const spec = seen(view.spec, '', read);
  const metadata = seen(view.metadata, 'metadata.', read);
  const way = kindFacts(view.kind).podPath.segments().map(String);
  const seenView: PodView = {
    ...view,
    spec,
    metadata,
    containers: view.containers.map(seenContainer),
    changedContainers: view.changedContainers.map(seenContainer),
    // The old object is not watched, because it is the same for both calls of `check`, so a finding that depends on it is not new.
    change: { ...view.change, after: seenAround(view.change.after, way, { spec, metadata }, read, nameAround(view)) },
  };
  const findings = [...rule.check(seenView, options)];
  // These need not be listed: a Pod never changes its name, and a container with another name is another container, so all its fields are new.
  const free = [
    ...(rule.reads.some((name) => name.startsWith('containers.')) ? ['containers.name'] : []),
    ...(view.kind === 'Pod' ? ['metadata.name'] : []),
    // An init container with restartPolicy Always is a sidecar container.
    ...(rule.reads.includes('containers.restartPolicy') ? [kindOfContainer] : []),
    ...rule.reads,
  ];
  return { findings, read, unlisted: [...read].filter((name) => !free.includes(name)) };
}

/** The same for a rule about a workload. */
export function readsInObject(
  rule: ObjectRule,
  change: Change,
  options: Options,
): { readonly read: ReadonlySet<string>; readonly unlisted: readonly Omit<UnlistedRead, 'name'>[] } {
  const read = new Set<string>();
  const view = objectView(change, change.after);
  const spec = seen(view.spec, 'spec.', read);
  const job = seen(view.job, 'job.', read);
  const after = seenAround(view.change.after, [], { spec }, read);
  // The findings do not matter here. The generator runs only if it is read.
  void [...rule.check({ ...view, spec, job, change: { ...view.change, after } }, options)];
  const unlisted = [...read].filter((name) => !rule.reads.includes(name));
  return { read, unlisted: unlisted.map((field) => ({ field, kind: change.kind })) };
}

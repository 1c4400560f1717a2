/** Which rules a change concerns, by the fields that they read (docs/decisions/0004-what-a-rule-reads.md). */
import { containersDiffer, ofContainers, type Views } from '../change/views.ts';
import { containerLists } from '../kubernetes/pod/containers.ts';
import type { Finding } from '../rules/finding.ts';
import type { ObjectRule, Options, PodRule } from '../rules/rule.ts';
import { newFindings } from './ratchet.ts';

/** `reads` of a Pod rule or an object rule, sorted once for all changes. */
export interface Reads {
  readonly names: readonly string[];
  /** Without the fields of containers and of the workload around the template. */
  readonly others: readonly string[];
  /** `PodRule.needs`, or else `reads`. */
  readonly needs: readonly string[];
}

export function readsOf({ reads, needs }: Pick<PodRule, 'id' | 'reads' | 'needs'>): Reads | undefined {
  if (reads === undefined) return undefined;
  const inContainers = reads.filter((name) => name.startsWith(ofContainers));
  const around: readonly string[] = ['spec', ...containerLists];
  return {
    names: inContainers.length === 0 ? reads : [...reads, containersDiffer],
    others: reads.filter((name) => !inContainers.includes(name) && !around.includes(name)),
    needs: needs ?? reads,
  };
}

/** Selects the rules to ask, by the fields that are new. */
export type RulesToAsk<R> = (changed: ReadonlySet<string>) => readonly R[];

/**
 * Selects the rules to ask, in their own order, by the fields that are new. A rule that reads none of these fields cannot have a new finding,
 * and on CREATE, when all fields are new, a Pod rule has none without a field that it needs. A rule without `reads` is always asked.
 */
export function asking<R extends { readonly reads: Reads | undefined }>(
  rules: readonly R[],
  isUpdate: boolean,
): RulesToAsk<R> {
  const readings = rules.flatMap(({ reads }, i) =>
    ((isUpdate ? reads?.names : reads?.needs) ?? []).map((name) => ({ name, i })),
  );
  const readers = Map.groupBy(readings, ({ name }) => name);
  const always = rules.map(({ reads }) => reads === undefined);
  return (changed) => {
    const asked = always.slice();
    for (const name of changed) for (const { i } of readers.get(name) ?? []) asked[i] = true;
    const list: R[] = [];
    for (let i = 0; i < asked.length; i++) if (asked[i] === true) list.push(rules[i]!);
    return list;
  };
}

/**
 * If everything new that the rule reads is inside containers, and no container was added, removed, moved or renamed, then unchanged
 * containers have the findings that they had before, and the rule looks only at the changed ones.
 */
export function newOf(rule: PodRule, reads: Reads | undefined, views: Views, options: Options): Iterable<Finding> {
  const { changed, update } = views;
  if (update === undefined) return rule.check(views.after, options);
  const narrow =
    reads !== undefined && !changed.has(containersDiffer) && !reads.others.some((name) => changed.has(name));
  const { before, after } = narrow ? update.changedOnly() : update;
  return newFindings(
    { object: after.change.after, findings: rule.check(after, options) },
    { object: before.change.after, findings: () => rule.check(before, options) },
  );
}

export function newOfObject(rule: ObjectRule, views: Views, options: Options): Iterable<Finding> {
  const { before, after } = views.change;
  const findings = rule.check(views.object(), options);
  if (before === undefined) return findings;
  return newFindings(
    { object: after, findings },
    { object: before, findings: () => rule.check(views.oldObject(), options) },
  );
}

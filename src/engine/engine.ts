/** The pure core: judge(change) -> findings, fill(change) -> patch. The catalogue and the policy are parameters. */
import { comparePaths } from '../json/path.ts';
import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { AppliesTo, Options, PodRule, Rule } from '../rules/rule.ts';
import type { Change, Occasion, Operation, Update } from '../change/change.ts';
import type { Finding } from '../rules/finding.ts';
import { versionFacts } from '../kubernetes/versions.ts';
import { containerLists } from '../kubernetes/pod/containers.ts';
import { asCreated, asStored, podSubresources } from '../kubernetes/apiserver/subresources.ts';
import { announce } from './announce.ts';
import { milder, rankOf, type ActiveMode, type Judged, type Judgement, type Omitted } from './judged.ts';
import { RuleFailure } from './failure.ts';
import { fillIn, type ActiveDefault, type Filled } from './fill.ts';
import { createNotes } from './notes.ts';
import { newFindings } from './ratchet.ts';
import { renderer } from './render.ts';
import { containersDiffer, ofContainers, podViews, shareUnchanged, type Views } from '../change/views.ts';

export interface Catalogue {
  /** The most important rule comes first. If an answer has no room for all findings, it names those of the first rules. */
  readonly rules: readonly Rule[];
  readonly defaults: readonly Default[];
}

export interface Engine {
  readonly policy: Policy;
  /**
   * The findings on the change, sorted by path and then by rule id. No finding has a stricter mode than `mode`. The first `kept` findings of
   * each rule are kept, by default `maxFindingsPerRule`, and the rest are counted. Throws a RuleFailure if a rule throws.
   */
  judge(change: Change, mode?: ActiveMode, kept?: number): Judgement;
  /** What the defaults add to the object, and what they will add to its Pods. Throws a RuleFailure if a default throws. */
  fill(change: Change): Filled;
  /** The findings in order of importance, for an answer that names only some: by severity of the mode, then in the order of the catalogue. */
  byImportance(findings: readonly Judged[]): Judged[];
}

/** Nobody fixes more findings before the next attempt. The limit bounds the memory for a large object with many mistakes. */
export const maxFindingsPerRule = 200;

/** A rule, with its mode and options from the policy. */
interface ActiveRule {
  readonly rule: Rule;
  readonly mode: ActiveMode;
  readonly options: Options;
  readonly reads: Reads | undefined;
}

export function createEngine(catalogue: Catalogue, policy: Policy): Engine {
  const active = catalogue.rules.flatMap((rule): ActiveRule[] => {
    const { mode, options } = policy.rules.get(rule.id)!;
    return mode === 'off' ? [] : [{ rule, mode, options, reads: readsOf(rule) }];
  });
  const activeDefaults = catalogue.defaults.flatMap((item): ActiveDefault[] => {
    const { enabled, options } = policy.defaults.get(item.id)!;
    return enabled ? [{ item, options }] : [];
  });
  const rank = new Map(catalogue.rules.map((rule, i) => [rule.id, i]));

  /** The rules for each combination of operation, kind and subresource. There are few combinations, so each list is made once. */
  const lists = new Map<string, RulesToAsk>();
  const applicable = (change: Change): RulesToAsk => {
    const key = `${change.operation}/${change.phase}/${change.kind}/${subresourceOf(change)}`;
    let list = lists.get(key);
    if (list === undefined) {
      list = asking(active.filter(({ rule }) => applies(rule.appliesTo, change)));
      lists.set(key, list);
    }
    return list;
  };

  return {
    policy,

    judge(request, strictest = 'deny', kept = maxFindingsPerRule) {
      const change = shareUnchanged(effective(request));
      const views = podViews(change);
      const remarkOn = renderer(change);
      const findings: Judged[] = [];
      const omitted: Omitted[] = [];
      for (const item of applicable(change)(views.changed)) {
        const { rule } = item;
        const mode = milder(item.mode, strictest);
        let count = 0;
        try {
          for (const finding of findingsOf(item, change, views)) {
            if (++count <= kept) findings.push({ ...remarkOn(finding, rule), mode });
          }
        } catch (error) {
          throw new RuleFailure('rule', rule.id, error);
        }
        if (count > kept) omitted.push({ rule: rule.id, mode, count: count - kept });
      }
      findings.sort((a, b) => comparePaths(a.finding.path, b.finding.path) || compareIds(a.rule, b.rule));
      return { findings, omitted };
    },

    fill(change) {
      const notes = createNotes(change);
      const filling = activeDefaults.filter(({ item }) => applies(item.appliesTo, change));
      const filled = fillIn(change, filling, notes);
      announce(change, activeDefaults, notes);
      return { ...filled, notes: notes.kept, moreNotes: notes.more };
    },

    byImportance(findings) {
      return findings.toSorted((a, b) => rankOf(a.mode) - rankOf(b.mode) || rank.get(a.rule)! - rank.get(b.rule)!);
    },
  };
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The change that would be stored. Fields that kube-apiserver resets in a request to a subresource do not change. */
function effective(change: Change): Change {
  const { kind, subresource, before, after, minor } = change;
  if (kind !== 'Pod') return change;
  const facts = versionFacts(minor);
  const stored = before === undefined ? asCreated(after, facts) : asStored(subresource, before, after, facts);
  return { ...change, after: stored };
}

const subresources: ReadonlySet<string> = new Set(podSubresources);

/** A client can send any subresource. An unknown one is judged like the main resource, so that it is never skipped. */
const subresourceOf = ({ subresource }: Change): string => (subresources.has(subresource) ? subresource : '');

function applies(to: AppliesTo, change: Change): boolean {
  if (!appliesOn(to.operations, change.operation) || !to.kinds.includes(change.kind)) return false;
  if (to.phases !== undefined && !to.phases.includes(change.phase)) return false;
  const subresource = subresourceOf(change);
  return (to.subresources ?? ['']).some((name) => name === subresource);
}

/** A stored object is judged only by rules that apply on CREATE and on UPDATE. */
const appliesOn = (operations: AppliesTo['operations'], occasion: Occasion): boolean =>
  occasion === 'STORED'
    ? ['CREATE', 'UPDATE'].every((name) => operations.includes(name as Operation))
    : operations.includes(occasion);

function findingsOf({ rule, reads, options }: ActiveRule, change: Change, views: Views): Iterable<Finding> {
  if (rule.judges === 'pod') return newOf(rule, reads, views, options);
  // A rule about updates applies only to them (see the type of its `appliesTo`).
  return rule.check(change as Update, options);
}

/** `PodRule.reads`, sorted once for all changes. */
interface Reads {
  readonly names: readonly string[];
  /** Without the fields of containers and of the workload around the template. */
  readonly others: readonly string[];
}

function readsOf({ reads }: Pick<PodRule, 'id' | 'reads'>): Reads | undefined {
  if (reads === undefined) return undefined;
  const inContainers = reads.filter((name) => name.startsWith(ofContainers));
  const around: readonly string[] = ['spec', ...containerLists];
  return {
    names: inContainers.length === 0 ? reads : [...reads, containersDiffer],
    others: reads.filter((name) => !inContainers.includes(name) && !around.includes(name)),
  };
}

/** Selects the rules to ask, by the fields that are new. */
type RulesToAsk = (changed: ReadonlySet<string>) => readonly ActiveRule[];

/**
 * Selects the rules to ask, in their own order, by the fields that are new. A Pod rule that reads none of these fields cannot have a new
 * finding. A rule without `reads` is always asked.
 */
function asking(rules: readonly ActiveRule[]): RulesToAsk {
  const readings = rules.flatMap(({ reads }, i) => (reads?.names ?? []).map((name) => ({ name, i })));
  const readers = Map.groupBy(readings, ({ name }) => name);
  const always = rules.map(({ reads }) => reads === undefined);
  return (changed) => {
    const asked = always.slice();
    for (const name of changed) for (const { i } of readers.get(name) ?? []) asked[i] = true;
    return rules.filter((_, i) => asked[i]);
  };
}

/**
 * If everything new that the rule reads is inside containers, and no container was added, removed, moved or renamed, then unchanged
 * containers have the findings that they had before, and the rule looks only at the changed ones.
 */
function newOf(rule: PodRule, reads: Reads | undefined, views: Views, options: Options): Iterable<Finding> {
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

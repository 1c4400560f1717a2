/** The pure heart: judge(change) -> findings, fill(change) -> patch. It is given the catalogue and the policy, and knows no HTTP. */
import { isSet, stringAt } from '../pod/json.ts';
import { comparePaths, type FieldPath } from '../pod/path.ts';
import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { AppliesTo, Change, Finding, Occasion, Operation, Options, PodRule, Rule } from '../rules/rule.ts';
import { versionFacts } from '../rules/versions.ts';
import { asCreated, asStored } from '../pod/subresources.ts';
import type { Judged } from './judged.ts';
import { RuleFailure } from './failure.ts';
import { fillIn, type Filled } from './fill.ts';
import { newFindings } from './ratchet.ts';
import { render } from './render.ts';
import { podViews, shareUnchanged, type Views } from './views.ts';

export interface Catalogue {
  /** The most important first: where an answer has room for some findings only, these are named. */
  readonly rules: readonly Rule[];
  readonly defaults: readonly Default[];
}

export interface Engine {
  /** All findings on the change, sorted by path and then by rule id. Throws a RuleFailure where a rule throws. */
  judge(change: Change): Judged[];
  /** What the defaults add to the object. Throws a RuleFailure where a default throws. */
  fill(change: Change): Filled;
  /** Findings ordered for an answer that names only some: the most severe mode first, then the order of the catalogue. */
  byImportance(findings: readonly Judged[]): Judged[];
}

/** A rule with what the policy says of it. */
interface ActiveRule {
  readonly rule: Rule;
  readonly mode: Judged['mode'];
  readonly options: Options;
}

export function createEngine(catalogue: Catalogue, policy: Policy): Engine {
  const active = catalogue.rules.flatMap((rule): ActiveRule[] => {
    const { mode, options } = policy.rules.get(rule.id)!;
    return mode === 'off' ? [] : [{ rule, mode, options }];
  });
  const known = new Set(catalogue.rules.flatMap((rule) => rule.appliesTo.subresources ?? []));
  const rank = new Map(catalogue.rules.map((rule, i) => [rule.id, i]));
  const severity = { deny: 0, warn: 1, audit: 2 };

  /** The rules for one operation on one kind of object; there are few such, so each list is made once. */
  const lists = new Map<string, readonly ActiveRule[]>();
  const applicable = (change: Change): readonly ActiveRule[] => {
    // A subresource that no rule names is a text of the client's, and must not fill the memory.
    const subresource = known.has(change.subresource) ? change.subresource : '';
    const key = `${change.operation}/${change.phase}/${change.kind}/${subresource}`;
    let list = lists.get(key);
    if (list === undefined) {
      list = active.filter(({ rule }) => applies(rule.appliesTo, change, known));
      lists.set(key, list);
    }
    return list;
  };

  return {
    judge(request) {
      const change = shareUnchanged(effective(request));
      const views = podViews(change);
      const found: { readonly path: FieldPath; readonly judged: Judged }[] = [];
      for (const { rule, mode, options } of applicable(change)) {
        try {
          for (const finding of findingsOf(rule, change, views, options)) {
            found.push({ path: finding.path, judged: render(finding, rule, mode, change) });
          }
        } catch (error) {
          throw new RuleFailure(rule.id, error);
        }
      }
      return found
        .sort((a, b) => comparePaths(a.path, b.path) || compareIds(a.judged.rule, b.judged.rule))
        .map(({ judged }) => judged);
    },

    fill(change) {
      const wanted = catalogue.defaults.filter(
        (item) => policy.defaults.get(item.id)?.enabled === true && applies(item.appliesTo, change, known),
      );
      return fillIn(change, wanted, policy);
    },

    byImportance(findings) {
      return findings.toSorted(
        (a, b) => severity[a.mode] - severity[b.mode] || (rank.get(a.rule) ?? 0) - (rank.get(b.rule) ?? 0),
      );
    },
  };
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The change that would be stored: what a subresource puts back is no change. */
function effective(change: Change): Change {
  const { kind, subresource, before, after, minor } = change;
  if (kind !== 'Pod') return change;
  const facts = versionFacts(minor);
  const stored = before === undefined ? asCreated(after, facts) : asStored(subresource, before, after, facts);
  return { ...change, after: stored };
}

/** A subresource that no rule names is judged like the main resource: what is not known is not skipped. */
function applies(to: AppliesTo, change: Change, known: ReadonlySet<string>): boolean {
  if (!appliesOn(to.operations, change.operation) || !to.kinds.includes(change.kind)) return false;
  if (to.phases !== undefined && !to.phases.includes(change.phase)) return false;
  const subresource = known.has(change.subresource) ? change.subresource : '';
  return to.subresources === undefined ? subresource === '' : to.subresources.includes(subresource);
}

/** What is asked of an object that is stored already holds at any time. */
const appliesOn = (operations: AppliesTo['operations'], occasion: Occasion): boolean =>
  occasion === 'STORED'
    ? ['CREATE', 'UPDATE'].every((name) => operations.includes(name as Operation))
    : operations.includes(occasion);

function findingsOf(rule: Rule, change: Change, views: Views, options: Options): Iterable<Finding> {
  return rule.judges === 'change' ? rule.check(change, options) : newOf(rule, views, options);
}

const nothing: readonly Finding[] = [];

/** A Pod rule that reads nothing that is new finds nothing new. */
function readsChanged({ reads }: PodRule, changed: ReadonlySet<string>): boolean {
  if (reads === undefined) return changed.has('spec');
  const anyContainer = changed.has('containers.*');
  return reads.some((name) => changed.has(name) || (anyContainer && name.startsWith('containers.')));
}

function newOf(rule: PodRule, { before, after, changed }: Views, options: Options): Iterable<Finding> {
  if (!readsChanged(rule, changed)) return nothing;
  if (before === undefined) return rule.check(after, options);
  const found = [...rule.check(after, options)];
  if (found.length === 0) return nothing;
  return newFindings(found, after.change.after, [...rule.check(before, options)], before.change.before!);
}

/**
 * Whether the object was changed from an older state than the stored one. kube-apiserver is about to answer 409 Conflict, on which
 * every client retries; an explanation in its place would break that retry. (k8s.io/apiserver pkg/registry/generic/registry/store.go
 * checks the resourceVersion after the mutating phase.)
 */
export function isStale({ phase, before, after }: Change): boolean {
  const sent = stringAt(after, 'metadata', 'resourceVersion');
  const stored = stringAt(before, 'metadata', 'resourceVersion');
  return phase === 'mutate' && isSet(sent) && sent !== '' && isSet(stored) && sent !== stored;
}

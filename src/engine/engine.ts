/** The pure core: judge(change) -> findings, fill(change) -> patch. The catalogue and the policy are parameters. */
import { comparePaths } from '../json/path.ts';
import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { AppliesTo, Options, Rule } from '../rules/rule.ts';
import { oncePer } from '../change/once.ts';
import { storedIn, type Change, type Operation, type Update } from '../change/change.ts';
import { withStoredManifest } from '../change/manifest.ts';
import type { Finding } from '../rules/finding.ts';
import { withoutSidecars } from '../kubernetes/apiserver/without-sidecars.ts';
import { asCreated, asStored, podSubresources } from '../kubernetes/apiserver/subresources.ts';
import type { ServerFacts } from '../kubernetes/versions.ts';
import { announce } from './announce.ts';
import { milder, rankOf, type ActiveMode, type Judged, type Judgment, type Omitted } from './judged.ts';
import { RuleFailure } from './failure.ts';
import { fillIn, type ActiveDefault, type Filled } from './fill.ts';
import { createNotes } from './notes.ts';
import { asking, newOf, newOfObject, readsOf, type Reads, type RulesToAsk } from './reads.ts';
import { renderer } from './render.ts';
import { agreement, type Agreement, type Answer } from './servers.ts';
import { uncheckedTemplates } from './unchecked-template.ts';
import { podViews, type Views } from '../change/views.ts';

export interface Catalogue {
  /** The most important rule comes first. If an answer has no room for all findings, it names those of the first rules. */
  readonly rules: readonly Rule[];
  readonly defaults: readonly Default[];
}

export interface Engine {
  readonly policy: Policy;
  /**
   * The findings on the change, by the facts of the servers of the policy, sorted by path and then by rule ID. No finding has a stricter mode
   * than `mode`. The first `kept` findings of each rule are kept, by default `maxFindingsPerRule`, and the rest are counted. Throws a
   * RuleFailure if a rule throws.
   */
  judge(change: Change, mode?: ActiveMode, kept?: number): Judgment;
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

/** What one API server would store, and the rules to ask about it. */
interface Asked {
  readonly views: Views;
  readonly rules: readonly ActiveRule[];
}

export function createEngine(catalogue: Catalogue, policy: Policy): Engine {
  const active = catalogue.rules.flatMap((rule): ActiveRule[] => {
    const { mode: given, options } = policy.rules.get(rule.id)!;
    if (given === 'off') return [];
    // The API server of a version that is not known may accept what the rule refuses.
    const mode = policy.areKnown || isOwn(rule) ? given : milder(given, 'warn');
    return [{ rule, mode, options, reads: 'reads' in rule ? readsOf(rule) : undefined }];
  });
  const activeDefaults = catalogue.defaults.flatMap((item): ActiveDefault[] => {
    const { enabled, options } = policy.defaults.get(item.id)!;
    return enabled ? [{ item, options }] : [];
  });
  const [first, ...others] = policy.servers;
  const applicable = applicableOf(active);
  const isUnchecked = uncheckedTemplates(catalogue.rules, (id) => policy.rules.get(id)!.options);
  /** Only a warning, if kube-apiserver accepts a Pod template of which no Pod can be created. */
  const modeOn = ({ rule, mode }: ActiveRule, views: Views): ActiveMode =>
    mode === 'deny' && isUnchecked(rule, views) ? 'warn' : mode;
  const rank = new Map(catalogue.rules.map((rule, i) => [rule.id, i]));

  const askedOn = (request: Change, facts: ServerFacts): Asked => {
    const views = podViews(effective(request, facts));
    return { views, rules: applicable(views.change)(views.changed) };
  };
  /** Made for the first finding, so that a change without any costs nothing more. */
  const elsewhere = oncePer((request: Change) => others.map((facts) => askedOn(request, facts)));
  /** What the rule finds for the other API servers, if it mirrors them. */
  function* answersTo(item: ActiveRule, request: Change): Iterable<Answer> {
    if (isOwn(item.rule)) return;
    for (const { views, rules } of elsewhere(request))
      yield { mode: modeOn(item, views), findings: rules.includes(item) ? findingsOf(item, views) : [] };
  }

  return {
    policy,

    judge(request, strictest = 'deny', kept = maxFindingsPerRule) {
      const { views, rules } = askedOn(request, first);
      const { change } = views;
      const remarkOn = renderer(change);
      const findings: Judged[] = [];
      const omitted: Omitted[] = [];
      for (const item of rules) {
        const { rule } = item;
        let agreed: Agreement | undefined;
        let count = 0;
        // `attempt` would make a function for each rule of each review.
        try {
          for (const finding of findingsOf(item, views)) {
            if (repeatsServer(finding, item, change, strictest)) continue;
            agreed ??= agreement(modeOn(item, views), answersTo(item, request));
            if (!agreed.has(finding.path)) continue;
            const { mode } = agreed;
            if (++count <= kept)
              findings.push({ ...remarkOn(finding, rule), mode: milder(mode, strictest), inModeDeny: mode });
          }
        } catch (error) {
          // To find the mode, the stored object may have been judged by another rule, which failed.
          throw error instanceof RuleFailure ? error : new RuleFailure('rule', rule.id, error);
        }
        if (count > kept) omitted.push({ rule: rule.id, mode: milder(agreed!.mode, strictest), count: count - kept });
      }
      findings.sort((a, b) => comparePaths(a.finding.path, b.finding.path) || compareIds(a.rule, b.rule));
      return { findings, omitted };
    },

    fill(change) {
      const notes = createNotes(change);
      const filling = activeDefaults.filter(({ item }) => applies(item.appliesTo, change));
      const filled = fillIn(change, filling, notes);
      announce(change, activeDefaults, notes);
      return { ...filled, notes: notes.kept, moreNotes: notes.more() };
    },

    byImportance(findings) {
      return findings.toSorted((a, b) => rankOf(a.mode) - rankOf(b.mode) || rank.get(a.rule)! - rank.get(b.rule)!);
    },
  };
}

/** Selects the rules for each combination of operation, kind and subresource. There are few combinations, so each list is made once. */
function applicableOf(active: readonly ActiveRule[]): (change: Change) => RulesToAsk<ActiveRule> {
  const lists = new Map<string, RulesToAsk<ActiveRule>>();
  return (change) => {
    const key = `${change.operation}/${change.phase}/${change.kind}/${subresourceOf(change)}`;
    let list = lists.get(key);
    if (list === undefined) {
      list = asking(
        active.filter(({ rule }) => applies(rule.appliesTo, change)),
        isUpdate(change),
      );
      lists.set(key, list);
    }
    return list;
  };
}

/**
 * Whether the finding would repeat a warning of kube-apiserver. It returns no warnings for an update of a Pod, and for one of a
 * ReplicationController, only those of the stored template. A finding of a rule in mode deny is kept even in a namespace that only warns,
 * because it announces that other namespaces refuse the object.
 */
function repeatsServer(
  { messageId }: Finding,
  { rule, mode }: ActiveRule,
  { phase, operation, kind }: Change,
  strictest: ActiveMode,
): boolean {
  if (phase === 'offline' || rule.serverWarns?.includes(messageId) !== true) return false;
  if (mode !== 'warn' || milder(mode, strictest) !== 'warn') return false;
  const isUnwarned = operation === 'UPDATE' && (kind === 'Pod' || kind === 'ReplicationController');
  return !isUnwarned;
}

/** Whether the rule refuses what kube-apiserver accepts. */
const isOwn = ({ mirrors }: Rule): boolean => mirrors === 'policy';

const isUpdate = (change: Change): change is Update => change.operation === 'UPDATE';

const compareIds = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The change that this API server would store. Fields that it resets in a request to a subresource do not change. */
function effective(request: Change, facts: ServerFacts): Change {
  const change = withStoredManifest(facts === request.facts ? request : { ...request, facts });
  const { kind, subresource } = change;
  const old = storedIn(change);
  const after = facts.SidecarContainers ? change.after : withoutSidecars(kind, change.after, old);
  if (kind !== 'Pod') return after === change.after ? change : { ...change, after };

  return { ...change, after: old === undefined ? asCreated(after, facts) : asStored(subresource, old, after, facts) };
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
const appliesOn = (operations: AppliesTo['operations'], operation: Change['operation']): boolean =>
  operation === 'STORED'
    ? ['CREATE', 'UPDATE'].every((name) => operations.includes(name as Operation))
    : operations.includes(operation);

function findingsOf({ rule, reads, options }: ActiveRule, views: Views): Iterable<Finding> {
  if (rule.judges === 'pod') return newOf(rule, reads, views, options);
  if (rule.judges === 'object') return newOfObject(rule, views, options);
  const { change } = views;
  if (rule.judges === 'change') return rule.check(change, options);
  return isUpdate(change) ? rule.check(change, options) : [];
}

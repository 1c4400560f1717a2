/** The pure heart: judge(change) -> findings, fill(change) -> patch. It is given the catalogue and the policy, and knows no HTTP. */
import { kindFacts } from '../pod/kinds.ts';
import { isSet, objectAt, stringAt, type JsonObject } from '../pod/json.ts';
import { comparePaths } from '../pod/path.ts';
import type { Default } from '../defaults/default.ts';
import type { Policy } from '../policy/policy.ts';
import type { AppliesTo, CauseType, Change, Finding, Mode, Options, PodRule, PodView, Rule } from '../rules/rule.ts';
import { same } from '../pod/difference.ts';
import { RuleFailure } from './failure.ts';
import { fillIn, type Filled } from './fill.ts';
import { render } from './render.ts';

export interface Catalogue {
  /** The most important first: where an answer has room for some findings only, these are named. */
  readonly rules: readonly Rule[];
  readonly defaults: readonly Default[];
}

/** A finding in words, for one reader: a front end only has to print it. */
export interface Judged {
  readonly rule: string;
  readonly mode: Exclude<Mode, 'off'>;
  readonly type: CauseType;
  readonly path: string;
  /** JSON Pointer of the same field. */
  readonly pointer: string;
  readonly container?: string;
  /** Old and new value as they may be shown: short, and redacted where they may hold a secret. */
  readonly from?: string;
  readonly to?: string;
  /** What is wrong, without the path, the fix and the rule's id. */
  readonly text: string;
  readonly fix?: string;
  /** All of it in one line but the path: `container "web": 1 → 2: text; fix [rule-id]`. */
  readonly message: string;
}

export interface Engine {
  /** All findings on the change, sorted by path and then by rule id. Throws a RuleFailure where a rule throws. */
  judge(change: Change): Judged[];
  /** What the defaults add to the object. Throws a RuleFailure where a default throws. */
  fill(change: Change): Filled;
  /** Findings ordered for an answer that names only some: the most severe mode first, then the order of the catalogue. */
  byImportance(findings: readonly Judged[]): Judged[];
}

export function createEngine(catalogue: Catalogue, policy: Policy): Engine {
  const active = catalogue.rules.filter((rule) => policy.rules.get(rule.id)?.mode !== 'off');
  const known = new Set(catalogue.rules.flatMap((rule) => rule.appliesTo.subresources ?? []));
  const rank = new Map(catalogue.rules.map((rule, i) => [rule.id, i]));
  const severity = { deny: 0, warn: 1, audit: 2 };

  return {
    judge(change) {
      const views = podViews(change);
      const judged: { finding: Finding; rule: Rule }[] = [];
      for (const rule of active) {
        if (!applies(rule.appliesTo, change, known)) continue;
        try {
          for (const finding of findingsOf(rule, change, views, policy)) judged.push({ finding, rule });
        } catch (error) {
          throw new RuleFailure(rule.id, error);
        }
      }
      return judged
        .sort(
          (a, b) =>
            comparePaths(a.finding.path, b.finding.path) ||
            (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id)),
        )
        .map(({ finding, rule }) => render(finding, rule, policy.rules.get(rule.id)!.mode as Judged['mode'], change));
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

/** A subresource that no rule names is judged like the main resource: what is not known is not skipped. */
function applies(to: AppliesTo, change: Change, known: ReadonlySet<string>): boolean {
  if (!to.operations.includes(change.operation) || !to.kinds.includes(change.kind)) return false;
  if (to.phases !== undefined && !to.phases.includes(change.phase)) return false;
  const subresource = known.has(change.subresource) ? change.subresource : '';
  return to.subresources === undefined ? subresource === '' : to.subresources.includes(subresource);
}

interface Views {
  readonly after: PodView;
  readonly before?: PodView;
  readonly unchanged: boolean;
}

function podViews(change: Change): Views {
  const after = podView(change, change.after);
  if (change.before === undefined) return { after, unchanged: false };
  const before = podView(change, change.before);
  return {
    after,
    before,
    unchanged: same(before.spec, after.spec) && same(before.metadata['labels'], after.metadata['labels'], 'labels'),
  };
}

export function podView(change: Change, object: JsonObject): PodView {
  const { podPath } = kindFacts(change.kind);
  const pod = objectAt(object, ...podPath.segments().map(String));
  return {
    kind: change.kind,
    metadata: objectAt(pod, 'metadata'),
    spec: objectAt(pod, 'spec'),
    metadataPath: podPath.child('metadata'),
    specPath: podPath.child('spec'),
    change,
  };
}

function findingsOf(rule: Rule, change: Change, views: Views, policy: Policy): Iterable<Finding> {
  const { options } = policy.rules.get(rule.id)!;
  return rule.judges === 'change' ? rule.check(change, options) : newFindings(rule, views, options);
}

/**
 * What a Pod rule finds on the new object and did not find on the old one. An object that was stored before a rule existed must keep
 * receiving labels, finalizer removals and owner changes.
 */
function newFindings(rule: PodRule, views: Views, options: Options): Finding[] {
  if (views.unchanged && views.before !== undefined && rule.area !== 'metadata') return [];
  const found = [...rule.check(views.after, options)];
  if (views.before === undefined || found.length === 0) return found;
  const old = new Set([...rule.check(views.before, options)].map(identity));
  return found.filter((finding) => !old.has(identity(finding)));
}

const identity = ({ path, messageId, data, to }: Finding): string =>
  JSON.stringify([path.toString(), messageId, data, to ?? null]);

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

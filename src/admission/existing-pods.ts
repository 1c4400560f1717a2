/** The existing Pods of a namespace whose mode becomes stricter: a page of a PodList -> what violates the mode -> warnings. */
import type { Engine } from '../engine/engine.ts';
import { rulesAgainst } from '../engine/existing-pod.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { NamespaceChange } from '../engine/namespace-labels.ts';
import { field, isList, isObject, listAt, stringAt, type Json } from '../json/json.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { includesName } from '../policy/exemptions.ts';
import { isLower, knownMode, modeLabelKey } from '../policy/mode-label.ts';
import type { Policy } from '../policy/policy.ts';
import type { Rule } from '../rules/rule.ts';
import { redact } from '../text/credentials.ts';
import { logged, type LoggedError } from '../text/errors.ts';
import { oneLine, truncate, truncateMiddle } from '../text/line.ts';
import { extentOf } from './extent.ts';
import { maxDepth } from './limits.ts';

/** A namespace, and the stricter mode that it gets. */
export interface StricterMode {
  readonly namespace: string;
  readonly mode: ActiveMode;
}

/** Undefined if the mode does not become stricter, or if Podward does not judge the Pods of the namespace. */
export function stricterMode(
  { name, before, after }: NamespaceChange,
  { modeLabel, exemptions }: Policy,
): StricterMode | undefined {
  // The name becomes a part of a URL.
  if (before === undefined || !isDnsLabel(name) || modeLabel.excludedNamespaces.includes(name)) return undefined;
  const [from, to] = [before, after].map(
    (labels) => knownMode(stringAt(labels, modeLabelKey)) ?? modeLabel.defaultMode,
  );
  if (to === undefined || from === undefined || to === 'off' || !isLower(from, to)) return undefined;
  if (includesName(exemptions.namespaces, name)) return undefined;
  return { namespace: name, mode: to };
}

/** The Pods that violate a rule. */
interface Violation {
  readonly rule: string;
  readonly pods: number;
  /** The name of the first of them. */
  readonly first: string;
}

/** What is known about the Pods of a namespace, or about those of a page. */
export interface PodCounts {
  readonly checked: number;
  /** Pods for which a rule failed. */
  readonly failed: number;
  /** That of the first of these Pods. */
  readonly error?: LoggedError;
  readonly violations: readonly Violation[];
}

export interface PageCounts extends PodCounts {
  /** Where the next page begins. Absent on the last page. */
  readonly next?: string;
  /** Whether all Pods of the page were checked. */
  readonly isWhole: boolean;
}

export const noPods: PodCounts = { checked: 0, failed: 0, violations: [] };

/** `isOver` says whether the time for the check is over. Returns undefined if the text is not a PodList. */
export function countPods(
  bytes: Uint8Array,
  { namespace, mode }: StricterMode,
  engine: Engine,
  isOver: () => boolean,
): PageCounts | undefined {
  const list = listIn(bytes);
  if (list === undefined) return undefined;
  const items = listAt(list, 'items');
  const violations = new Map<string, Violation>();
  let [checked, failed] = [0, 0];
  let error: LoggedError | undefined;
  for (const item of items) {
    if (isOver()) break;
    // The items of a list have no apiVersion and no kind.
    const after = { ...(isObject(item) ? item : {}), apiVersion: 'v1', kind: 'Pod' };
    const name = stringAt(item, 'metadata', 'name') ?? '';
    try {
      for (const rule of rulesAgainst({ namespace, name, after }, engine, mode))
        violations.set(rule, sum(violations.get(rule), { rule, pods: 1, first: name }));
      checked++;
    } catch (thrown) {
      error ??= logged(thrown);
      failed++;
    }
  }
  const next = stringAt(list, 'metadata', 'continue') ?? '';
  return {
    checked,
    failed,
    ...(error === undefined ? {} : { error }),
    violations: [...violations.values()],
    ...(next === '' ? {} : { next }),
    isWhole: checked + failed === items.length,
  };
}

/** Two levels around the Pods do not count. */
function listIn(bytes: Uint8Array): Json | undefined {
  if (extentOf(bytes, maxDepth + 2).depth > maxDepth + 2) return undefined;
  try {
    const list = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    const items = field(list, 'items') ?? [];
    return field(list, 'kind') === 'PodList' && isList(items) ? list : undefined;
  } catch {
    return undefined;
  }
}

const sum = (before: Violation | undefined, { rule, pods, first }: Violation): Violation => ({
  rule,
  pods: (before?.pods ?? 0) + pods,
  first: before?.first ?? first,
});

export function addCounts(counts: PodCounts, page: PodCounts): PodCounts {
  const violations = new Map(counts.violations.map((violation) => [violation.rule, violation]));
  for (const violation of page.violations)
    violations.set(violation.rule, sum(violations.get(violation.rule), violation));
  const error = counts.error ?? page.error;
  return {
    checked: counts.checked + page.checked,
    failed: counts.failed + page.failed,
    ...(error === undefined ? {} : { error }),
    violations: [...violations.values()],
  };
}

/** Why some Pods were not checked. */
export type Unchecked = 'limit' | 'time' | 'busy' | 'paused' | 'forbidden' | 'failed';

/** The ends of sentences. */
const reasons: Readonly<Record<Unchecked, string>> = {
  limit: 'there are more',
  time: 'there was not enough time',
  busy: 'another check is running',
  paused: 'there are too many checks',
  forbidden: 'Podward has no permission to list Pods',
  failed: 'the check failed',
};

/** What Kubernetes asks for. */
const maxWarning = 120;
const maxWarnings = 10;
/** One line comes before the rules, and up to four after them. */
const maxRules = maxWarnings - 5;
/** Of the name of the namespace, and of the name of a Pod if the title of the rule has room. */
const maxName = 34;
const minName = 24;

/** Groups the Pods by rule, in the order of `rules`, as Pod Security admission groups them by the text of the problem. */
export function existingPodWarnings(
  { namespace, mode }: StricterMode,
  { checked, failed, violations }: PodCounts,
  unchecked: Unchecked | undefined,
  rules: readonly Pick<Rule, 'id' | 'title'>[],
): string[] {
  const place = `namespace "${truncateMiddle(namespace, maxName)}"`;
  const why = unchecked === undefined ? '' : `, because ${reasons[unchecked]}.`;
  const byHand = `Run: kubectl get pods -n ${namespace} -o yaml | podward check -`;
  if (why !== '' && checked + failed === 0) return [`No Pods of ${place} were checked${why}`, byHand];
  const byRule = new Map(violations.map((violation) => [violation.rule, violation]));
  const lines = rules.flatMap(({ id, title }) => {
    const violation = byRule.get(id);
    return violation === undefined ? [] : [lineOf(violation, title)];
  });
  const more = lines.length - maxRules;
  return [
    ...(lines.length === 0 ? [] : [`Existing Pods of ${place} violate podward.dev/mode=${mode}:`]),
    ...lines.slice(0, maxRules),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'rule is' : 'rules are'} violated.`] : []),
    ...(why === ''
      ? []
      : [
          `Only ${checked + failed === 1 ? 'the first Pod was' : `the first ${checked + failed} Pods were`} checked${why}`,
        ]),
    ...(failed === 0 ? [] : [`${failed === 1 ? '1 Pod' : `${failed} Pods`} could not be checked.`]),
    ...(why === '' && failed === 0 ? [] : [byHand]),
  ];
}

/** `web-1 (and 2 others): Container ports must be between 1 and 65535 [container-port]` */
function lineOf({ rule, pods, first }: Violation, title: string): string {
  const others = pods === 1 ? '' : ` (and ${pods === 2 ? '1 other' : `${pods - 1} others`})`;
  const end = ` [${rule}]`;
  const room = maxWarning - others.length - ': '.length - end.length;
  const name = truncateMiddle(redact(oneLine(first)), Math.max(minName, Math.min(maxName, room - title.length)));
  return `${name}${others}: ${truncate(title, room - name.length)}${end}`;
}

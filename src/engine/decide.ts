/** What Podward does about one change. The webhook and `podward check` ask here, so that both come to the same decision. */
import type { Change } from '../change/change.ts';
import { isSet, stringAt } from '../json/json.ts';
import type { Policy } from '../policy/policy.ts';
import type { Engine } from './engine.ts';
import type { Filled } from './fill.ts';
import type { ActiveMode, Judgement } from './judged.ts';

/** What a decision is based on. */
export interface Judge {
  readonly engine: Engine;
  readonly policy: Policy;
}

/** A change, and who asks for it. The user of a file is the empty string. */
export interface Asked {
  readonly change: Change;
  readonly user: string;
}

/** The findings have the mode that took effect. Of a change that is exempt or stale there are none, and nothing is added to it. */
export interface Decision extends Judgement {
  readonly outcome: 'exempt' | 'stale' | 'allowed' | 'patched' | 'denied';
  /** The change with what the defaults added to the object. */
  readonly change: Change;
  readonly filled: Filled;
}

/**
 * Exempt changes and stale ones pass. To all others the defaults are added, and then the result is judged. A finding has the mode of its rule or
 * the given one, whichever is milder. Of each rule no more than `kept` findings are listed. Throws a RuleFailure where a rule or a default throws.
 */
export function decide({ change, user }: Asked, judge: Judge, mode: ActiveMode = 'deny', kept?: number): Decision {
  const { engine, policy } = judge;
  if (isExempt(user, change, policy)) return passed('exempt', change);
  if (isStale(change)) return passed('stale', change);
  const filled = fill(change, judge, mode);
  const complete: Change = { ...change, after: filled.after };
  const { findings, omitted } = isJudged(change, policy) ? engine.judge(complete, mode, kept) : nothingFound;
  const isDenied = findings.some(denies) || omitted.some(denies);
  const outcome = isDenied ? 'denied' : filled.patch.length > 0 ? 'patched' : 'allowed';
  return { outcome, change: complete, filled, findings, omitted };
}

const denies = ({ mode }: { readonly mode: ActiveMode }): boolean => mode === 'deny';

const passed = (outcome: 'exempt' | 'stale', change: Change): Decision => ({
  outcome,
  change,
  filled: unchanged(change),
  ...nothingFound,
});

const isExempt = (user: string, { namespace }: Change, { exemptions }: Policy): boolean =>
  exemptions.users.includes(user) || exemptions.namespaces.includes(namespace);

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

/** What the defaults add. A file is on its way to the cluster; an object that was stored, or is about to be, is not changed any more. */
export function fill(change: Change, { engine, policy }: Judge, mode: ActiveMode = 'deny'): Filled {
  const isOnItsWay = change.phase !== 'validate' && change.operation !== 'STORED';
  if (isOnItsWay && policy.mutate.fill.includes(mode)) return engine.fill(change);
  return unchanged(change);
}

const unchanged = ({ after }: Change): Filled => ({ after, patch: [], notes: [], moreNotes: 0 });

/** Without `explain` the mutating phase leaves the findings to the validating phase. A file goes through both. */
const isJudged = ({ phase }: Change, { mutate }: Policy): boolean => phase !== 'mutate' || mutate.explain;

const nothingFound: Judgement = { findings: [], omitted: [] };

/** Decides about one change. The webhook and `podward check` both call this module, so they make the same decision. */
import type { Change } from '../change/change.ts';
import { isSet, stringAt } from '../json/json.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import type { Policy } from '../policy/policy.ts';
import type { Engine } from './engine.ts';
import { exemptionOf, type RequestedChange } from './exempt.ts';
import type { Filled } from './fill.ts';
import type { ActiveMode, Judgment } from './judged.ts';

/** Each finding has its effective mode. A change that is exempt or stale has no findings, and no defaults are added to it. */
export interface Decision extends Judgment {
  readonly outcome: 'exempt' | 'stale' | 'allowed' | 'patched' | 'denied';
  /** The change, with the defaults added to its object, and with the facts of the first server of the policy. */
  readonly change: Change;
  readonly filled: Filled;
  /** Only of an exempt change. */
  readonly exemption?: ExemptionDimension;
}

/**
 * Allows exempt and stale changes. Adds the defaults to every other change, and judges the result. A finding has the mode of its rule or the
 * given mode, whichever is milder. At most `kept` findings of each rule are listed. Throws a RuleFailure if a rule or a default throws.
 */
export function decide(requested: RequestedChange, engine: Engine, mode: ActiveMode = 'deny', kept?: number): Decision {
  const { policy } = engine;
  const { change } = requested;
  const exemption = exemptionOf(requested, policy.exemptions);
  if (exemption !== undefined) return { ...passed('exempt', change), exemption };
  if (isStale(change)) return passed('stale', change);
  const filled = fillIfAllowed(change, engine, mode);
  const complete: Change = { ...change, facts: policy.servers[0], after: filled.after };
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

/**
 * Whether the change is based on an older state than the stored one. kube-apiserver returns 409 Conflict for it, after which clients retry.
 * A refusal by Podward would prevent this retry. (k8s.io/apiserver pkg/registry/generic/registry/store.go checks the resourceVersion after
 * the mutating phase.)
 */
export function isStale({ phase, before, after }: Change): boolean {
  const sent = stringAt(after, 'metadata', 'resourceVersion');
  const stored = stringAt(before, 'metadata', 'resourceVersion');
  return phase === 'mutate' && isSet(sent) && sent !== '' && isSet(stored) && sent !== stored;
}

/**
 * Adds the defaults to an object in the mutating phase or in a file, if the policy adds them in this mode. An object that is stored, or in
 * the validating phase, cannot change any more.
 */
export function fillIfAllowed(change: Change, engine: Engine, mode: ActiveMode = 'deny'): Filled {
  const isOnItsWay = change.phase !== 'validate' && change.operation !== 'STORED';
  if (isOnItsWay && engine.policy.mutate.fill.includes(mode)) return engine.fill(change);
  return unchanged(change);
}

const unchanged = ({ after }: Change): Filled => ({ after, patch: [], applied: [], notes: [], moreNotes: 0 });

/** Without `explain`, only the validating phase reports findings. A file represents both phases. */
const isJudged = ({ phase }: Change, { mutate }: Policy): boolean => phase !== 'mutate' || mutate.explain;

const nothingFound: Judgment = { findings: [], omitted: [] };

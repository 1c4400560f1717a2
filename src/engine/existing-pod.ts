/** What a mode would do to a Pod that exists, if it were created again. */
import type { Change, ChangeFacts } from '../change/change.ts';
import type { JsonObject } from '../json/json.ts';
import type { Engine } from './engine.ts';
import { exemptionOf } from './exempt.ts';
import type { ActiveMode } from './judged.ts';

/**
 * The ids of the rules whose findings would have exactly this mode. As in a creation, exempt Pods have none, and the defaults that Podward adds in
 * this mode are added first. But requirements that hold only on creation or for a change do not apply, because the Pod was created long ago.
 * Throws a RuleFailure if a rule or a default throws.
 */
export function rulesAgainst(
  pod: Pick<ChangeFacts, 'namespace' | 'name' | 'after'>,
  engine: Engine,
  mode: ActiveMode,
): readonly string[] {
  const { policy } = engine;
  const facts: ChangeFacts = { ...pod, phase: 'validate', kind: 'Pod', subresource: '', facts: policy.servers[0] };
  const created: Change = { ...facts, operation: 'CREATE' };
  // Nobody knows which user would create it.
  if (exemptionOf({ change: created, user: '' }, policy.exemptions) !== undefined) return [];
  const after: JsonObject = policy.mutate.fill.includes(mode) ? engine.fill(created).after : pod.after;
  const { findings } = engine.judge({ ...facts, operation: 'STORED', after }, mode, 1);
  return [...new Set(findings.flatMap((finding) => (finding.mode === mode ? [finding.rule] : [])))];
}

/** What a report counts of a request that was allowed: the rules that only warned, or only recorded. */
import type { Change } from '../change/change.ts';
import type { Counted } from '../counts/report.ts';
import type { Decision } from '../engine/decide.ts';
import { apiVersionOf, kindFacts } from '../kubernetes/kinds.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { isObjectName, type ObjectName } from '../kubernetes/object-name.ts';
import { stringAt } from '../json/json.ts';
import { ownerOf } from './owner.ts';

export interface Reported {
  readonly namespace: string;
  /** The controller of the object, which has to be changed to change the object, or the object itself. */
  readonly object?: ObjectName;
  /** Each rule once. */
  readonly findings: readonly Counted[];
}

/**
 * Undefined in the mutating phase: kube-apiserver's own validation follows, and what it refuses does not depend on Podward. So each request usually
 * counts once. kube-apiserver repeats the validating phase of an update that another one precedes (GuaranteedUpdate of
 * k8s.io/apiserver pkg/storage/etcd3/store.go).
 */
export function reportedOf({ change, outcome, findings }: Decision): Reported | undefined {
  if (change.phase !== 'validate' || outcome === 'denied' || !isDnsLabel(change.namespace)) return undefined;
  const byRule = new Map<string, Counted>();
  for (const { rule, mode, inModeDeny } of findings) if (mode !== 'deny') byRule.set(rule, { rule, mode, inModeDeny });
  if (byRule.size === 0) return undefined;
  const object = reportedObject(change);
  return { namespace: change.namespace, ...(object === undefined ? {} : { object }), findings: [...byRule.values()] };
}

function reportedObject(change: Change): ObjectName | undefined {
  const owner = ownerOf(change);
  if (owner !== undefined) return { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name };
  const { kind, after, name } = change;
  const object = {
    apiVersion: apiVersionOf(kindFacts(kind)),
    kind,
    name: name || stringAt(after, 'metadata', 'name') || '',
  };
  return isObjectName(object) ? object : undefined;
}

/** Places where a field exists and kube-apiserver refuses it, so that no advice may lead there. */
import { field, get, isSet, type Json } from '../../json/json.ts';
import { valueAt, type FieldPath } from '../../json/path.ts';
import { kindFacts, type Kind } from '../../kubernetes/kinds.ts';
import { containerKind } from '../../kubernetes/pod/containers.ts';
import { restartPolicies, restartPoliciesOf } from '../../kubernetes/pod/policies.ts';
import { hookHandlers, probeHandlers } from '../../kubernetes/pod/handlers.ts';
import { probeTypes } from '../../kubernetes/pod/probes.ts';
import { isVolumeSource, sourcesOf } from '../../kubernetes/pod/volumes.ts';
import type { UnknownField } from '../../kubernetes/schema/type-mistakes.ts';

/**
 * `kubectl debug` adds ephemeral containers, claims belong to containers, a readiness probe never stops a container, and nobody means the
 * selector of a volume claim. The metadata of a template count only for labels and annotations, and a claim has its own name.
 */
const inEveryKind =
  /\.ephemeralContainers\b|\bspec\.resources\.claims\b|\.readinessProbe\.terminationGracePeriodSeconds|\.volumeClaimTemplate\.spec\.selector\b|[tT]emplate(?:s\[0\])?\.metadata\.(?!labels|annotations)/;

/** Whether kube-apiserver would refuse the unknown field if it were moved to this path. `root` is the whole object. */
export function isRefusedAt(path: FieldPath, { name, object }: UnknownField, kind: Kind, root: Json): boolean {
  const at = path.toString();
  if (inEveryKind.test(at) || isOfInitContainer(path, root) || isSecondHandler(path, root)) return true;
  if (isSecondSource(path, root)) return true;
  const podSpec = kindFacts(kind).podPath.child('spec').toString();
  const policies = restartPoliciesOf(kind);
  const value = field(object.value, name);
  if (at === `${podSpec}.restartPolicy`)
    return restartPolicies.some((policy) => policy === value && !policies.includes(policy));
  if (at === `${podSpec}.activeDeadlineSeconds`) return !policies.includes('Never');
  // The API server generates the selector of a Job, unless manualSelector is true.
  if (kind === 'CronJob') return /^spec\.jobTemplate\.spec\.(?:selector|manualSelector)\b/.test(at);
  const isManual = [get(root, 'spec'), object.value].some((spec) => field(spec, 'manualSelector') === true);
  return kind === 'Job' && !isManual && /^spec\.selector\b/.test(at);
}

const refusedInInit: ReadonlySet<string | number> = new Set(['lifecycle', ...probeTypes]);

/** Whether the path leads to a probe or a hook of an init container that runs to completion. */
function isOfInitContainer(path: FieldPath, root: Json): boolean {
  for (let at = path; at.depth > 1; at = at.parent) {
    if (!refusedInInit.has(at.last)) continue;
    const container = at.parent;
    if (containerKind(String(container.parent.last), valueAt(root, container)) === 'init') return true;
  }
  return false;
}

const handlers: readonly string[] = [...new Set([...probeHandlers, ...hookHandlers])];

/** Whether the path leads into a handler beside the only one that a probe or a hook may have. */
function isSecondHandler({ parent: handler }: FieldPath, root: Json): boolean {
  if (!handlers.some((name) => name === handler.last)) return false;
  const around = valueAt(root, handler.parent);
  return handlers.some((name) => name !== handler.last && isSet(field(around, name)));
}

/** Whether the path leads into a source beside the only one that a volume may have. */
function isSecondSource(path: FieldPath, root: Json): boolean {
  for (let at = path; at.depth > 2; at = at.parent) {
    if (at.parent.parent.last !== 'volumes') continue;
    return isVolumeSource(String(at.last)) && sourcesOf(valueAt(root, at.parent)).some((source) => source !== at.last);
  }
  return false;
}

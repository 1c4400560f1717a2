/** The handlers of probes and lifecycle hooks. Sources: ProbeHandler and LifecycleHandler of k8s.io/api/core/v1. */
import { isLasting, type Container } from './containers.ts';
import { isObject, isSet, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { probesOf, type ProbeType } from './probes.ts';

type HandlerName = 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep';

/** In the order in which kube-apiserver validates them: the first handler that is set is the one that it accepts. */
export const probeHandlers: readonly HandlerName[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
export const hookHandlers: readonly HandlerName[] = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

const hookNames = ['postStart', 'preStop'] as const;
type HookName = (typeof hookNames)[number];

interface Hook {
  readonly name: HookName;
  readonly container: Container;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The lifecycle hooks of regular containers and sidecar containers. */
export function hooksOf(containers: readonly Container[]): readonly Hook[] {
  const hooks: Hook[] = [];
  for (const container of containers) {
    const lifecycle = container.value['lifecycle'];
    if (!isObject(lifecycle) || !isLasting(container)) continue;
    for (const name of hookNames) {
      const value = lifecycle[name];
      if (isObject(value)) hooks.push({ name, container, value, path: container.path.child('lifecycle', name) });
    }
  }
  return hooks;
}

/** The handlers that are set in a probe or hook. An empty object counts as set. */
export function handlersIn(value: JsonObject, names: readonly HandlerName[]): HandlerName[] {
  return names.filter((name) => isSet(value[name]));
}

export interface Handler {
  readonly name: HandlerName;
  /** The probe or hook that contains the handler. */
  readonly of: ProbeType | HookName;
  readonly container: Container;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The first handler of every probe and every hook. kube-apiserver does not validate the others. */
export function handlersOf(containers: readonly Container[]): readonly Handler[] {
  const handlers: Handler[] = [];
  for (const probe of probesOf(containers)) addFirst(probe, probe.type, probeHandlers, handlers);
  for (const hook of hooksOf(containers)) addFirst(hook, hook.name, hookHandlers, handlers);
  return handlers;
}

function addFirst(
  action: Pick<Handler, 'container' | 'value' | 'path'>,
  of: Handler['of'],
  names: readonly HandlerName[],
  handlers: Handler[],
): void {
  for (const name of names) {
    const value = action.value[name];
    if (!isSet(value)) continue;
    if (isObject(value)) handlers.push({ name, of, container: action.container, value, path: action.path.child(name) });
    return;
  }
}

/** What a probe or a lifecycle hook does, and how. Sources: ProbeHandler and LifecycleHandler of k8s.io/api/core/v1. */
import type { Container } from './containers.ts';
import { isObject, isSet, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { lastingContainers, probesOf } from './probes.ts';

type HandlerName = 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep';

/** In the order in which kube-apiserver looks for them: the first one counts. */
export const probeHandlers: readonly HandlerName[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
export const hookHandlers: readonly HandlerName[] = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

interface Hook {
  readonly value: JsonObject;
  readonly path: FieldPath;
}

const hookNames = ['postStart', 'preStop'] as const;

/** The lifecycle hooks of regular containers and sidecars. */
export function* hooksOf(containers: Iterable<Container>): Generator<Hook> {
  for (const container of lastingContainers(containers)) {
    const lifecycle = container.value['lifecycle'];
    if (!isObject(lifecycle)) continue;
    for (const name of hookNames) {
      const value = lifecycle[name];
      if (isObject(value)) yield { value, path: container.path.child('lifecycle', name) };
    }
  }
}

/** Which of the handlers a probe or hook names. An empty object names one. */
export function handlersIn(value: JsonObject, names: readonly HandlerName[]): HandlerName[] {
  return names.filter((name) => isSet(value[name]));
}

export interface Handler {
  readonly name: HandlerName;
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The handler that counts, of every probe and every hook. */
export function* handlersOf(containers: readonly Container[]): Generator<Handler> {
  for (const probe of probesOf(containers)) yield* firstHandler(probe.value, probe.path, probeHandlers);
  for (const hook of hooksOf(containers)) yield* firstHandler(hook.value, hook.path, hookHandlers);
}

function* firstHandler(action: JsonObject, path: FieldPath, names: readonly HandlerName[]): Generator<Handler> {
  const name = names.find((candidate) => isSet(action[candidate]));
  const value = name === undefined ? undefined : action[name];
  if (name !== undefined && isObject(value)) yield { name, value, path: path.child(name) };
}

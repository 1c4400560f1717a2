import { annotationBytes, isMirrorPod, maxAnnotationBytes } from '../kubernetes/annotations.ts';
import { containersOf } from '../kubernetes/pod/containers.ts';
import {
  field,
  get,
  isObject,
  isSet,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
} from '../json/json.ts';
import { portNameError } from '../kubernetes/names.ts';
import { same } from '../kubernetes/schema/difference.ts';
import { shapeOf } from '../kubernetes/schema/shape.ts';
import { kindFacts, metadataPath, type Kind } from '../kubernetes/kinds.ts';
import { handlersIn, probeHandlers } from '../kubernetes/pod/handlers.ts';
import { isPortNumber, protocolOf } from '../kubernetes/ports.ts';
import { topOwnerOf } from '../kubernetes/pod/owner.ts';
import { probeTimings, probeTypes } from '../kubernetes/pod/probes.ts';
import { FieldPath, valueAt } from '../json/path.ts';
import { advise } from '../rules/finding.ts';
import { defaultedAnnotation } from '../change/defaulted-annotation.ts';
import { quoted } from '../text/quoted.ts';
import { defineDefault, type Addition } from './default.ts';

/** With the value `off`, Podward adds no probes to the containers of the Pod. */
const defaultProbesAnnotation = 'podward.dev/default-probes';

/** The numbers of a probe are int32. The API server could not read the patch with a higher one, and would refuse the Pod. */
const maxInt32 = 2_147_483_647;

const templates = (description: string) => ({
  type: 'object',
  default: {},
  description,
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      httpGet: {
        type: 'object',
        additionalProperties: false,
        properties: { path: { type: 'string', pattern: '^/' as const }, scheme: { enum: ['HTTP', 'HTTPS'] } },
      },
      grpc: { type: 'object', additionalProperties: false, properties: { service: { type: 'string' } } },
      tcpSocket: { type: 'object', additionalProperties: false },
      initialDelaySeconds: { type: 'integer', minimum: 0, maximum: maxInt32 },
      timeoutSeconds: { type: 'integer', minimum: 1, maximum: maxInt32 },
      periodSeconds: { type: 'integer', minimum: 1, maximum: maxInt32 },
      failureThreshold: { type: 'integer', minimum: 1, maximum: maxInt32 },
    },
    oneOf: [{ required: ['httpGet'] }, { required: ['grpc'] }, { required: ['tcpSocket'] }],
  },
});

const optOut = `To prevent this, set the annotation ${defaultProbesAnnotation}: "off".` as const;
const optOutOfTemplate = `To prevent this, annotate the Pod template with ${defaultProbesAnnotation}: "off".` as const;

export const readinessProbe = defineDefault({
  id: 'readiness-probe',
  title: 'Add a readiness probe to a container that declares a TCP port and has no probe',
  why: 'Without a readiness probe, a Pod gets traffic before its containers listen. A readiness probe never restarts a container. A liveness probe could, so Podward adds one only where a cluster administrator has configured it.',
  enabled: true,
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  options: {
    readiness: templates(
      'Readiness probes by the name of the port. Each one has exactly one of httpGet, grpc or tcpSocket, and gets the number of the port.',
    ),
    liveness: templates(
      'Liveness probes by the name of the port, in the same form. None is added unless it is listed here.',
    ),
  },
  messages: {
    readinessProbe: {
      text: 'Podward adds a readiness probe ({{probe}}) to {{container}}, which has no probe.',
      fix: optOut,
    },
    livenessProbe: {
      text: 'Podward adds a liveness probe ({{probe}}) to {{container}}, as configured for port {{port}}.',
      fix: optOut,
    },
    readinessProbeOfPods: {
      text: 'Podward adds a readiness probe ({{probe}}) to {{container}} of each Pod.',
      fix: optOutOfTemplate,
    },
    livenessProbeOfPods: {
      text: 'Podward adds a liveness probe ({{probe}}) to {{container}} of each Pod, as configured for port {{port}}.',
      fix: optOutOfTemplate,
    },
  },
  *fill({ after }, options) {
    if (isExcluded(after)) return;
    const added = new Set<string>();
    for (const { path, kind, value, port } of probesFor(after, FieldPath.root, options)) {
      added.add(kind);
      yield { path, value, note: advise(path, kind, { shown: { probe: describe(value), port } }) };
    }
    if (added.size > 0) yield* mark(after, [...added].join());
  },
  *announce({ kind, before, after }, options) {
    // The author of a Deployment has already seen the note for its ReplicaSets.
    if (!servingKinds.includes(kind) || topOwnerOf(after) !== undefined) return;
    const { podPath } = kindFacts(kind);
    const template = valueAt(after, podPath);
    if (isExcluded(template) || hasPeers(after)) return;
    if (before !== undefined) {
      const stored = valueAt(before, podPath);
      const differs = !same(
        get(stored, 'spec', 'containers'),
        get(template, 'spec', 'containers'),
        shapeOf('PodSpec', 'containers'),
      );
      if (!differs && !isExcluded(stored)) return;
    }
    for (const { path, kind: probe, value, port } of probesFor(template, podPath, options))
      yield advise(path.parent, `${probe}OfPods`, { shown: { probe: describe(value), port } });
  },
});

/** Workloads whose Pods always restart. No controller creates Pods from a PodTemplate. */
const servingKinds: readonly Kind[] = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'];

interface ProbeOptions {
  readonly readiness: Json;
  readonly liveness: Json;
}

interface PortProbe {
  readonly value: JsonObject;
  /** The name of the port in quotes. */
  readonly port: string;
}

interface AddedProbe extends PortProbe {
  readonly path: FieldPath;
  readonly kind: 'readinessProbe' | 'livenessProbe';
}

function* probesFor(pod: Json | undefined, podPath: FieldPath, options: ProbeOptions): Iterable<AddedProbe> {
  for (const { value, path } of containersOf(objectAt(pod, 'spec'), podPath.child('spec'), ['containers'])) {
    if (probeTypes.some((kind) => isSet(field(value, kind)))) continue;
    const ports = byPurpose(listAt(value, 'ports').filter(isTcpPort));
    const readiness = templatedProbe(ports, options.readiness) ?? defaultProbe(ports);
    if (readiness === undefined) continue;
    yield { path: path.child('readinessProbe'), kind: 'readinessProbe', ...readiness };
    const liveness = templatedProbe(ports, options.liveness);
    if (liveness !== undefined) yield { path: path.child('livenessProbe'), kind: 'livenessProbe', ...liveness };
  }
}

/** Pods that terminate, Pods that opted out, and peers. */
function isExcluded(pod: Json | undefined): boolean {
  return (
    (stringAt(pod, 'spec', 'restartPolicy') ?? 'Always') !== 'Always' ||
    isMirrorPod(pod) ||
    get(pod, 'metadata', 'annotations', defaultProbesAnnotation) === 'off' ||
    (stringAt(pod, 'spec', 'subdomain') ?? '') !== ''
  );
}

/**
 * Peers find each other by the DNS names that a subdomain gives them, which are published only for ready Pods. Peers that wait for each
 * other before they listen would wait forever. The Pods of a StatefulSet get its serviceName as their subdomain
 * (pkg/controller/statefulset/stateful_set_utils.go, initIdentity). No other kind in `servingKinds` has the field.
 */
const hasPeers = (workload: JsonObject): boolean => (stringAt(workload, 'spec', 'serviceName') ?? '') !== '';

/**
 * The annotation that says that Podward added the probe. It is omitted if it would exceed the limit for annotations, because the Pod
 * would be refused.
 */
function* mark(pod: JsonObject, value: string): Iterable<Addition<never>> {
  const annotations = get(pod, 'metadata', 'annotations');
  if (isSet(field(annotations, defaultedAnnotation))) return;
  const room = maxAnnotationBytes - defaultedAnnotation.length - value.length;
  if (annotationBytes(annotations, room) <= room)
    yield { path: metadataPath.child('annotations').key(defaultedAnnotation), value };
}

function isTcpPort(port: Json): boolean {
  return isPortNumber(field(port, 'containerPort')) && protocolOf(port) === 'TCP';
}

/** Words in the names of ports, such as http in http-web. */
const serving = new Set(['http', 'https', 'web', 'grpc']);
const aside = new Set(['debug', 'jdwp', 'metrics', 'admin']);

const isNamedFor =
  (words: ReadonlySet<string>) =>
  (port: Json): boolean => {
    const name = stringAt(port, 'name') ?? '';
    return portNameError(name) === undefined && name.split('-').some((word) => words.has(word));
  };
const isAside = isNamedFor(aside);
const isServing = isNamedFor(serving);

/**
 * Ports with the name of a protocol that the container serves come first, then those with an unknown purpose, then those for operators.
 * Ports with the same purpose keep their order.
 */
function byPurpose(ports: readonly Json[]): Json[] {
  const {
    serves = [],
    unknown = [],
    operates = [],
  } = Object.groupBy(ports, (port) => (isAside(port) ? 'operates' : isServing(port) ? 'serves' : 'unknown'));
  return [...serves, ...unknown, ...operates];
}

/** A port for operators does not show whether a container is ready. If there is no other port, no probe is added. */
function defaultProbe([first]: readonly Json[]): PortProbe | undefined {
  return first === undefined || isAside(first) ? undefined : probe({ tcpSocket: {} }, first);
}

/** The probe of the first port whose name has a template. */
function templatedProbe(ports: readonly Json[], templates: Json): PortProbe | undefined {
  for (const port of ports) {
    const template = get(templates, stringAt(port, 'name') ?? '');
    if (isObject(template)) return probe(template, port);
  }
  return undefined;
}

/** The template, with the port in its handler and all numbers filled in. */
function probe(template: JsonObject, port: Json): PortProbe {
  const number = numberAt(port, 'containerPort')!;
  const handler = handlerOf(template);
  const value = { ...probeTimings, ...template, [handler]: { ...objectAt(template, handler), port: number } };
  return { value, port: quoted(stringAt(port, 'name') ?? '') };
}

/** The policy schema requires exactly one. */
const handlerOf = (probe: JsonObject): string => handlersIn(probe, probeHandlers)[0]!;

function describe(value: JsonObject): string {
  const handler = handlerOf(value);
  return `${handler} on port ${String(numberAt(value, handler, 'port'))}`;
}

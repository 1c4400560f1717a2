import {
  annotationBytes,
  defaultedAnnotation,
  defaultProbesAnnotation,
  maxAnnotationBytes,
  mirrorAnnotation,
} from '../kubernetes/annotations.ts';
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
import { same } from '../kubernetes/schema/difference.ts';
import { shapeOf } from '../kubernetes/schema/shape.ts';
import { kindFacts, type Kind } from '../kubernetes/kinds.ts';
import { controllerOf } from '../kubernetes/pod/owner.ts';
import { probeTypes } from '../kubernetes/pod/probes.ts';
import { FieldPath, metadataPath, valueAt } from '../json/path.ts';
import type { Options } from '../rules/rule.ts';
import { defineDefault, type Addition, type Announcement } from './default.ts';
import { probeTimings } from './probe-timings.ts';

const templates = (what: string): JsonObject => ({
  type: 'object',
  default: {},
  description: `${what} by port name, each with one of httpGet, grpc or tcpSocket; the port is filled in.`,
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      httpGet: {
        type: 'object',
        additionalProperties: false,
        properties: { path: { type: 'string', pattern: '^/' }, scheme: { enum: ['HTTP', 'HTTPS'] } },
      },
      grpc: { type: 'object', additionalProperties: false, properties: { service: { type: 'string' } } },
      tcpSocket: { type: 'object', additionalProperties: false },
      initialDelaySeconds: { type: 'integer', minimum: 0 },
      timeoutSeconds: { type: 'integer', minimum: 1 },
      periodSeconds: { type: 'integer', minimum: 1 },
      failureThreshold: { type: 'integer', minimum: 1 },
    },
    oneOf: [{ required: ['httpGet'] }, { required: ['grpc'] }, { required: ['tcpSocket'] }],
  },
});

export const readinessProbe = defineDefault({
  id: 'readiness-probe',
  title: 'A container that serves a TCP port and has no probe gets a readiness probe',
  why: 'Without one a Pod gets traffic from the moment its process exists, before it listens. A readiness probe takes traffic away and restarts nothing, so it is safe to add; a liveness probe is not, and is added only where the operator asks.',
  enabled: true,
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  options: {
    readiness: templates('Readiness probes'),
    liveness: templates('Liveness probes, for those who want them added too,'),
  },
  *fill({ after }, options): Iterable<Addition> {
    if (isLeftAlone(after)) return;
    const added = new Set<string>();
    for (const { path, kind, value, name } of probesFor(after, FieldPath.root, options)) {
      added.add(kind);
      const note = `container ${JSON.stringify(name)} had no probe and got this one: ${describe(value)}. ${optOut('annotation')}`;
      yield { path: path.child(kind), value, note };
    }
    if (added.size > 0) yield* mark(after, [...added].join());
  },
  *announce({ kind, before, after }, options): Iterable<Announcement> {
    // Of a ReplicaSet that a Deployment made, the author has heard at the Deployment.
    if (!servingKinds.includes(kind) || controllerOf(after) !== undefined) return;
    const { podPath } = kindFacts(kind);
    const template = valueAt(after, podPath);
    if (isLeftAlone(template) || hasPeers(after)) return;
    if (before !== undefined) {
      const stored = valueAt(before, podPath);
      const differs = !same(
        get(stored, 'spec', 'containers'),
        get(template, 'spec', 'containers'),
        shapeOf('PodSpec', 'containers'),
      );
      if (!differs && !isLeftAlone(stored)) return;
    }
    for (const { path, kind: probeKind, value, name } of probesFor(template, podPath, options)) {
      const what = probeKind === 'readinessProbe' ? 'readiness probe' : 'liveness probe';
      const note = `Pods get a ${what} for container ${JSON.stringify(name)}: ${describe(value)}. ${optOut('template annotation')}`;
      yield { path, note };
    }
  },
});

/** The workloads whose Pods restart always. Nothing in Kubernetes makes Pods of a PodTemplate. */
const servingKinds: readonly Kind[] = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'];

const optOut = (where: string): string => `Opt out with the ${where} ${defaultProbesAnnotation}: "off".`;

interface AddedProbe {
  /** Of the container. */
  readonly path: FieldPath;
  readonly name: string;
  readonly kind: 'readinessProbe' | 'livenessProbe';
  readonly value: JsonObject;
}

function* probesFor(pod: Json | undefined, podPath: FieldPath, options: Options): Iterable<AddedProbe> {
  for (const { value, name, path } of containersOf(objectAt(pod, 'spec'), podPath.child('spec'), ['containers'])) {
    if (probeTypes.some((kind) => isSet(field(value, kind)))) continue;
    const ports = byPurpose(listAt(value, 'ports').filter(isTcpPort));
    const readiness = templatedProbe(ports, options, 'readiness') ?? defaultProbe(ports);
    if (readiness === undefined) continue;
    yield { path, name, kind: 'readinessProbe', value: readiness };
    const liveness = templatedProbe(ports, options, 'liveness');
    if (liveness !== undefined) yield { path, name, kind: 'livenessProbe', value: liveness };
  }
}

/** Pods that come to an end, that opted out, and peers. */
function isLeftAlone(pod: Json | undefined): boolean {
  const annotations = objectAt(pod, 'metadata', 'annotations');
  return (
    (stringAt(pod, 'spec', 'restartPolicy') ?? 'Always') !== 'Always' ||
    isSet(annotations[mirrorAnnotation]) ||
    annotations[defaultProbesAnnotation] === 'off' ||
    (stringAt(pod, 'spec', 'subdomain') ?? '') !== ''
  );
}

/**
 * Peers find one another by the DNS names that a subdomain gives them, and these are published for ready Pods alone. Peers that wait for
 * each other before they listen would wait for ever. The Pods of a StatefulSet get its serviceName as their subdomain
 * (pkg/controller/statefulset/stateful_set_utils.go, initIdentity); no other kind that serves has the field.
 */
const hasPeers = (workload: JsonObject): boolean => (stringAt(workload, 'spec', 'serviceName') ?? '') !== '';

/** Whoever meets the probe on a Pod of a controller's can see whence it came. Left out where it would not fit: then the Pod would be refused. */
function* mark(pod: JsonObject, value: string): Iterable<Addition> {
  const annotations = get(pod, 'metadata', 'annotations');
  if (isSet(field(annotations, defaultedAnnotation))) return;
  const bytes = annotationBytes(annotations) + defaultedAnnotation.length + value.length;
  if (bytes <= maxAnnotationBytes) yield { path: metadataPath.child('annotations').key(defaultedAnnotation), value };
}

function isTcpPort(port: Json): boolean {
  const number = numberAt(port, 'containerPort') ?? 0;
  return Number.isInteger(number) && number >= 1 && number <= 65535 && (stringAt(port, 'protocol') ?? 'TCP') === 'TCP';
}

/** Words in the names of ports, such as http in http-web. */
const serving = new Set(['http', 'https', 'web', 'grpc']);
const aside = new Set(['debug', 'jdwp', 'metrics', 'admin']);

/** Of a valid name (IANA_SVC_NAME). */
const maxPortName = 15;

const isNamedFor =
  (words: ReadonlySet<string>) =>
  (port: Json): boolean => {
    const name = stringAt(port, 'name') ?? '';
    return name.length <= maxPortName && name.split('-').some((word) => words.has(word));
  };
const isAside = isNamedFor(aside);
const isServing = isNamedFor(serving);

/** The ports that are what a container is for, then those of which nothing is known, then those for its operators; each in their order. */
function byPurpose(ports: readonly Json[]): Json[] {
  const {
    serves = [],
    unknown = [],
    operates = [],
  } = Object.groupBy(ports, (port) => (isAside(port) ? 'operates' : isServing(port) ? 'serves' : 'unknown'));
  return [...serves, ...unknown, ...operates];
}

/** A port for operators says nothing about whether a container is ready: without another one there is no probe. */
function defaultProbe([first]: readonly Json[]): JsonObject | undefined {
  return first === undefined || isAside(first) ? undefined : probe({ tcpSocket: {} }, first);
}

/** The probe of the first port whose name has a template. */
function templatedProbe(ports: readonly Json[], options: Options, kind: 'readiness' | 'liveness') {
  for (const port of ports) {
    const template = get(options[kind], stringAt(port, 'name') ?? '');
    if (isObject(template)) return probe(template, port);
  }
  return undefined;
}

/** The template with the port in its handler and every number filled in. */
function probe(template: JsonObject, port: Json): JsonObject {
  const number = numberAt(port, 'containerPort')!;
  const handler = (['httpGet', 'grpc', 'tcpSocket'] as const).find((name) => isObject(template[name]))!;
  return { ...probeTimings, ...template, [handler]: { ...objectAt(template, handler), port: number } };
}

function describe(value: JsonObject): string {
  const handler = ['httpGet', 'grpc', 'tcpSocket'].find((name) => isObject(field(value, name)))!;
  return `${handler} on port ${String(numberAt(value, handler, 'port'))}`;
}

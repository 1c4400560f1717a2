import { defaultProbesAnnotation, mirrorAnnotation } from '../pod/annotations.ts';
import { containersOf } from '../pod/containers.ts';
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
} from '../pod/json.ts';
import { specPath } from '../pod/path.ts';
import type { Options } from '../rules/rule.ts';
import { defineDefault, type Addition } from './default.ts';
import { probeKinds, probeTimings } from './probe-timings.ts';

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
    const spec = objectAt(after, 'spec');
    if ((stringAt(spec, 'restartPolicy') ?? 'Always') !== 'Always' || isOptedOut(after)) return;
    for (const { value, name, path } of containersOf(spec, specPath, ['containers'])) {
      if (probeKinds.some((kind) => isSet(field(value, kind)))) continue;
      const ports = listAt(value, 'ports').filter(isTcpPort);
      if (ports[0] === undefined) continue;
      const readiness = templatedProbe(ports, options, 'readiness') ?? probe({ tcpSocket: {} }, ports[0]);
      const note = `container ${JSON.stringify(name)} had no probe: added ${describe(readiness)}; annotate ${defaultProbesAnnotation}: "off" for none`;
      yield { path: path.child('readinessProbe'), value: readiness, note };
      const liveness = templatedProbe(ports, options, 'liveness');
      if (liveness !== undefined)
        yield { path: path.child('livenessProbe'), value: liveness, note: `added ${describe(liveness)}` };
    }
  },
});

function isOptedOut(pod: JsonObject): boolean {
  const annotations = objectAt(pod, 'metadata', 'annotations');
  return isSet(annotations[mirrorAnnotation]) || annotations[defaultProbesAnnotation] === 'off';
}

function isTcpPort(port: Json): boolean {
  const number = numberAt(port, 'containerPort') ?? 0;
  return Number.isInteger(number) && number >= 1 && number <= 65535 && (stringAt(port, 'protocol') ?? 'TCP') === 'TCP';
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

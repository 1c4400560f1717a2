/** Valid objects for test cases, as an API server sends them to a webhook. Each call creates a new one. */
import type { JsonObject } from '../src/json/json.ts';
import type { Kind } from '../src/kubernetes/kinds.ts';

export const container = (extra: JsonObject = {}): JsonObject => ({
  name: 'web',
  image: 'registry.example.com/web:1',
  imagePullPolicy: 'IfNotPresent',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  ...extra,
});

export const podSpec = (extra: JsonObject = {}): JsonObject => ({
  containers: [container()],
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
  ...extra,
});

export const metadata = (extra: JsonObject = {}): JsonObject => ({
  name: 'web',
  namespace: 'default',
  uid: '11111111-2222-3333-4444-555555555555',
  resourceVersion: '7',
  generation: 1,
  creationTimestamp: '2026-01-02T03:04:05Z',
  ...extra,
});

/** A Pod with the usual spec and metadata, extended by these. */
export const pod = (spec: JsonObject = {}, meta: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(meta),
  spec: podSpec(spec),
});

/** A Pod with one container. */
export const podWith = (extra: JsonObject, spec: JsonObject = {}): JsonObject =>
  pod({ containers: [container(extra)], ...spec });

const selector = { matchLabels: { app: 'web' } };
const template = (spec: JsonObject): JsonObject => ({ metadata: { labels: { app: 'web' } }, spec: podSpec(spec) });

/** A workload with the usual template, extended by this spec. `own` extends the workload's own spec. */
export function workload(kind: Exclude<Kind, 'Pod'>, spec: JsonObject = {}, own: JsonObject = {}): JsonObject {
  const isBatch = kind === 'Job' || kind === 'CronJob';
  return workloadOf(kind, template(isBatch ? { restartPolicy: 'Never', ...spec } : spec), own);
}

/** A workload with exactly this template. */
export function workloadOf(kind: Exclude<Kind, 'Pod'>, template: JsonObject, own: JsonObject = {}): JsonObject {
  const meta = { metadata: metadata() };
  switch (kind) {
    case 'PodTemplate':
      return { apiVersion: 'v1', kind, ...meta, template };
    case 'ReplicationController':
      return { apiVersion: 'v1', kind, ...meta, spec: { replicas: 1, selector: { app: 'web' }, template, ...own } };
    case 'Job':
      return { apiVersion: 'batch/v1', kind, ...meta, spec: { template, ...own } };
    case 'CronJob': {
      const jobTemplate = { spec: { template } };
      return { apiVersion: 'batch/v1', kind, ...meta, spec: { schedule: '0 * * * *', jobTemplate, ...own } };
    }
    default:
      return { apiVersion: 'apps/v1', kind, ...meta, spec: { replicas: 1, selector, template, ...own } };
  }
}

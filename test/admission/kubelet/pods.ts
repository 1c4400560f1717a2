/** The parts of the recorded Pods. */
import { images } from './image.ts';

export const [image, nextImage] = images;

type Fields = Readonly<Record<string, unknown>>;

export const container = (name: string, command: string, extra: Fields = {}): Fields => ({
  name,
  image,
  imagePullPolicy: 'Never',
  command: ['/tool', ...command.split(' ')],
  ...extra,
});

/** A container that is ready after `ready` seconds, and alive until `broken`. */
export const web = (ready = 0, broken = 0, extra: Fields = {}): Fields =>
  container('web', `web ${ready} ${broken}`, {
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1, timeoutSeconds: 10 },
    livenessProbe: {
      httpGet: { path: '/live', port: 8080 },
      periodSeconds: 2,
      failureThreshold: 2,
      timeoutSeconds: 10,
    },
    ...extra,
  });

export const spec = (containers: readonly Fields[], extra: Fields = {}): Fields => ({
  // Every review contains the Pod twice, so fields that no scenario needs are omitted.
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 5,
  containers,
  ...extra,
});

export const pod = (
  name: string,
  containers: readonly Fields[],
  extra: Fields = {},
  metadata: Fields = {},
): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name }, ...metadata },
  spec: spec(containers, extra),
});

export const workload = (
  apiVersion: string,
  kind: string,
  name: string,
  podSpec: Fields,
  extra: Fields = {},
): Fields => ({
  apiVersion,
  kind,
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: podSpec },
    ...extra,
  },
});

export const job = (name: string, podSpec: Fields, extra: Fields = {}): Fields => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', ...podSpec } }, ...extra },
});

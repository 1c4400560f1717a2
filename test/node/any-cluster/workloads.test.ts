/** What a kubelet makes of the Pods that Podward lets in. */
import { describe, expect, test } from '@jest/globals';
import { figure } from '../figure.ts';
import { installed } from '../installed.ts';
import { condition } from '../namespace.ts';
import { attachTarget } from '../target.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const on = installed(attachTarget);

const container = (script: string, extra: object = {}): object => ({
  name: 'main',
  image: on.target.testImage,
  command: ['sh', '-c', script],
  ...extra,
});
/** As PID 1, the shell ignores SIGTERM unless it has a trap. */
const serve = 'httpd -p 8080; trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done';
const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

test('a Pod with a default readiness probe becomes ready when its container listens', async () => {
  const delay = 4;
  await on.namespace.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'slow' },
    spec: { containers: [container(`sleep ${delay}; ${serve}`, { ports: [{ containerPort: 8080 }] })] },
  });
  const pod = await on.namespace.until('pod', 'slow', 'ready', (one) => condition(one, 'Ready')?.status === 'True');
  expect(pod.spec.containers[0].readinessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
  const started = pod.status.containerStatuses[0].state.running.startedAt;
  const ready = secondsBetween(started, condition(pod, 'Ready').lastTransitionTime);
  figure(`a container that listens after ${delay} s was ready after ${ready} s`);
  // Both times are cut to seconds.
  expect(ready).toBeGreaterThanOrEqual(delay - 1);
  await on.namespace.kubectl('delete pod slow');
});

test('a Job without restartPolicy retries its container, and finishes', async () => {
  const once = 'if [ -e /work/failed ]; then echo done; else touch /work/failed; exit 1; fi';
  await on.namespace.apply({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'retry' },
    spec: {
      template: {
        spec: {
          containers: [container(once, { volumeMounts: [{ name: 'work', mountPath: '/work' }] })],
          volumes: [{ name: 'work', emptyDir: {} }],
        },
      },
    },
  });
  const job = await on.namespace.until(
    'job',
    'retry',
    'complete',
    (one) => condition(one, 'Complete')?.status === 'True',
  );
  const pods = await on.namespace.list('pods', 'batch.kubernetes.io/job-name=retry');
  expect(job.status.succeeded).toBe(1);
  expect(pods.map((pod) => [pod.spec.restartPolicy, pod.status.containerStatuses[0].restartCount])).toEqual([
    ['OnFailure', 1],
  ]);
  const took = secondsBetween(job.status.startTime, job.status.completionTime);
  figure(`a Job whose container failed once was complete after ${took} s, with 1 Pod and 1 restart`);
});

describe('roll', () => {
  const workload = (kind: string, version: string): any => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: kind.toLowerCase() },
    spec: {
      selector: { matchLabels: { app: kind } },
      ...(kind === 'DaemonSet' ? {} : { replicas: 3 }),
      ...(kind === 'StatefulSet' ? { serviceName: 'statefulset' } : {}),
      template: {
        metadata: { labels: { app: kind } },
        spec: {
          containers: [
            container(serve, { ports: [{ containerPort: 8080 }], env: [{ name: 'VERSION', value: version }] }),
          ],
        },
      },
    },
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet'])('a %s', async (kind) => {
    const name = `${kind.toLowerCase()}/${kind.toLowerCase()}`;
    for (const version of ['1', '2']) {
      const start = Date.now();
      await on.namespace.apply(workload(kind, version));
      const { code, stderr } = await on.namespace.kubectl(`rollout status ${name} --timeout=120s`);
      expect([code, stderr]).toEqual([0, '']);
      figure(`${kind} version ${version}: rolled out after ${((Date.now() - start) / 1000).toFixed(1)} s`);
    }
    const pods = (await on.namespace.list('pods', `app=${kind}`)).filter((pod) => !pod.metadata.deletionTimestamp);
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod.spec.containers[0].env[0].value).toBe('2');
      expect(condition(pod, 'Ready').status).toBe('True');
      // The Pods of a StatefulSet with a serviceName get no probe.
      expect(pod.spec.containers[0].readinessProbe === undefined).toBe(kind === 'StatefulSet');
    }
    await on.namespace.kubectl(`delete ${name}`);
  });
});

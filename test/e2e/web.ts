/** The Pod that most end-to-end tests change: a Pod as an application team would write it. */
import type { JsonObject } from '../../src/json/json.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * The `schedulerName` of Pods that nothing but the tests may change. On a cluster with nodes, no scheduler assigns them to one, so that no kubelet
 * writes their status.
 */
export const noScheduler = 'none';

export const password = 'correct-horse-battery-staple';

export const web = (): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    schedulerName: noScheduler,
    activeDeadlineSeconds: 600,
    terminationGracePeriodSeconds: 20,
    tolerations: [
      { key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' },
      { key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
    initContainers: [{ name: 'migrate', image: 'registry.example.com/migrate:1' }],
    containers: [
      {
        name: 'web',
        image: 'registry.example.com/web:1',
        command: ['/web', '--listen=:80'],
        env: [
          { name: 'LOG_LEVEL', value: 'info' },
          { name: 'PASSWORD', value: password },
        ],
        ports: [{ name: 'http', containerPort: 80 }],
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
      },
      { name: 'log', image: 'registry.example.com/log:1' },
    ],
  },
});

/** The Pod after a change. */
export function changed(change: (pod: any) => void): JsonObject {
  const pod = web();
  change(pod);
  return pod;
}

/** With that of the mode, more labels than a Namespace may have to be searched for those of Podward. */
export const manyLabels = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`label-${i}`, '']));

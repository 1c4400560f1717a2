/** All mistakes of a manifest are in one answer: five in an object of each kind, and no fewer than kube-apiserver itself would name. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { apiVersionOf, everyKind, kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import { makeNamespace, validatesStatefulSetTemplates, type Namespace } from './namespace.ts';

let podward: Namespace;
/** A namespace in which Podward judges nothing. */
let native: Namespace;

beforeAll(async () => {
  podward = await makeNamespace();
  native = await makeNamespace({ 'podward.dev/mode': 'off' }, podward.cluster);
});
afterAll(async () => {
  await native?.remove();
  await podward?.remove();
});

const container = { name: 'web', image: 'registry.example.com/web:1' };
const badProbe = { readinessProbe: { httpGet: { port: 'http' }, periodSeconds: -1 } };
const labels = { app: 'web' };
const selector = { matchLabels: labels };
const template = (spec: JsonObject = {}, extra: JsonObject = {}): JsonObject => ({
  metadata: { labels },
  spec: { containers: [{ ...container, ...extra }], ...spec },
});

/** Five mistakes in the fields of a container. */
const badPod = template(
  {},
  {
    name: 'Web',
    env: [{ name: 'A=B', value: '1' }],
    ports: [{ containerPort: 70000 }],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    ...badProbe,
  },
);
const fieldsOfPod = (spec: string): string[] =>
  ['name', 'env[0].name', 'ports[0].containerPort', 'volumeMounts[0].name', 'readinessProbe.periodSeconds'].map(
    (name) => `${spec}.containers[0].${name}`,
  );

interface Mistakes {
  readonly object: JsonObject;
  readonly fields: readonly string[];
}

/** A ReplicaSet or ReplicationController with a selector that does not match its template. */
const replicated = (selector: JsonObject): Mistakes => ({
  object: {
    spec: {
      selector,
      replicas: -1,
      minReadySeconds: -1,
      template: template({ restartPolicy: 'Never' }, badProbe),
    },
  },
  fields: [
    'spec.replicas',
    'spec.minReadySeconds',
    'spec.template.metadata.labels',
    'spec.template.spec.restartPolicy',
    'spec.template.spec.containers[0].readinessProbe.periodSeconds',
  ],
});

const mistakes: Record<Kind, Mistakes> = {
  Pod: { object: badPod, fields: fieldsOfPod('spec') },
  PodTemplate: { object: { template: badPod }, fields: fieldsOfPod('template.spec') },
  Deployment: {
    object: {
      spec: {
        selector,
        replicas: -1,
        minReadySeconds: 600,
        revisionHistoryLimit: -1,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
        template: template({}, badProbe),
      },
    },
    fields: [
      'spec.replicas',
      'spec.revisionHistoryLimit',
      'spec.progressDeadlineSeconds',
      'spec.strategy.rollingUpdate.maxUnavailable',
      'spec.template.spec.containers[0].readinessProbe.periodSeconds',
    ],
  },
  ReplicaSet: replicated({ matchLabels: { app: 'shop' } }),
  StatefulSet: {
    object: {
      spec: {
        selector,
        serviceName: 'web',
        replicas: -1,
        podManagementPolicy: 'Serial',
        updateStrategy: { type: 'Recreate' },
        ordinals: { start: -1 },
        template: template({}, badProbe),
      },
    },
    fields: [
      'spec.replicas',
      'spec.podManagementPolicy',
      'spec.updateStrategy.type',
      'spec.ordinals.start',
      ...(validatesStatefulSetTemplates ? ['spec.template.spec.containers[0].readinessProbe.periodSeconds'] : []),
    ],
  },
  DaemonSet: {
    object: {
      spec: {
        selector,
        minReadySeconds: -1,
        revisionHistoryLimit: -1,
        updateStrategy: { type: 'Recreate' },
        template: template({ restartPolicy: 'Never' }, badProbe),
      },
    },
    fields: [
      'spec.minReadySeconds',
      'spec.revisionHistoryLimit',
      'spec.updateStrategy.type',
      'spec.template.spec.restartPolicy',
      'spec.template.spec.containers[0].readinessProbe.periodSeconds',
    ],
  },
  Job: {
    object: {
      spec: {
        completionMode: 'Indexed',
        completions: 3,
        backoffLimit: -1,
        activeDeadlineSeconds: -1,
        successPolicy: { rules: [{ succeededIndexes: '3' }] },
        ttlSecondsAfterFinished: -1,
        template: template({ restartPolicy: 'Never' }, badProbe),
      },
    },
    fields: [
      'spec.backoffLimit',
      'spec.activeDeadlineSeconds',
      'spec.successPolicy.rules[0].succeededIndexes',
      'spec.ttlSecondsAfterFinished',
      'spec.template.spec.containers[0].readinessProbe.periodSeconds',
    ],
  },
  CronJob: {
    object: {
      spec: {
        schedule: '30 2 * * 7',
        timeZone: 'europe/berlin',
        concurrencyPolicy: 'Never',
        failedJobsHistoryLimit: -1,
        jobTemplate: { spec: { template: template({ restartPolicy: 'Never' }, badProbe) } },
      },
    },
    fields: [
      'spec.schedule',
      'spec.timeZone',
      'spec.concurrencyPolicy',
      'spec.failedJobsHistoryLimit',
      'spec.jobTemplate.spec.template.spec.containers[0].readinessProbe.periodSeconds',
    ],
  },
  ReplicationController: replicated({ app: 'shop' }),
};

/** The fields in the output of kubectl, which lists one problem on a line. */
const fieldsIn = (stderr: string): string[] => [...stderr.matchAll(/^\* (\S+): /gm)].map(([, field = '']) => field);

test.each(everyKind)('a %s with five mistakes', async (kind) => {
  const { object, fields } = mistakes[kind];
  const manifest = {
    apiVersion: apiVersionOf(kindFacts(kind)),
    kind,
    ...object,
    metadata: { name: 'web', labels },
  };
  const answer = await podward.kubectl('create -f -', manifest);
  const named = fieldsIn(answer.stderr);
  for (const field of fields) expect(named).toContain(field);
  for (const line of answer.stderr.split('\n').filter((each) => each.startsWith('* ')))
    expect(line).toMatch(/\[[a-z-]+\]$/);

  const other = await native.kubectl('create -f -', manifest);
  expect(other.stderr).not.toMatch(/\[[a-z]+-[a-z-]+\]$/m);
  expect(fieldsIn(other.stderr).length).toBeGreaterThanOrEqual(fields.length);
  expect(named.length).toBeGreaterThanOrEqual(fieldsIn(other.stderr).length);
});

/**
 * A loop that applies the same manifests every ten seconds, as GitOps tools do: after the first round nothing changes, and there is no
 * difference to show. Podward fills in its defaults in each round.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeNamespace, withoutWarnings, type Answer, type Namespace } from './namespace.ts';
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const image = 'registry.example.com/shop:1';
const podSpec = {
  schedulerName: noScheduler,
  containers: [{ name: 'shop', image, ports: [{ name: 'http', containerPort: 8080 }] }],
};
const batchSpec = { schedulerName: noScheduler, containers: [{ name: 'report', image }] };
/** Each controller has labels of its own, so that none adopts the Pods of another. */
const app = (name: string, own: object = {}) => {
  const labels = { app: name };
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec }, ...own };
};
const object = (apiVersion: string, kind: string, name: string, content: object): any => ({
  apiVersion,
  kind,
  metadata: { name, labels: { loop: 'yes' } },
  ...content,
});
const failurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] };
/** The port gets a readiness probe, and no manifest sets the restartPolicy of a Job. */
const manifests = [
  object('v1', 'Pod', 'pod', { spec: podSpec }),
  object('apps/v1', 'Deployment', 'deployment', { spec: app('deployment') }),
  object('apps/v1', 'StatefulSet', 'statefulset', { spec: app('statefulset', { serviceName: 'shop' }) }),
  object('apps/v1', 'DaemonSet', 'daemonset', { spec: app('daemonset') }),
  object('apps/v1', 'ReplicaSet', 'replicaset', { spec: app('replicaset') }),
  object('v1', 'ReplicationController', 'controller', { spec: app('controller', { selector: { app: 'controller' } }) }),
  object('v1', 'PodTemplate', 'template', { template: { spec: podSpec } }),
  object('batch/v1', 'Job', 'job', { spec: { template: { spec: batchSpec } } }),
  object('batch/v1', 'Job', 'suspended', { spec: { template: { spec: batchSpec }, suspend: true } }),
  object('batch/v1', 'Job', 'failures', { spec: { template: { spec: batchSpec }, podFailurePolicy: failurePolicy } }),
  object('batch/v1', 'CronJob', 'cronjob', {
    spec: { schedule: '0 4 * * *', jobTemplate: { spec: { template: { spec: batchSpec } } } },
  }),
];

const kinds = [...new Set(manifests.map(({ kind }) => kind.toLowerCase()))].join();
const [rounds, pauseMs] = [3, 10_000];

/** The objects without what controllers may write at any time through the subresource `status`, with which the revision of a Deployment is set. */
async function stored(namespace: Namespace): Promise<any[]> {
  const { stdout } = await namespace.kubectl(`get ${kinds} -l loop=yes -o json --show-managed-fields`);
  return (JSON.parse(stdout).items as any[]).map(({ metadata, ...object }) => ({
    ...object,
    status: undefined,
    metadata: {
      ...metadata,
      resourceVersion: undefined,
      annotations: { ...metadata.annotations, 'deployment.kubernetes.io/revision': undefined },
      managedFields: metadata.managedFields.filter((entry: any) => entry.subresource !== 'status'),
    },
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'podward-loop-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** How the loop applies, with the manifests in the directory `files` and an overlay of kustomize in `overlay`. */
const loops: [string, string, string][] = [
  ['kubectl apply', `-f ${folder}/files`, ''],
  ['kubectl apply --server-side', `-f ${folder}/files`, '--server-side --field-manager=flux'],
  ['kubectl apply --server-side --force-conflicts', `-f ${folder}/files`, '--server-side --force-conflicts'],
  ['kubectl apply -k', `-k ${folder}/overlay`, ''],
];

beforeAll(() => {
  const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  for (const name of ['files', 'base', 'overlay']) {
    mkdirSync(join(folder, name));
    if (name !== 'overlay') for (const manifest of manifests) write(`${name}/${manifest.metadata.name}.json`, manifest);
  }
  write('base/kustomization.yaml', { resources: manifests.map(({ metadata: { name } }) => `${name}.json`) });
  write('overlay/kustomization.yaml', {
    resources: ['../base'],
    labels: [{ pairs: { team: 'a' }, includeSelectors: false, includeTemplates: true }],
    images: [{ name: 'registry.example.com/shop', newTag: '2' }],
  });
});

const policyOf = async (namespace: Namespace, kind: string, name: string): Promise<string> =>
  (await namespace.get(kind, name)).spec.template.spec.restartPolicy;

interface Loop {
  namespace: Namespace;
  first: any[];
  later: Answer[];
  last: any[];
}
const played = new Map<string, Loop>();

/** The loops run at the same time, because each waits most of the time. */
beforeAll(async () => {
  await Promise.all(
    loops.map(async ([name, source, flags], i) => {
      const namespace = await makeNamespace(i < 2 ? { recorded: 'apply-loop' } : {});
      const apply = () => namespace.kubectl(`apply ${source} ${flags}`.trim());
      expect(withoutWarnings(await apply())).toMatchObject({ code: 0, stderr: '' });
      const first = await stored(namespace);
      const later: Answer[] = [];
      for (let round = 0; round < rounds; round++) {
        await sleep(pauseMs);
        later.push(await apply());
      }
      played.set(name, { namespace, first, later, last: await stored(namespace) });
    }),
  );
});
afterAll(() => Promise.all([...played.values()].map(({ namespace }) => namespace.remove())));

describe.each(loops)('%s', (name, source, flags) => {
  test('Podward fills in its defaults in the first round', async () => {
    const { namespace, first } = played.get(name)!;
    expect(first).toHaveLength(manifests.length);
    const pod = await namespace.get('pod', 'pod');
    expect(pod.spec.containers[0].readinessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
    expect(await policyOf(namespace, 'job', 'job')).toBe('OnFailure');
    expect(await policyOf(namespace, 'job', 'suspended')).toBe('OnFailure');
    expect(await policyOf(namespace, 'job', 'failures')).toBe('Never');
    const { jobTemplate } = (await namespace.get('cronjob', 'cronjob')).spec;
    expect(jobTemplate.spec.template.spec.restartPolicy).toBe('OnFailure');
  });

  test('later rounds change nothing', () => {
    const { first, later, last } = played.get(name)!;
    const outcome = flags === '' ? 'unchanged' : 'serverside-applied';
    for (const answer of later) {
      expect(answer).toMatchObject({ code: 0, stderr: '' });
      expect(answer.stdout.trim().split('\n')).toEqual(manifests.map(() => expect.stringMatching(`${outcome}$`)));
    }
    expect(last).toEqual(first);
  });

  test('kubectl diff is empty', async () => {
    const { namespace } = played.get(name)!;
    expect(await namespace.kubectl(`diff ${source} ${flags}`.trim())).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

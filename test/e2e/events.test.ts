/**
 * Events on the controllers of Pods that are refused, with the token and the permissions of the chart. This test has its own cluster,
 * because it takes these permissions away and stops the API server for some seconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { processRecords } from '../../devcluster/processes.ts';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { writeVolume } from '../../devcluster/volumes.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { encoded, pod as podOf, reviewOf } from '../admission/requests.ts';
import { commandsToType } from '../docs/tried.ts';
import { post } from '../server/client.ts';
import { series } from './metrics.ts';
import { makeNamespace, type Answer, type Namespace } from './namespace.ts';
import { web } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let started: TestCluster;
let namespace: Namespace;

beforeAll(async () => {
  const config = { rules: { 'liveness-equals-readiness': { mode: 'deny' } } };
  // The test itself replaces the token.
  started = await startTestCluster({ podward: { values: { events: { enabled: true }, config }, follow: false } });
  // The workloads exist before the namespace gets the mode deny, which is the order in which a platform team meets refused Pods.
  namespace = await makeNamespace({ 'podward.dev/mode': 'warn' }, started.cluster);
});
afterAll(async () => {
  await started?.stop();
});

const password = 'correct-horse-battery-staple';
const template = (): any => {
  const { spec } = web();
  const [container] = spec.containers;
  container.livenessProbe = container.readinessProbe;
  container.env = [{ name: 'PASSWORD', value: password }];
  delete spec.activeDeadlineSeconds;
  return { metadata: { labels: { app: 'shop' } }, spec };
};
const selector = { matchLabels: { app: 'shop' } };
const idle: any[] = [
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 0, selector, template: template() } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    spec: { replicas: 0, serviceName: 'shop', selector, template: template() },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: {
      suspend: true,
      template: { spec: { ...template().spec, restartPolicy: 'Never' } },
    },
  },
];

const eventsIn = async (): Promise<any[]> => {
  const { stdout } = await namespace.kubectl('get events --field-selector reason=RefusedByPodward -o json');
  return JSON.parse(stdout).items as any[];
};
/** Of the workload of this kind, which has the name of its kind. */
const eventsOf = async (kind: string): Promise<any[]> =>
  (await eventsIn()).filter(({ involvedObject: { kind: its, name } }) => its === kind && name === kind.toLowerCase());
const succeeds = (answer: Answer): void => expect(answer).toMatchObject({ code: 0 });

const metricOf = (result: string): Promise<number> =>
  series(started.podward, `podward_event_writes_total{result="${result}"}`);
const linesAbout = (message: string): number =>
  readFileSync(started.podward.log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}"`)).length;

/** Another owner each time, so that there is an Event each time. The server gets the review as from the API server. */
let owners = 0;
const owned = (): any => ({
  ...template(),
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `owner-${++owners}`, uid: `uid-${owners}`, controller: true },
    ],
  },
});
const hasEvent = (name: string) => async (): Promise<boolean> =>
  (await eventsIn()).some(({ involvedObject }) => involvedObject.name === name);

test('each controller whose Pod is refused gets one Event, with the findings and without values of env', async () => {
  for (const object of idle) {
    const { kind } = object;
    succeeds(await namespace.kubectl('create -f -', { ...object, metadata: { name: kind.toLowerCase() } }));
  }
  succeeds(await namespace.kubectl(`label namespace ${namespace.name} podward.dev/mode=deny --overwrite`));
  await waitFor('the mode', 30, async () => {
    const { code, stderr } = await namespace.kubectl('create --dry-run=server -f -', owned());
    // In mode warn, the finding is a warning.
    return code === 1 && stderr.includes('[liveness-equals-readiness]');
  });
  succeeds(await namespace.kubectl('scale rs/replicaset sts/statefulset --replicas=2'));
  succeeds(await namespace.kubectl('patch job job --type=merge -p {"spec":{"suspend":false}}'));
  for (const { kind } of idle) {
    const [event] = await waitFor(`the Event of the ${kind}`, 60, async () => {
      const events = await eventsOf(kind);
      return events.length > 0 && events;
    });
    const stored = await namespace.get(kind, kind.toLowerCase());
    expect(event.involvedObject).toMatchObject({ kind, name: kind.toLowerCase(), uid: stored.metadata.uid });
    expect(event).toMatchObject({ type: 'Warning', reportingComponent: 'podward.dev/podward' });
    expect(event.message).toContain('[liveness-equals-readiness]');
    expect(JSON.stringify(event)).not.toContain(password);
  }
});

test('a dry run writes none', async () => {
  const dry = owned();
  expect((await namespace.kubectl('create --dry-run=server -f -', dry)).stderr).toContain(
    '[liveness-equals-readiness]',
  );
  const wet = owned();
  expect((await namespace.kubectl('create -f -', wet)).stderr).toContain('[liveness-equals-readiness]');
  // Events are written one after another, so the other one would exist.
  await waitFor('the Event', 30, hasEvent(wet.metadata.ownerReferences[0].name));
  expect(await hasEvent(dry.metadata.ownerReferences[0].name)()).toBe(false);
});

test('an owner reference that no API server accepts causes no Event, and changes nothing else', async () => {
  const hostile = owned();
  const [reference] = hostile.metadata.ownerReferences;
  hostile.metadata.ownerReferences = [
    ...Array.from({ length: 10_000 }, (_, i) => ({ ...reference, controller: false, uid: `other-${i}` })),
    { ...reference, name: 'owner\u001b[31m\n' },
  ];
  expect((await namespace.kubectl('create -f -', hostile)).code).toBe(1);
  const next = owned();
  await namespace.kubectl('create -f -', next);
  await waitFor('the next Event', 30, hasEvent(next.metadata.ownerReferences[0].name));
  expect(await metricOf('refused')).toBe(0);
  expect((await eventsIn()).some(({ involvedObject }) => involvedObject.name.startsWith('owner\u001b'))).toBe(false);
});

test('without the permission, there is one log line and a metric, and reviews go on', async () => {
  const { stdout: binding } = await started.cluster.kubectl([
    'get',
    'clusterrolebinding',
    'podward-events',
    '-o',
    'json',
  ]);
  await started.cluster.kubectl(['delete', 'clusterrolebinding', 'podward-events']);
  await waitFor('a write without permission', 30, async () => {
    expect((await namespace.kubectl('create -f -', owned())).stderr).toContain('[liveness-equals-readiness]');
    return (await metricOf('forbidden')) >= 2;
  });
  expect(linesAbout('events cannot be written')).toBe(1);
  const { metadata, roleRef, subjects, apiVersion, kind } = JSON.parse(binding);
  const again = { apiVersion, kind, metadata: { name: metadata.name, labels: metadata.labels }, roleRef, subjects };
  await started.cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(again) });
  await waitFor('a write with permission', 30, async () => {
    await namespace.kubectl('create -f -', owned());
    return linesAbout('events are written again') === 1;
  });
});

test('the token is read again when the kubelet replaces it', async () => {
  const inRelease = ['--namespace', 'podward-system'];
  // The old token is not valid for the new ServiceAccount.
  await started.cluster.kubectl([...inRelease, 'delete', 'serviceaccount', 'podward']);
  await started.cluster.kubectl([...inRelease, 'create', 'serviceaccount', 'podward']);
  const forbidden = await metricOf('forbidden');
  await waitFor('a write with the old token', 60, async () => {
    await namespace.kubectl('create -f -', owned());
    return (await metricOf('forbidden')) > forbidden;
  });
  const { stdout: token } = await started.cluster.kubectl([...inRelease, 'create', 'token', 'podward']);
  const volume = join(started.cluster.dir, 'releases', 'podward-system-podward', 'volumes', 'api-server-token');
  await writeVolume(volume, new Map([['token', Buffer.from(token.trim())]]));
  const next = owned();
  await namespace.kubectl('create -f -', next);
  await waitFor('an Event with the new token', 30, hasEvent(next.metadata.ownerReferences[0].name));
});

test('kubectl describe shows the Event of the controller, which is still one, with a count', async () => {
  // Its count changes at most once a minute. The controllers try again at once if their objects change.
  const countOf = async (kind: string): Promise<number> => (await eventsOf(kind))[0]?.series?.count ?? 1;
  let round = 0;
  for (const { kind } of idle)
    await waitFor(
      `the count of the ${kind}`,
      120,
      async () => {
        const replicas = 2 + (++round % 2);
        await namespace.kubectl(`scale rs/replicaset sts/statefulset --replicas=${replicas}`);
        for (const suspend of [true, false])
          await namespace.kubectl(`patch job job --type=merge -p {"spec":{"suspend":${suspend}}}`);
        return (await countOf(kind)) > 1;
      },
      2_000,
    );
  for (const { kind } of idle) expect(await eventsOf(kind)).toHaveLength(1);
  const commands = commandsToType('test/e2e/events.test.ts');
  const [, verb, kind] = commands.take(/^kubectl describe /).split(' ');
  expect(commands.rest()).toEqual([]);
  const { stdout } = await namespace.kubectl(`${verb} ${kind} replicaset`);
  expect(stdout).toMatch(
    /Warning +RefusedByPodward +.* +podward\.dev\/podward.* +The Pod is invalid: spec\.containers\[0\]\.livenessProbe/,
  );
});

test('while the API server does not answer, reviews go on, and the Event is written afterwards', async () => {
  const apiServer = processRecords(started.cluster.dir).find(({ name }) => name === 'kube-apiserver')!;
  const { host, port } = started.podward.listen();
  const [reference] = owned().metadata.ownerReferences;
  const object = podOf({ restartPolicy: 'Sometimes' }, { ownerReferences: [reference] });
  const inNamespace = (name: string) => encoded(reviewOf({ object, namespace: name, dryRun: false }));
  const review = inNamespace(namespace.name);
  process.kill(apiServer.pid, 'SIGSTOP');
  try {
    for (let i = 0; i < 20; i++)
      expect((await post(port, '/validate/deny?timeout=5s', review, { host })).text).toContain('"allowed":false');
    // The first attempt is given up after 35 seconds.
    await waitFor('the log', 90, () => linesAbout('events cannot be written') === 3);
    // After a slow write, the namespace itself has to wait for minutes.
    const other = await post(port, '/validate/deny?timeout=5s', inNamespace('default'), { host });
    expect(other.text).toContain('"allowed":false');
  } finally {
    process.kill(apiServer.pid, 'SIGCONT');
  }
  await waitFor('the Event', 60, async () => {
    const selector = `involvedObject.name=${reference.name}`;
    const events = ['get', 'events', '--namespace', 'default', '--field-selector', selector, '--output', 'name'];
    return (await started.cluster.kubectl(events, { reject: false })).stdout !== '';
  });
});

/** Podward in the network of its node, with labels, a log level and a flag of the user. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '../../../devcluster/wait.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { install, release, remove, systemNamespace, testRelease, untilReviewed, upgrade } from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let target: Target;
let namespace: Namespace;
beforeAll(async () => {
  target = ownNodeTarget(await ownNode());
  namespace = await makeNamespace(target);
  await install(target, {
    hostNetwork: true,
    replicas: 1,
    containerPorts: { https: 18443, health: 18080 },
    commonLabels: { 'example.com/team': 'platform' },
    logLevel: 'debug',
    extraArgs: ['--drain-seconds=1'],
  });
  await untilReviewed(target, namespace.name);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
});

const pods = async (): Promise<any[]> => {
  const server = ['--selector', 'app.kubernetes.io/component=server,example.com/team=platform'];
  const { stdout } = await target.kubectl(['get', 'pods', '-n', systemNamespace, ...server, '-o', 'json']);
  return JSON.parse(stdout).items;
};
const logs = async (): Promise<string> =>
  (await target.kubectl(['logs', `deployment/${release}`, '-n', systemNamespace])).stdout;

test('the API server calls Podward at the ports of the node', async () => {
  const [{ status }] = await pods();
  expect(status.podIP).toBe(status.hostIP);
  const metrics = `/api/v1/namespaces/${systemNamespace}/services/${release}:metrics/proxy/metrics`;
  expect((await target.kubectl(['get', '--raw', metrics])).stdout).toContain('podward_build_info{');
  // helm test runs in a Pod, which reaches the node through the Service.
  await testRelease(target);
});

test('logLevel, extraArgs and commonLabels have an effect', async () => {
  expect(await logs()).toContain('"level":"debug"');
  const { stdout } = await target.kubectl([
    'get',
    'configmaps,secrets,services,deployments,poddisruptionbudgets,serviceaccounts',
    ...['-n', systemNamespace, '--selector', 'example.com/team=platform', '-o', 'name'],
  ]);
  expect(stdout.trim().split('\n')).toHaveLength(6);
  const webhooks = 'mutatingwebhookconfigurations,validatingwebhookconfigurations';
  const labeled = await target.kubectl(['get', webhooks, '--selector', 'example.com/team=platform', '-o', 'name']);
  expect(labeled.stdout.trim().split('\n')).toHaveLength(2);
});

test('a second replica on the same node stays pending, and the first goes on', async () => {
  await upgrade(target, '--set', 'replicas=2');
  await waitFor('the second replica to be unschedulable', 60, async () =>
    (await pods()).some(({ status }) =>
      status.conditions?.some(({ message = '' }: any) => message.includes("didn't have free ports")),
    ),
  );
  await untilReviewed(target, namespace.name);
});

test('a flag that the server does not have ends a rollout, and the Pod says why', async () => {
  // In the network of the Pods, so that the new Pod is scheduled.
  const set = ['--set', 'replicas=1,hostNetwork=false', '--set', 'extraArgs={--drain-secnds=1}'];
  await upgrade(target, ...set);
  await waitFor('the error', 120, async () => {
    const failed = (await pods()).find(({ spec }) => spec.containers[0].args.includes('--drain-secnds=1'));
    if (!failed) return false;
    const { stdout } = await target.kubectl(['logs', failed.metadata.name, '-n', systemNamespace], { reject: false });
    return stdout.includes('podward serve has no option "--drain-secnds". Did you mean "--drain-seconds"?');
  });
  await untilReviewed(target, namespace.name);
});

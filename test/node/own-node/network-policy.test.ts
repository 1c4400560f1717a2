/** The NetworkPolicy of the chart on a node of its own that enforces it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enforceNetworkPolicies } from '../../../devcluster/node/network-policies.ts';
import type { Node } from '../../../devcluster/node/node.ts';
import { startTestNode } from '../../../devcluster/node/testing.ts';
import { streamProgress } from '../../../devcluster/progress.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { install, release, systemNamespace, testRelease, untilReviewed, upgrade } from '../release.ts';
import { imageArchive } from '../../../devcluster/image.ts';
import { ownNodeTarget, type Target } from '../target.ts';

let node: Node;
let target: Target;
let addresses: Record<string, string>;
beforeAll(async () => {
  const progress = streamProgress();
  node = await startTestNode({ progress });
  target = ownNodeTarget(node);
  await node.loadImage(imageArchive);
  await enforceNetworkPolicies(node, progress);
  const of = async (...args: string[]) => (await node.kubectl(['get', ...args])).stdout;
  const host = await of('nodes', '-o', 'jsonpath={.items[0].status.addresses[0].address}');
  await install(target, {
    replicas: 1,
    networkPolicy: {
      enabled: true,
      from: [{ ipBlock: { cidr: `${host}/32` } }],
      healthFrom: [{ podSelector: { matchLabels: { app: 'prometheus' } } }],
      apiServer: [{ ipBlock: { cidr: `${host}/32` } }],
    },
  });
  for (const name of ['prometheus', 'other']) await node.kubectl(['create', '-f', '-'], { input: listener(name) });
  await node.kubectl(['wait', '--for=condition=Ready', 'pods', '--all', '-n', systemNamespace, '--timeout=60s']);
  const server = 'app.kubernetes.io/component=server';
  const podIp = 'jsonpath={.items[0].status.podIP}';
  addresses = {
    server: await of('pods', '-n', systemNamespace, '-l', server, '-o', podIp),
    other: await of('pods', '-n', systemNamespace, '-l', 'app=other', '-o', podIp),
    apiServer: host,
  };
});
afterAll(() => node?.stop());

/** A Pod that listens on port 9000. */
const listener = (name: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: systemNamespace, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name,
          image: target.image,
          command: ['node', '--eval', "require('http').createServer((_, answer) => answer.end()).listen(9000)"],
        },
      ],
    },
  });

const connect = (host: string, port: number): string => `
  const socket = require('net').connect(${port}, '${host}');
  const end = (answer) => { console.log(answer); process.exit(); };
  socket.setTimeout(2000, () => end('closed')).on('connect', () => end('open')).on('error', () => end('closed'));`;

async function connection(from: string, to: string, port: number): Promise<string> {
  const program = connect(addresses[to]!, port);
  // A replica that has just been replaced ends the command.
  const exec = ['exec', from, '-n', systemNamespace, '--', 'node', '--eval', program];
  return (await node.kubectl(exec, { reject: false })).stdout.trim();
}

const server = `deployment/${release}`;
type Connection = [from: string, to: string, port: number, expected: string];
describe('allows ingress from Prometheus to the metrics, but not from other Pods, and egress to the API server', () => {
  test.each<Connection>([
    ['pod/other', 'server', 8443, 'closed'],
    ['pod/prometheus', 'server', 8080, 'open'],
    ['pod/other', 'server', 8080, 'closed'],
    [server, 'apiServer', 6443, 'open'],
    [server, 'apiServer', 10250, 'closed'],
    ['pod/prometheus', 'other', 9000, 'open'],
    [server, 'other', 9000, 'closed'],
  ])('%s to %s:%i', async (from, to, port, expected) => {
    // kube-router applies a policy to a new Pod after a moment.
    await waitFor(`the connection to be ${expected}`, 30, async () => (await connection(from, to, port)) === expected);
  });
});

test('the API server reaches Podward, and helm test passes', async () => {
  await untilReviewed(target, 'default');
  await testRelease(target);
});

test('without a question for the version, there is no egress', async () => {
  await upgrade(target, '--set', 'apiServerVersion.learn=false', '--wait');
  await waitFor('no egress', 30, async () => (await connection(server, 'apiServer', 6443)) === 'closed');
  expect(await connection('pod/prometheus', 'apiServer', 6443)).toBe('open');
});

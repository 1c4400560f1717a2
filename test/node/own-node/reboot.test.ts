/** The whole node ends at once, as in a power failure, and starts again. Nobody helps. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Node } from '../../../devcluster/node/node.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { figure } from '../figure.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { install, remove, systemNamespace, untilReviewed } from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

let node: Node;
let target: Target;
let namespace: Namespace;
beforeAll(async () => {
  node = await ownNode();
  target = ownNodeTarget(node);
  await install(target);
  namespace = await makeNamespace(target);
  await untilReviewed(target, namespace.name);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
});

const app = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'app' } },
    template: {
      metadata: { labels: { app: 'app' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          { name: 'app', image: '', command: ['httpd', '-f', '-p', '8080'], ports: [{ containerPort: 8080 }] },
        ],
      },
    },
  },
};

test('after a reboot of the node, Podward and other Pods come back', async () => {
  app.spec.template.spec.containers[0]!.image = target.testImage;
  await namespace.apply(app);
  await namespace.kubectl('rollout status deployment/app --timeout=120s');

  const reboot = Date.now();
  await node.reboot();
  const since = () => `${((Date.now() - reboot) / 1000).toFixed(1)} s`;
  figure(`node ready ${since()} after the power failure`);
  // The restart count shows that the kubelet has started the containers again.
  const restarted = (where: string, selector: string) =>
    waitFor(
      `the Pods ${selector} to be ready again`,
      180,
      async () => {
        const { stdout } = await node.kubectl(['get', 'pods', '-n', where, '-l', selector, '-o', 'json']);
        const { items } = JSON.parse(stdout) as {
          items: { status: { containerStatuses?: { ready: boolean; restartCount: number }[] } }[];
        };
        const containers = items.flatMap(({ status }) => status.containerStatuses ?? []);
        return containers.length === 2 && containers.every(({ ready, restartCount }) => ready && restartCount > 0);
      },
      500,
    );
  await restarted(systemNamespace, 'app.kubernetes.io/component=server');
  figure(`Podward ready ${since()} after it`);
  await restarted(namespace.name, 'app=app');
  await untilReviewed(target, namespace.name);
  figure(`all Pods ready and reviewed ${since()} after it`);

  // New Pods can be created, and bad ones are refused.
  await namespace.kubectl('rollout restart deployment/app');
  const { code } = await namespace.kubectl('rollout status deployment/app --timeout=120s');
  expect(code).toBe(0);
  const refused = await namespace.kubectl('apply -f -', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bad' },
    spec: { restartPolicy: 'always', containers: [{ name: 'bad', image: target.testImage }] },
  });
  expect(refused.stderr).toContain('Did you mean "Always"?');
});

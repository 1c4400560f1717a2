/** The whole node ends at once, as in a power failure, and starts again. Nobody helps. */
import { expect, test } from '@jest/globals';
import { waitFor } from '../../../devcluster/wait.ts';
import { figure } from '../figure.ts';
import { installed } from '../installed.ts';
import { refusalIn } from '../namespace.ts';
import { systemNamespace, untilReviewed } from '../release.ts';
import { ownNode, ownNodeTarget } from '../target.ts';

const on = installed(async () => ownNodeTarget(await ownNode()));

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
  app.spec.template.spec.containers[0]!.image = on.target.testImage;
  await on.namespace.apply(app);
  await on.namespace.kubectl('rollout status deployment/app --timeout=120s');

  const reboot = Date.now();
  await on.target.node.reboot();
  const since = () => `${((Date.now() - reboot) / 1000).toFixed(1)} s`;
  figure(`node ready ${since()} after the power failure`);
  // The restart count shows that the kubelet has started the containers again.
  const restarted = (where: string, selector: string) =>
    waitFor(
      `the Pods ${selector} to be ready again`,
      180,
      async () => {
        const { stdout } = await on.target.kubectl(['get', 'pods', '-n', where, '-l', selector, '-o', 'json']);
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
  await restarted(on.namespace.name, 'app=app');
  await untilReviewed(on.target, on.namespace.name);
  figure(`all Pods ready and reviewed ${since()} after it`);

  // New Pods can be created, and bad ones are refused.
  await on.namespace.kubectl('rollout restart deployment/app');
  const { code } = await on.namespace.kubectl('rollout status deployment/app --timeout=120s');
  expect(code).toBe(0);
  expect(await refusalIn(on.namespace, on.target)).toContain('Did you mean "Always"?');
});

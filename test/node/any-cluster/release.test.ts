/** The life of a release: install, refusals and defaults, helm test, uninstall. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure, seconds } from '../figure.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { install, release, remove, systemNamespace, testRelease, uninstall, untilReviewed } from '../release.ts';
import { attachTarget, type Target } from '../target.ts';

let target: Target;
let namespace: Namespace;
beforeAll(async () => {
  target = await attachTarget();
  namespace = await makeNamespace(target);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
});

const web = (port = 8080) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    containers: [
      {
        name: 'web',
        image: target.testImage,
        command: ['httpd', '-f', '-p', '8080'],
        ports: [{ containerPort: port }],
      },
    ],
    terminationGracePeriodSeconds: 1,
  },
});

test('helm install --wait of the image', async () => {
  figure(`helm install --wait: ${await seconds(install(target))} s`);
  await untilReviewed(target, namespace.name);
});

test('kubectl apply prints a refusal, and what to do', async () => {
  await namespace.apply(web());
  const refused = await namespace.kubectl('apply -f -', web(8081));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('cannot be changed from 8080 to 8081');
  expect(refused.stderr).toContain('kubectl replace --force');
  const unknown = await namespace.kubectl('apply -f -', { ...web(), spec: { ...web().spec, restartPolicy: 'always' } });
  expect(unknown.stderr).toContain('Did you mean "Always"?');
});

test('defaults are filled in', async () => {
  const { spec } = await namespace.get('pod', 'web');
  expect(spec.containers[0].readinessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
});

test('helm test', async () => {
  const time = await seconds(testRelease(target));
  figure(`helm test: ${time} s`);
});

test('helm uninstall leaves nothing', async () => {
  figure(`helm uninstall --wait: ${await seconds(uninstall(target))} s`);
  // The servers complete the reviews in progress before they exit.
  await target.kubectl(['wait', '--for=delete', 'pods', '--all', '-n', systemNamespace, '--timeout=120s']);
  const names = async (resources: readonly string[], ...where: string[]) => {
    const { stdout: kinds } = await target.kubectl(['api-resources', '--verbs=list', '-o', 'name', ...resources]);
    const { stdout } = await target.kubectl(['get', kinds.trim().split('\n').join(','), '-o', 'name', ...where]);
    return stdout.split('\n').filter((name) => name && !name.startsWith('event'));
  };
  expect(await names([], '--all-namespaces', '-l', `app.kubernetes.io/instance=${release}`)).toEqual([]);
  // Kubernetes itself creates these two in every namespace.
  expect((await names(['--namespaced'], '-n', systemNamespace)).sort()).toEqual([
    'configmap/kube-root-ca.crt',
    'serviceaccount/default',
  ]);
});

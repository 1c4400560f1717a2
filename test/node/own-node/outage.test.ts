/** Every replica is gone, while failurePolicy is Fail. Podward comes back without help, because its own namespace is never reviewed. */
import { expect, test } from '@jest/globals';
import { waitFor } from '../../../devcluster/wait.ts';
import { figure, seconds } from '../figure.ts';
import { installed } from '../installed.ts';
import { systemNamespace, untilReviewed, upgrade } from '../release.ts';
import { ownNode, ownNodeTarget } from '../target.ts';

const on = installed(async () => ownNodeTarget(await ownNode()));

const system = (...args: string[]) => on.target.kubectl([...args, '-n', systemNamespace], { reject: false });
const servers = ['-l', 'app.kubernetes.io/component=server'];

interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  status: { conditions?: { type: string; status: string }[] };
}
const replicas = async (): Promise<Pod[]> =>
  (JSON.parse((await system('get', 'pods', ...servers, '-o', 'json')).stdout) as { items: Pod[] }).items.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );
const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
const ready = (count: number): Promise<Pod[]> =>
  waitFor(
    `${count} ready replicas`,
    180,
    async () => {
      const found = await replicas();
      return found.length === count && found.every(isReady) && found;
    },
    500,
  );

const write = () =>
  on.namespace.kubectl('create --dry-run=server -f -', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one' },
    spec: { containers: [{ name: 'one', image: on.target.testImage }] },
  });

// Before `kubectl scale` in other tests, which makes kubectl an owner of the field, so that Helm does not remove it.
test('turning on autoscaling leaves one replica, until the HorizontalPodAutoscaler adds others', async () => {
  await upgrade(on.target, '--set', 'autoscaling.enabled=true');
  const wanted = async () => (await system('get', 'deployment', 'podward', '-o', 'jsonpath={.spec.replicas}')).stdout;
  const again = waitFor('the HorizontalPodAutoscaler', 120, async () => (await wanted()) === '2').then(() => ready(2));
  figure(`two replicas again after ${await seconds(again)} s`);
  // It may have raised the number before the first look. The Event remains, in other words in each version.
  const scaling = ['--field-selector', 'involvedObject.kind=Deployment', '-o', 'jsonpath={.items[*].message}'];
  expect((await system('get', 'events', ...scaling)).stdout).toMatch(/ from 2 to 1| to 1 from 2/);
  await untilReviewed(on.target, on.namespace.name);
  await upgrade(on.target, '--set', 'autoscaling.enabled=false');
});

test('without a replica, the API server refuses Pods, and one replica is enough to end that', async () => {
  await system('scale', 'deployment/podward', '--replicas=0');
  const unreachable = 'failed calling webhook "validate-deny.podward.dev"';
  await waitFor('the API server to refuse Pods', 60, async () => (await write()).stderr.includes(unreachable), 500);
  await system('scale', 'deployment/podward', '--replicas=1');
  figure(`accepted again after ${await seconds(untilReviewed(on.target, on.namespace.name))} s`);
  await system('scale', 'deployment/podward', '--replicas=2');
  await ready(2);
});

test('all replicas that are deleted at once are replaced', async () => {
  const before = (await replicas()).map(({ metadata }) => metadata.uid);
  await system('delete', 'pods', ...servers, '--force', '--grace-period=0');
  const work = ready(2).then((pods) => expect(pods.every(({ metadata }) => !before.includes(metadata.uid))).toBe(true));
  figure(`two new replicas ready after ${await seconds(work)} s`);
  await untilReviewed(on.target, on.namespace.name);
});

test('an eviction waits for the other replica, and a replica that is not ready can always be evicted', async () => {
  const [one, other] = (await ready(2)).map(({ metadata }) => metadata.name);
  const evict = (name: string) => {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: systemNamespace } };
    const path = `/api/v1/namespaces/${systemNamespace}/pods/${name}/eviction`;
    return on.target.kubectl(['create', '--raw', path, '-f', '-'], {
      input: JSON.stringify(eviction),
      reject: false,
    });
  };
  // The disruption controller must have counted the replicas.
  await waitFor('the first eviction', 60, async () => (await evict(one!)).code === 0, 500);
  expect((await evict(other!)).stderr).toContain("Cannot evict pod as it would violate the pod's disruption budget");
  await ready(2);

  await system('set', 'image', 'deployment/podward', 'podward=localhost/missing:1');
  const stuck = await waitFor('a replica that cannot start', 60, async () =>
    (await replicas()).find((pod) => !isReady(pod)),
  );
  expect(await evict(stuck.metadata.name)).toMatchObject({ code: 0 });
  await system('rollout', 'undo', 'deployment/podward');
  await ready(2);
});

test('after a reboot of the node in the middle of a rollout, the rollout completes', async () => {
  await system('rollout', 'restart', 'deployment/podward');
  await waitFor('a replica of the new ReplicaSet', 60, async () => (await replicas()).length > 2);
  const rebooted = Date.now();
  await on.target.node.reboot();
  const { code, stderr } = await system('rollout', 'status', 'deployment/podward', '--timeout=180s');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  await ready(2);
  await untilReviewed(on.target, on.namespace.name);
  figure(`rolled out and reviewed ${((Date.now() - rebooted) / 1000).toFixed(1)} s after the power failure`);
});

/** Certificates by cert-manager: issued, injected, and replaced without a restart. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installCertManager } from '../../devcluster/cert-manager.ts';
import { installPodward, type Podward } from '../../devcluster/podward.ts';
import { startBareTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { changed, web } from './web.ts';

let started: Pick<TestCluster, 'cluster' | 'stop'>;
let podward: Podward;
let namespace: Namespace;

beforeAll(async () => {
  started = await startBareTestCluster();
  await installCertManager(started.cluster);
  podward = await installPodward(started.cluster, { values: { certificates: { mode: 'certManager' } } });
  namespace = await makeNamespace({}, started.cluster);
}, 900_000);
afterAll(async () => {
  await podward?.close(0);
  await started?.stop();
});

const refusal = async (): Promise<string> =>
  (
    await namespace.kubectl(
      'apply -f -',
      changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)),
    )
  ).stderr;

test('a refusal arrives over the issued certificate', async () => {
  expect(await namespace.kubectl('apply -f -', web())).toMatchObject({ code: 0, stderr: '' });
  expect(await refusal()).toContain('from 80 to 8080');
});

test('a new leaf is served without a restart', async () => {
  const secrets = JSON.parse(
    (await started.cluster.kubectl(['get', 'secrets', '-n', podward.namespace, '-o', 'json'])).stdout,
  ) as {
    items: {
      type: string;
      metadata: { name: string; annotations?: Record<string, string> };
      data: Record<string, string>;
    }[];
  };
  const leaf = secrets.items.find(
    ({ type, metadata }) =>
      type === 'kubernetes.io/tls' &&
      metadata.annotations?.['cert-manager.io/alt-names'] !== undefined &&
      metadata.annotations['cert-manager.io/alt-names'] !== '',
  )!;
  await started.cluster.kubectl(['delete', 'secret', leaf.metadata.name, '-n', podward.namespace]);
  await started.cluster.kubectl([
    'wait',
    '--for=create',
    `secret/${leaf.metadata.name}`,
    '-n',
    podward.namespace,
    '--timeout=60s',
  ]);
  const before = podward.serverIsRunning();
  await podward.syncVolumes();
  expect(before && podward.serverIsRunning()).toBe(true);
  expect(await refusal()).toContain('from 80 to 8080');
});

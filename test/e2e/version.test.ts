/** An API server that is newer than the configuration says: the server learns its version. This test has its own cluster. */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { attachCluster } from '../../devcluster/cluster.ts';
import { credentialFiles } from '../../devcluster/credentials.ts';
import { newestKubernetesVersion } from '../../devcluster/versions.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { metricsOf, until } from '../server/client.ts';
import { startPodward } from '../server/podward.ts';
import { metricsText } from './metrics.ts';
import { serverMinor } from './namespace.ts';
import { ownCluster } from './own-cluster.ts';
import { changed } from './web.ts';

const configured = { config: { kubernetesVersion: '1.36' } };
const own = ownCluster({ version: newestKubernetesVersion, podward: { values: configured } });

const metrics = (): Promise<string> => metricsText(own.podward);

test('the server learns the version without a token, from the CA that every namespace has', async () => {
  await until(() => readFileSync(own.podward.log, 'utf8').includes('Kubernetes versions changed'), 'the version');
  expect(await metrics()).toContain('podward_kubernetes_version_info{version="1.37",source="learned",known="true"} 1');
});

/** A Job that no controller of the cluster starts or suspends, so it never has the condition Suspended. */
const job = (name: string, node: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    suspend: true,
    managedBy: 'example.com/queue',
    template: {
      spec: { restartPolicy: 'Never', nodeSelector: { node }, containers: [{ name: 'web', image: 'web:1' }] },
    },
  },
});

test('the template of a suspended Job changes as 1.37 permits', async () => {
  expect(await own.namespace.kubectl('apply -f -', job('queued', 'a'))).toMatchObject({ code: 0 });
  const answer = await own.namespace.kubectl('apply -f -', job('queued', 'b'));
  expect(answer).toMatchObject({ code: 0, stderr: '' });
});

test('the learned version counts, and not the configured one', async () => {
  // Kubernetes 1.37 is the first version that permits this value.
  const create = (name: string) =>
    own.namespace.kubectl(
      'create -f -',
      changed((pod) => {
        pod.metadata.name = name;
        pod.spec.securityContext = { seLinuxChangePolicy: 'MountOption' };
      }),
    );
  const config = { kubernetesVersion: '1.35' };
  await own.podward.upgrade({ config, apiServerVersion: { learn: false } });
  expect((await create('configured')).stderr).toContain('[security-context-policies]');
  expect(await metrics()).toContain('podward_kubernetes_version_info{version="1.36",source="configured",known="true"}');
  await own.podward.upgrade({ config });
  await until(async () => (await metrics()).includes('source="learned"'), 'the version');
  expect(await create('learned')).toMatchObject({ code: 0, stderr: '' });
});

test('with API servers of two versions behind a load balancer, both versions count', async () => {
  const other = await attachCluster(process.env['PODWARD_E2E_DIR'] ?? '');
  const clusters = [own.cluster, other!];
  const folder = temporaryFolder();
  makePair(folder);
  writeFileSync(
    join(folder, 'ca.crt'),
    clusters.map(({ dir }) => readFileSync(credentialFiles(dir).ca, 'utf8')).join(''),
  );
  let next = 0;
  const balancer = createServer((client) => {
    const server = connect(Number(new URL(clusters[next++ % 2]!.server).port), '127.0.0.1');
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => [client, server].forEach((each) => each.destroy()));
  });
  await once(balancer.listen(0, '127.0.0.1'), 'listening');
  const url = `https://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
  const podward = await startPodward(
    `--tls-dir=${folder}`,
    `--api-server=${url}`,
    `--api-server-ca=${join(folder, 'ca.crt')}`,
  );
  try {
    await until(() => podward.output().includes('Kubernetes versions changed'), 'the versions');
    const exposed = await metricsOf(podward.healthPort);
    const versions = [...exposed.matchAll(/^podward_kubernetes_version_info\{version="(.*?)",source="learned"/gm)];
    expect(versions.map(([, version]) => version)).toEqual([...new Set([`1.${serverMinor}`, '1.37'])]);
    expect(exposed).not.toMatch(/^podward_kubernetes_version_failures_total\{.*\} [1-9]/m);
  } finally {
    podward.signal('SIGKILL');
    await podward.ended;
    balancer.close();
    other!.api.close();
    rmSync(folder, { recursive: true });
  }
});

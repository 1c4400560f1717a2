/** kube-apiserver presents a client certificate to Podward, configured as docs/server.md says, and Podward serves nobody else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installPodward, type Podward } from '../../devcluster/podward.ts';
import { run } from '../../devcluster/run.ts';
import { startBareTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { encoded, reviewOf } from '../admission/requests.ts';
import { root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { makeCa, makeSigned } from '../server/certificates.ts';
import { post } from '../server/client.ts';
import { series } from './metrics.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { changed, web } from './web.ts';

const onNode = '/etc/kubernetes/admission';
const commonName = 'kube-apiserver-podward';
const namespaceOfPodward = 'podward-system';
const forClients = { extensions: ['extendedKeyUsage=clientAuth'] };

let folder: string;
let started: Pick<TestCluster, 'cluster' | 'stop'>;
let podward: Podward;
let namespace: Namespace;
const file = (...names: string[]): string => join(folder, ...names);

/** Writes the files of the page. The Service of devcluster has another port than 443. */
function writeFilesOfThePage(): void {
  const page = readFileSync(join(root, 'docs/server.md'), 'utf8');
  const blocks = [...page.matchAll(/^ {3}```yaml\n {3}# (\/etc\/kubernetes\/admission\/\S+)\n([^`]*)```$/gm)];
  expect(blocks.map(([, path]) => path)).toEqual([`${onNode}/kubeconfig.yaml`, `${onNode}/config.yaml`]);
  for (const [, path = '', text = ''] of blocks) {
    const here = text.replaceAll(onNode, folder).replace('name: podward.podward-system.svc', '$&:8443');
    writeFileSync(file(basename(path)), here);
  }
}

/** With the commands of the page. */
async function requireCertificate(): Promise<void> {
  const { bin, kubeconfig } = started.cluster;
  const env = { KUBECONFIG: kubeconfig };
  const commands = commandsToType('test/e2e/client-certificate.test.ts');
  const ca = file('ca.crt');
  writeFileSync(ca, readFileSync(file('ca/tls.crt')));
  for (const command of commands.rest()) {
    const script = command.replace(/^kubectl /, `${bin.kubectl} `).replace(/^helm /, `${bin.helm} `);
    await run('bash', ['-c', script.replace('=ca.crt', `=${ca}`)], { cwd: root, env });
  }
  await podward.reconcile();
}

const putCas = (...cas: string[]) =>
  started.cluster.kubectl(['apply', '-f', '-'], {
    input: JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'podward-client-ca', namespace: namespaceOfPodward },
      data: { 'ca.crt': cas.map((ca) => readFileSync(file(ca, 'tls.crt'), 'utf8')).join('') },
    }),
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podward-client-'));
  for (const ca of ['ca', 'new-ca']) makeCa(file(ca), ca);
  makeSigned(file('client'), file('ca'), { name: commonName, ...forClients });
  makeSigned(file('other'), file('ca'), { name: 'system:node:a', ...forClients });
  makeSigned(file('renewed'), file('new-ca'), { name: commonName, ...forClients });
  for (const ending of ['crt', 'key'])
    writeFileSync(file(`client.${ending}`), readFileSync(file(`client/tls.${ending}`)));
  writeFilesOfThePage();
  started = await startBareTestCluster({
    apiServerArgs: [`--admission-control-config-file=${file('config.yaml')}`],
  });
  await started.cluster.kubectl(['create', 'namespace', namespaceOfPodward]);
  podward = await installPodward(started.cluster, { namespace: namespaceOfPodward });
  await requireCertificate();
  namespace = await makeNamespace({}, started.cluster);
});
afterAll(async () => {
  await podward?.close(0);
  await started?.stop();
  rmSync(folder, { recursive: true });
});

const refusal = async (): Promise<string> =>
  (
    await namespace.kubectl(
      'apply -f -',
      changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)),
    )
  ).stderr;

/** The status of a review that another client sends. */
const statusFor = (client?: string): Promise<number | 'no connection'> => {
  const { host, port } = podward.listen();
  const read = (name: string): Buffer => readFileSync(file(client!, name));
  const pair = client === undefined ? {} : { cert: read('tls.crt'), key: read('tls.key') };
  return post(port, '/validate/deny', encoded(reviewOf()), { host, ...pair }).then(
    ({ status }) => status,
    () => 'no connection',
  );
};

const metric = (name: string): Promise<number> => series(podward, name);

test('reviews of the API server pass', async () => {
  expect(await namespace.kubectl('apply -f -', web())).toMatchObject({ code: 0, stderr: '' });
  expect(await refusal()).toContain('from 80 to 8080');
  expect(await metric('podward_tls_failures_total')).toBe(0);
});

test('clients without the certificate are refused and counted', async () => {
  expect(await statusFor('client')).toBe(200);
  expect(await statusFor()).toBe('no connection');
  expect(await statusFor('renewed')).toBe('no connection');
  expect(await statusFor('other')).toBe(403);
  await waitFor('the metrics', 30, async () => (await metric('podward_tls_failures_total')) === 2);
  expect(await metric('podward_refused_requests_total{code="403"}')).toBe(1);
});

test('the CA is replaced without a restart', async () => {
  await putCas('ca', 'new-ca');
  await waitFor('the new CA', 30, async () => (await statusFor('renewed')) === 200);
  expect(await statusFor('client')).toBe(200);
  expect(await refusal()).toContain('from 80 to 8080');
  await putCas('new-ca');
  await waitFor('the end of the old CA', 30, async () => (await statusFor('client')) === 'no connection');
  expect(await statusFor('renewed')).toBe(200);
  expect(podward.serverIsRunning()).toBe(true);
});

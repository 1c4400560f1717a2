/**
 * Kueue and JobSet as their users install them: the manifests of `config/default` of the Go module are applied, and the manager runs as a
 * process with the token of its ServiceAccount. Its webhooks are called at the ClusterIP of their Service, which is a loopback address.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { binary, cacheFolder, type BinaryName } from '../../devcluster/binaries.ts';
import type { Cluster } from '../../devcluster/cluster.ts';
import { credentialFiles, writeKubeconfig } from '../../devcluster/credentials.ts';
import { applyDefinitions } from '../../devcluster/custom-resources.ts';
import { goModuleFolder, type GoModule } from '../../devcluster/go-build.ts';
import { startProcess, waitWhileRunning } from '../../devcluster/processes.ts';
import { jobSetModule, kueueModule } from '../../devcluster/tools.ts';
import { secretData, writeVolume } from '../../devcluster/volumes.ts';
import type { Service } from '../../devcluster/workload.ts';
import { makePair } from '../server/certificates.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
interface Manager {
  readonly name: Extract<BinaryName, 'kueue' | 'jobset'>;
  readonly module: GoModule;
  /** The configuration of the manager, which listens on this address. */
  readonly configuration: (host: string, certDir: string) => object;
  /** Whether the manager makes its certificate by itself, in the Secret that its Pod mounts. */
  readonly ownCertificate: boolean;
}

/** A free port of the address of the Service. Port 443 needs root. */
const webhookPort = 9443;
const healthPort = 8081;

const jobSet: Manager = {
  name: 'jobset',
  module: jobSetModule,
  ownCertificate: false,
  configuration: (host, certDir) => ({
    apiVersion: 'config.jobset.x-k8s.io/v1alpha1',
    kind: 'Configuration',
    health: { healthProbeBindAddress: `${host}:${healthPort}` },
    metrics: { bindAddress: '0' },
    webhook: { host, port: webhookPort, certDir },
    leaderElection: { leaderElect: false },
    internalCertManagement: { enable: false },
  }),
};

const kueue: Manager = {
  name: 'kueue',
  module: kueueModule,
  ownCertificate: true,
  configuration: (host, certDir) => ({
    apiVersion: 'config.kueue.x-k8s.io/v1beta2',
    kind: 'Configuration',
    health: { healthProbeBindAddress: `${host}:${healthPort}` },
    metrics: { bindAddress: '0' },
    webhook: { host, port: webhookPort, certDir },
    leaderElection: { leaderElect: false },
    integrations: { frameworks: ['batch/job', 'jobset.x-k8s.io/jobset', 'pod', 'deployment', 'statefulset'] },
    // The aggregated API with the positions in the queues. No test reads it.
    featureGates: { VisibilityOnDemand: false },
  }),
};

export const installJobSet = (cluster: Cluster): Promise<void> => install(cluster, jobSet);
export const installKueue = (cluster: Cluster): Promise<void> => install(cluster, kueue);

async function install(cluster: Cluster, { name, module, configuration, ownCertificate }: Manager): Promise<void> {
  const command = await binary(name);
  const namespace = `${name}-system`;
  const folder = join(cluster.dir, name);
  const certDir = join(folder, 'certificate');
  await mkdir(certDir, { recursive: true });
  const pair = join(folder, 'pair');
  if (!ownCertificate) {
    makePair(pair, { name, sans: `DNS:${name}-webhook-service.${namespace}.svc` });
    for (const file of ['tls.crt', 'tls.key']) await copyFile(join(pair, file), join(certDir, file));
  }
  const caBundle = ownCertificate ? undefined : (await readFile(join(pair, 'tls.crt'))).toString('base64');
  await applyManifests(cluster, module, caBundle);
  const { spec } = (await cluster.api.get<Service>(
    `/api/v1/namespaces/${namespace}/services/${name}-webhook-service`,
  ))!;
  const kubeconfig = await kubeconfigOf(cluster, namespace, `${name}-controller-manager`, folder);
  const config = join(folder, 'configuration.json');
  await writeFile(config, JSON.stringify(configuration(spec.clusterIP, certDir)));
  const record = await startProcess(cluster.dir, {
    name,
    command,
    args: [`--config=${config}`, `--kubeconfig=${kubeconfig}`],
  });
  await waitWhileRunning(cluster.dir, [record], `${name} to be ready`, 120, async () => {
    if (ownCertificate) {
      const files = await secretData(cluster.api, namespace, `${name}-webhook-server-cert`);
      if (files?.has('tls.crt')) await writeVolume(certDir, files);
    }
    return fetch(`http://${spec.clusterIP}:${healthPort}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  });
}

/** Without APIServices, because an aggregated API without a server would stop the deletion of every namespace. */
async function applyManifests(cluster: Cluster, module: GoModule, caBundle: string | undefined): Promise<void> {
  const source = await goModuleFolder(module.path, module.version, join(cacheFolder(), 'go'));
  const { stdout } = await cluster.kubectl(['kustomize', join(source, 'config', 'default')]);
  const items = parseAllDocuments(stdout)
    .map((document): any => document.toJS())
    .filter((item) => item !== null && item.kind !== 'APIService');
  for (const { kind, metadata, spec, webhooks = [] } of items) {
    if (kind === 'Service' && metadata.name.endsWith('-webhook-service')) spec.ports[0].port = webhookPort;
    const conversion = kind === 'CustomResourceDefinition' ? spec.conversion?.webhook : undefined;
    for (const { clientConfig } of conversion ? [conversion] : webhooks) {
      clientConfig.service.port = webhookPort;
      if (caBundle !== undefined) clientConfig.caBundle = caBundle;
    }
  }
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await applyDefinitions(cluster, ['-f', '-'], { input });
}

async function kubeconfigOf(cluster: Cluster, namespace: string, account: string, folder: string): Promise<string> {
  const { stdout } = await cluster.kubectl(['create', 'token', account, '-n', namespace, '--duration=24h']);
  const file = join(folder, 'kubeconfig');
  writeKubeconfig(file, cluster.server, await readFile(credentialFiles(cluster.dir).ca, 'utf8'), stdout.trim());
  return file;
}

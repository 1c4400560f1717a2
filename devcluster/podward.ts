import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { issueSeconds } from './cert-manager.ts';
import type { Cluster } from './cluster.ts';
import {
  type ProcessRecord,
  endProcess,
  isRunning,
  processRecords,
  startProcess,
  waitWhileRunning,
} from './processes.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { volumeFiles, writeVolume } from './volumes.ts';
import { waitFor } from './wait.ts';
import {
  type Deployment,
  type Listen,
  type Service,
  graceSeconds,
  listenOf,
  onlyContainer,
  processArgs,
  processEnv,
} from './workload.ts';

export interface PodwardOptions {
  /** Default `podward-system`. */
  namespace?: string;
  /** The Helm release; default `podward`. */
  release?: string;
  /** The chart's folder; default `charts/podward`. */
  chart?: string;
  /** Values of the chart. They override the values that a cluster without nodes needs. */
  values?: Record<string, unknown>;
  /** The command to run instead of the entrypoint of the image. Default: Node with the file in the environment variable PODWARD_PROGRAM, or with src/main.ts. */
  command?: readonly [string, ...string[]];
  /** Keep the values that the release has been given by others. Default false. */
  keepValues?: boolean;
  /** Update the volumes of the server every 2 seconds. Default true. */
  follow?: boolean;
}

/** A release of the chart, and the server process that runs in place of its Pods. */
export interface Podward {
  namespace: string;
  release: string;
  /** Where the server listens since its last start: the ClusterIP of the Service. */
  listen(): Listen;
  /**
   * Runs `helm upgrade` with these values instead of the previous ones, does what a kubelet and a rollout do, and waits until the server uses
   * the configuration.
   */
  upgrade(values: Record<string, unknown>): Promise<void>;
  uninstall(): Promise<void>;
  /** Writes the volumes, starts the server as the live Deployment specifies, and waits until it is ready. */
  startServer(): Promise<void>;
  /** Sends SIGTERM, and SIGKILL after `graceSeconds`. Default: terminationGracePeriodSeconds of the Pod. */
  stopServer(graceSeconds?: number): Promise<void>;
  restart(graceSeconds?: number): Promise<void>;
  serverIsRunning(): boolean;
  /** The file with the output of the server since its start. */
  log: string;
  /** Updates the volumes from the Secret and the ConfigMap. Returns whether anything changed. */
  syncVolumes(): Promise<boolean>;
  /** Does what a kubelet and a Deployment do: updates the volumes, and keeps a server with the latest Pod template running. */
  reconcile(): Promise<void>;
  /** Stops the updates of the volumes, then the server. The release stays installed. */
  close(graceSeconds?: number): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Port 443 needs root, no node runs the Job of the uninstall hook, and no node pulls the image. */
const baseValues = {
  image: { repository: 'devcluster.invalid/podward' },
  service: { port: 8443 },
  uninstallHook: { enabled: false },
};

const followMilliseconds = 2000;
const readySeconds = 60;

/** Installs or upgrades the chart with Helm, and starts the server as its Deployment specifies. */
export async function installPodward(cluster: Cluster, options: PodwardOptions = {}): Promise<Podward> {
  await helmUpgrade(cluster, options);
  return restartPodward(cluster, options);
}

/** Starts the server of an installed release anew. */
export async function restartPodward(cluster: Cluster, options: PodwardOptions = {}): Promise<Podward> {
  const podward = await attachPodward(cluster, options);
  await podward.restart();
  await waitForCaBundles(cluster, podward.namespace, podward.release);
  return podward;
}

/** Runs `helm upgrade --install`. Does not start the server. */
export async function helmUpgrade(cluster: Cluster, options: PodwardOptions): Promise<void> {
  const { namespace = 'podward-system', release = 'podward', chart = 'charts/podward', values = {} } = options;
  const folder = releaseFolder(cluster, namespace, release);
  await mkdir(folder, { recursive: true });
  const files = { base: join(folder, 'values-devcluster.json'), own: join(folder, 'values.json') };
  await writeFile(files.base, JSON.stringify(baseValues));
  await writeFile(files.own, JSON.stringify(values));
  const where = ['--namespace', namespace, '--create-namespace'];
  const from = isAbsolute(chart) ? chart : join(root, chart);
  const args = ['upgrade', '--install', release, from, ...where, '--values', files.base, '--values', files.own];
  if (options.keepValues) args.push('--reset-then-reuse-values');
  const { code, stderr } = await cluster.helm(args, { reject: false });
  if (code === 0) return;
  // If a previous run was killed, its revision stays pending, and Helm refuses every further operation.
  if (!/another operation .*in progress/.test(stderr)) throw new Error(`helm ${args.join(' ')}:\n${stderr.trim()}`);
  await forgetPendingRevisions(cluster, namespace, release);
  await cluster.helm(args);
}

async function forgetPendingRevisions(cluster: Cluster, namespace: string, release: string): Promise<void> {
  const pending = `owner=helm,name=${release},status in (pending-install,pending-upgrade,pending-rollback)`;
  await cluster.kubectl(['delete', 'secrets', '--namespace', namespace, '--selector', pending]);
}

/** Attaches to a release in the cluster. A server of it that is already running is kept. */
export async function attachPodward(cluster: Cluster, options: PodwardOptions = {}): Promise<Podward> {
  const { namespace = 'podward-system', release = 'podward', follow = true } = options;
  const command =
    options.command ?? ([process.execPath, process.env['PODWARD_PROGRAM'] ?? join(root, 'src/main.ts')] as const);
  const { api, dir } = cluster;
  const folder = releaseFolder(cluster, namespace, release);
  const volumes = join(folder, 'volumes');
  const processName = `server-${namespace}-${release}`;
  let server: ProcessRecord | undefined = processRecords(dir).find(({ name }) => name === processName);
  const servedFile = join(folder, 'served.json');
  let served: Served | undefined = server && isRunning(server) ? await readServed(servedFile) : undefined;
  let timer: NodeJS.Timeout | undefined;
  /** The update of the volumes that the timer began, while it runs. */
  let following: Promise<unknown> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Runs one update of the volumes after another, because they write to the same folders. Each reads what was written before it was requested. */
  const inTurn = <T>(update: () => Promise<T>): Promise<T> => {
    const result = last.then(update);
    last = result.catch(() => {});
    return result;
  };
  /** Those of the running server, like those of one Pod. */
  let tokens: Tokens | undefined;
  const names = await releaseNames(cluster, namespace, release);

  const deploymentNow = async (): Promise<Deployment> => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${names.deployment}`;
    const found = await api.get<Deployment>(path);
    if (!found) throw new Error(`Deployment ${namespace}/${names.deployment} was not found`);
    return found;
  };

  const fill = async (deployment: Deployment): Promise<{ changed: boolean; missing?: string }> => {
    let changed = false;
    const { serviceAccountName, volumes: mounted = [] } = deployment.spec.template.spec;
    const current = (tokens ??= createTokens(api, namespace, serviceAccountName));
    for (const volume of mounted) {
      const files = await volumeFiles(api, namespace, volume, current);
      if (!files) return { changed, missing: volume.secret?.secretName ?? volume.configMap?.name ?? volume.name };
      changed = (await writeVolume(join(volumes, volume.name), files)) || changed;
    }
    return { changed };
  };

  const podward: Podward = {
    namespace,
    release,
    log: join(dir, 'logs', `${processName}.log`),
    listen() {
      if (!served) throw new Error('the server was not started');
      return served.listen;
    },
    async upgrade(values) {
      await helmUpgrade(cluster, { ...options, values });
      await podward.reconcile();
      const listen = podward.listen();
      const args = processArgs(onlyContainer(await deploymentNow()), volumes, listen);
      const file = args.find((arg) => arg.startsWith('--config='))?.slice('--config='.length);
      if (file !== undefined) await waitForConfiguration(listen, file);
      await waitForCaBundles(cluster, namespace, release);
    },
    async uninstall() {
      await podward.close();
      await cluster.helm(['uninstall', release, '--namespace', namespace]);
    },
    async startServer() {
      if (podward.serverIsRunning()) return;
      const deployment = await deploymentNow();
      const service = await api.get<Service>(`/api/v1/namespaces/${namespace}/services/${names.service}`);
      if (!service) throw new Error(`Service ${namespace}/${names.service} was not found`);
      let missing: string | undefined;
      tokens = undefined;
      await waitFor(`the volumes of Deployment ${names.deployment}`, issueSeconds, async () => {
        ({ missing } = await inTurn(() => fill(deployment)));
        return !missing;
      }).catch((error: Error) => {
        throw missing ? new Error(`${error.message}: ${namespace}/${missing} was not found or is not complete`) : error;
      });
      const listen = listenOf(deployment, service, names.port);
      const args = processArgs(onlyContainer(deployment), volumes, listen);
      const env = await processEnv(api, deployment, listen, cluster.server);
      const [executable, ...first] = command;
      server = await startProcess(dir, {
        name: processName,
        command: executable,
        args: [...first, ...args],
        // The options of this process are not meant for the server.
        env: { NODE_OPTIONS: undefined, ...env },
        cwd: root,
      });
      await waitForReady(dir, server, listen);
      served = { listen, template: JSON.stringify(deployment.spec.template) };
      await writeFile(servedFile, JSON.stringify(served));
      const update = () =>
        (following ??= podward
          .syncVolumes()
          .catch(() => {})
          .finally(() => (following = undefined)));
      if (follow) timer ??= setInterval(() => void update(), followMilliseconds).unref();
    },
    async stopServer(grace) {
      if (!server) return;
      const seconds = grace ?? (await deploymentNow().then(graceSeconds, () => 1));
      await endProcess(dir, server, seconds);
      server = undefined;
    },
    async restart(grace) {
      await podward.stopServer(grace);
      await podward.startServer();
    },
    serverIsRunning: () => server !== undefined && isRunning(server),
    syncVolumes: () => inTurn(async () => (await fill(await deploymentNow())).changed),
    async reconcile() {
      const deployment = await deploymentNow();
      const current = JSON.stringify(deployment.spec.template) === served?.template;
      if (podward.serverIsRunning() && current) await podward.syncVolumes();
      else await podward.restart();
    },
    async close(grace) {
      clearInterval(timer);
      timer = undefined;
      await last;
      await podward.stopServer(grace);
    },
  };
  return podward;
}

/** What the running server was started with, for another process that takes over its supervision. */
interface Served {
  listen: Listen;
  template: string;
}

function readServed(file: string): Promise<Served | undefined> {
  return readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Served,
    () => undefined,
  );
}

function releaseFolder(cluster: Cluster, namespace: string, release: string): string {
  return join(cluster.dir, 'releases', `${namespace}-${release}`);
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  webhooks?: { clientConfig: { service?: { name: string; port?: number } } }[];
}

interface ReleaseNames {
  deployment: string;
  service: string;
  /** The port of the Service that the API server calls. */
  port: number;
  /** API paths of the webhook configurations. */
  webhooks: string[];
}

/** The names of the objects, from the manifest of the release. */
async function releaseNames(cluster: Cluster, namespace: string, release: string): Promise<ReleaseNames> {
  const { stdout } = await cluster.helm(['get', 'manifest', release, '--namespace', namespace]);
  const manifests = parseAllDocuments(stdout).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  const configurations = manifests.filter(({ webhooks }) => webhooks);
  const service = configurations[0]?.webhooks?.[0]?.clientConfig.service;
  if (deployments.length !== 1 || !service) {
    throw new Error(`release ${release} must have one Deployment and a webhook that calls a Service`);
  }
  const plural = (kind: string) => `${kind.toLowerCase()}s`;
  return {
    deployment: deployments[0]!.metadata.name,
    service: service.name,
    port: service.port ?? 443,
    webhooks: configurations.map(
      ({ kind, metadata }) => `/apis/admissionregistration.k8s.io/v1/${plural(kind)}/${metadata.name}`,
    ),
  };
}

/** cert-manager injects the CA after the installation. */
async function waitForCaBundles(cluster: Cluster, namespace: string, release: string): Promise<void> {
  const { webhooks } = await releaseNames(cluster, namespace, release);
  interface Configuration {
    webhooks?: { clientConfig: { caBundle?: string } }[];
  }
  for (const path of webhooks) {
    await waitFor(`the caBundle of ${path}`, issueSeconds, async () => {
      const configuration = await cluster.api.get<Configuration>(path);
      return configuration?.webhooks?.every(({ clientConfig }) => clientConfig.caBundle);
    });
  }
}

async function waitForConfiguration({ host, healthPort }: Listen, file: string): Promise<void> {
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  await waitFor(`the server to use ${file}`, readySeconds, async () => {
    const metrics = await fetch(`http://${host}:${healthPort}/metrics`).then((response) => response.text());
    // A server of an older version has no such metric, and restarts for each configuration.
    return metrics.includes(`sha256="${sha256}"`) || !metrics.includes('podward_configuration_info');
  });
}

async function waitForReady(dir: string, server: ProcessRecord, { host, healthPort }: Listen): Promise<void> {
  const url = `http://${host}:${healthPort}/readyz`;
  await waitWhileRunning(dir, [server], `the server to be ready at ${url}`, readySeconds, () =>
    fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}

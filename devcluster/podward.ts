import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { Cluster } from './cluster.ts';
import { type ProcessRecord, endProcess, isRunning, logTail, processRecords, startProcess } from './processes.ts';
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
  /** Values of the chart, over those that a cluster without nodes needs. */
  values?: Record<string, unknown>;
  /** What stands in for the image's entrypoint; default `node src/main.ts`. */
  command?: readonly [string, ...string[]];
  /** Keep the server's volumes up to date, by a look every 2 s; default true. */
  follow?: boolean;
}

/** A release of the chart, and the one server process that stands in for its Pods. */
export interface Podward {
  namespace: string;
  release: string;
  /** Where the server listens, from its latest start on: the Service's ClusterIP. */
  listen(): Listen;
  /** `helm upgrade` with these values in place of the ones before, then what a rollout would do. */
  upgrade(values: Record<string, unknown>): Promise<void>;
  uninstall(): Promise<void>;
  /** Fills the volumes, starts the server with what the live Deployment says, and waits until it is ready. */
  startServer(): Promise<void>;
  /** SIGTERM, and SIGKILL after the Pod's terminationGracePeriodSeconds or the seconds given. */
  stopServer(graceSeconds?: number): Promise<void>;
  restart(graceSeconds?: number): Promise<void>;
  serverIsRunning(): boolean;
  /** What the server wrote to stdout and stderr since its start is in this file. */
  log: string;
  /** Brings the volumes to what the Secret and the ConfigMap hold now. Returns whether anything changed. */
  syncVolumes(): Promise<boolean>;
  /** What a kubelet and a Deployment would do: volumes in step, the server running, and running the latest template. */
  reconcile(): Promise<void>;
  /** Stops following, then the server. The release stays. */
  close(graceSeconds?: number): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** No node: no root for port 443, nothing that runs the uninstall hook's Job or pulls the image, which a name stands for. */
const baseValues = {
  image: { repository: 'devcluster.invalid/podward' },
  service: { port: 8443 },
  uninstallHook: { enabled: false },
};

const followMilliseconds = 2000;
/** Long enough for cert-manager to issue two certificates on a busy machine. */
const volumeSeconds = 120;
const readySeconds = 60;

/** Installs or upgrades the chart with Helm, and starts the server that its Deployment describes. */
export async function installPodward(cluster: Cluster, options: PodwardOptions = {}): Promise<Podward> {
  const { namespace = 'podward-system', release = 'podward', values = {} } = options;
  await helmUpgrade(cluster, { ...options, namespace, release, values });
  const podward = await attachPodward(cluster, options);
  await podward.restart();
  await waitForCaBundles(cluster, namespace, release);
  return podward;
}

/** `helm upgrade --install`; the server is another matter. */
async function helmUpgrade(
  cluster: Cluster,
  { namespace = 'podward-system', release = 'podward', chart = 'charts/podward', values = {} }: PodwardOptions,
): Promise<void> {
  const folder = releaseFolder(cluster, namespace, release);
  await mkdir(folder, { recursive: true });
  const files = { base: join(folder, 'values-devcluster.json'), own: join(folder, 'values.json') };
  await writeFile(files.base, JSON.stringify(baseValues));
  await writeFile(files.own, JSON.stringify(values));
  const where = ['--namespace', namespace, '--create-namespace'];
  const from = isAbsolute(chart) ? chart : join(root, chart);
  const args = ['upgrade', '--install', release, from, ...where, '--values', files.base, '--values', files.own];
  const { code, stderr } = await cluster.helm(args, { reject: false });
  if (code === 0) return;
  // A run that was killed in the middle leaves its revision pending for ever, and Helm then does nothing more.
  if (!/another operation .*in progress/.test(stderr)) throw new Error(`helm ${args.join(' ')}:\n${stderr.trim()}`);
  await forgetPendingRevisions(cluster, namespace, release);
  await cluster.helm(args);
}

async function forgetPendingRevisions(cluster: Cluster, namespace: string, release: string): Promise<void> {
  const pending = `owner=helm,name=${release},status in (pending-install,pending-upgrade,pending-rollback)`;
  await cluster.kubectl(['delete', 'secrets', '--namespace', namespace, '--selector', pending]);
}

/** The release as it is in the cluster; a server of it that runs already is kept. */
export async function attachPodward(cluster: Cluster, options: PodwardOptions = {}): Promise<Podward> {
  const { namespace = 'podward-system', release = 'podward', follow = true } = options;
  const command = options.command ?? ([process.execPath, join(root, 'src/main.ts')] as const);
  const { api, dir } = cluster;
  const folder = releaseFolder(cluster, namespace, release);
  const volumes = join(folder, 'volumes');
  const processName = `server-${namespace}-${release}`;
  let server: ProcessRecord | undefined = processRecords(dir).find(({ name }) => name === processName);
  const servedFile = join(folder, 'served.json');
  let served: Served | undefined = server && isRunning(server) ? await readServed(servedFile) : undefined;
  let timer: NodeJS.Timeout | undefined;
  let syncing: Promise<boolean> | undefined;
  const names = await releaseNames(cluster, namespace, release);

  const deploymentNow = async (): Promise<Deployment> => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${names.deployment}`;
    const found = await api.get<Deployment>(path);
    if (!found) throw new Error(`Deployment ${namespace}/${names.deployment} is not there`);
    return found;
  };

  const fill = async (deployment: Deployment): Promise<{ changed: boolean; missing?: string }> => {
    let changed = false;
    for (const volume of deployment.spec.template.spec.volumes ?? []) {
      const files = await volumeFiles(api, namespace, volume);
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
      if (!served) throw new Error('the server was not started yet');
      return served.listen;
    },
    async upgrade(values) {
      await helmUpgrade(cluster, { ...options, values });
      await podward.reconcile();
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
      if (!service) throw new Error(`Service ${namespace}/${names.service} is not there`);
      let missing: string | undefined;
      await waitFor(`the volumes of Deployment ${names.deployment}`, volumeSeconds, async () => {
        ({ missing } = await fill(deployment));
        return !missing;
      }).catch((error: Error) => {
        throw missing ? new Error(`${error.message}: ${namespace}/${missing} is not there or not complete`) : error;
      });
      const listen = listenOf(deployment, service, names.port);
      const args = processArgs(onlyContainer(deployment), volumes, listen);
      const env = await processEnv(api, deployment, listen);
      const [executable, ...first] = command;
      server = await startProcess(dir, {
        name: processName,
        command: executable,
        args: [...first, ...args],
        // What this very process was started with is no business of the server's.
        env: { NODE_OPTIONS: undefined, ...env },
        cwd: root,
      });
      await waitForReady(dir, server, listen);
      served = { listen, template: JSON.stringify(deployment.spec.template) };
      await writeFile(servedFile, JSON.stringify(served));
      if (follow) timer ??= setInterval(() => void podward.syncVolumes().catch(() => {}), followMilliseconds).unref();
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
    syncVolumes() {
      syncing ??= deploymentNow()
        .then(fill)
        .then(({ changed }) => changed)
        .finally(() => (syncing = undefined));
      return syncing;
    },
    async reconcile() {
      const deployment = await deploymentNow();
      const current = JSON.stringify(deployment.spec.template) === served?.template;
      if (podward.serverIsRunning() && current) await podward.syncVolumes();
      else await podward.restart();
    },
    async close(grace) {
      clearInterval(timer);
      timer = undefined;
      await podward.stopServer(grace);
    },
  };
  return podward;
}

/** What the running server was started from, for another process that takes over its supervision. */
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
  /** The Service's port that the API server calls. */
  port: number;
  /** API paths of the webhook configurations. */
  webhooks: string[];
}

/** What the release itself says its parts are called. */
async function releaseNames(cluster: Cluster, namespace: string, release: string): Promise<ReleaseNames> {
  const { stdout } = await cluster.helm(['get', 'manifest', release, '--namespace', namespace]);
  const manifests = parseAllDocuments(stdout).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  const configurations = manifests.filter(({ webhooks }) => webhooks);
  const service = configurations[0]?.webhooks?.[0]?.clientConfig.service;
  if (deployments.length !== 1 || !service) {
    throw new Error(`release ${release}: one Deployment and a webhook that calls a Service were expected`);
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

/** With cert-manager, the CA that the API server trusts arrives after the release. */
async function waitForCaBundles(cluster: Cluster, namespace: string, release: string): Promise<void> {
  const { webhooks } = await releaseNames(cluster, namespace, release);
  interface Configuration {
    webhooks?: { clientConfig: { caBundle?: string } }[];
  }
  for (const path of webhooks) {
    await waitFor(`the caBundle of ${path}`, volumeSeconds, async () => {
      const configuration = await cluster.api.get<Configuration>(path);
      return configuration?.webhooks?.every(({ clientConfig }) => clientConfig.caBundle);
    });
  }
}

async function waitForReady(dir: string, server: ProcessRecord, { host, healthPort }: Listen): Promise<void> {
  const url = `http://${host}:${healthPort}/readyz`;
  await waitFor(`${url} to say that the server is ready`, readySeconds, async () => {
    if (!isRunning(server)) throw new Error(`Podward's server ended while starting; ${logTail(dir, server.name)}`);
    return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }).catch((error: Error) => {
    throw /^waited/.test(error.message) ? new Error(`${error.message}; ${logTail(dir, server.name)}`) : error;
  });
}

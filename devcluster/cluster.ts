import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { type Api, connect } from './api.ts';
import { type BinaryName, binary } from './binaries.ts';
import { type Ports, portNames, startControlPlane } from './control-plane.ts';
import { credentialFiles, ensureCredentials, tokenOf, writeKubeconfig } from './credentials.ts';
import { freePorts } from './ports.ts';
import { type ProcessRecord, endProcess, isRunning, processRecords } from './processes.ts';
import { type Progress, silent } from './progress.ts';
import { type CommandResult, type RunOptions, run } from './run.ts';
import { kubernetesVersion } from './versions.ts';

export interface ClusterOptions {
  /** The state directory: data, keys, logs and pids of this cluster. */
  dir: string;
  /** Default: the environment variable K8S, or `defaultKubernetesVersion`. */
  version?: string;
  /** Admission plugins that the API server does not run. */
  withoutPlugins?: readonly string[];
  /** Further flags of the API server. */
  apiServerArgs?: readonly string[];
  progress?: Progress;
}

/** A running control plane: etcd, kube-apiserver and kube-controller-manager. */
export interface Cluster {
  dir: string;
  version: string;
  /** The path of a kubeconfig of a cluster administrator. */
  kubeconfig: string;
  /** The URL of the API server. */
  server: string;
  /** The range of ClusterIPs. All of its addresses are loopback addresses. */
  serviceCidr: string;
  /** Absolute paths. */
  bin: { kubectl: string; helm: string };
  api: Api;
  /** Runs kubectl as the cluster administrator. Use `--as` to impersonate another user. */
  kubectl(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  helm(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Stops all processes of this cluster, the last one started first. The state directory stays. */
  stop(): Promise<void>;
}

/** What must stay the same after a restart. Saved as `<dir>/cluster.json`. */
interface SavedCluster {
  version: string;
  serviceCidr: string;
  ports: Ports;
}

/**
 * Starts a cluster in `dir`. First stops the processes that an earlier run left there. Keeps its data if it has the same
 * Kubernetes version, and deletes it otherwise. Replaces ports that another process uses meanwhile.
 *
 * @throws an Error with the last lines of the log if a process does not start.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { progress = silent } = options;
  const dir = resolve(options.dir);
  const version = kubernetesVersion(options.version ?? process.env['K8S']);
  if (platform() !== 'linux') {
    throw new Error(
      'devcluster requires Linux, because it takes ClusterIPs from 127.0.0.0/8, which is a loopback range only there',
    );
  }
  const bin = await clusterBinaries(version, progress);
  await endAll(dir);
  const saved = readSaved(dir);
  if (saved && saved.version !== version) {
    progress.note(`changing from Kubernetes ${saved.version} to ${version}, so the new cluster is empty`);
  }
  if (saved?.version !== version) rmSync(join(dir, 'etcd'), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  ensureCredentials(dir);
  const serviceCidr = saved?.serviceCidr ?? randomServiceCidr();
  return progress.during(`starting Kubernetes ${version}`, startParts());

  async function startParts(): Promise<Cluster> {
    let ports = saved?.ports;
    for (let attempt = 1; ; attempt++) {
      ports = await freePorts(portNames, ports);
      save(dir, { version, serviceCidr, ports });
      try {
        return await start(dir, { version, serviceCidr, ports }, bin, options);
      } catch (error) {
        await endAll(dir);
        // Another process may have taken a free port before this one listened on it.
        if (attempt === 3 || !/address already in use/.test((error as Error).message)) throw error;
      }
    }
  }
}

/** The running cluster in `dir`, or undefined if one of its processes is not running or the API server is not ready. */
export async function attachCluster(dir: string, progress: Progress = silent): Promise<Cluster | undefined> {
  const state = resolve(dir);
  const saved = readSaved(state);
  if (!saved) return undefined;
  const running = new Set(
    processRecords(state)
      .filter(isRunning)
      .map(({ name }) => name),
  );
  const parts: BinaryName[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
  if (!parts.every((name) => running.has(name))) return undefined;
  const { kubectl, helm } = await clients(saved.version, progress);
  const cluster = clusterOf(state, { ...saved, server: serverOf(saved) }, { kubectl, helm });
  if (await cluster.api.ready()) return cluster;
  cluster.api.close();
  return undefined;
}

/** Stops all processes that were started in `dir`, and returns the names of those that were running. */
export async function endAll(dir: string): Promise<string[]> {
  const state = resolve(dir);
  const records = processRecords(state).sort((a, b) => endOrder(a) - endOrder(b));
  const running = records.filter(isRunning);
  for (const record of records) {
    // Only etcd needs time to shut down. No client is left for which the others would have to drain.
    await endProcess(state, record, record.name === 'etcd' ? 10 : 3);
  }
  return running.map(({ name }) => name);
}

/** Clients before servers, and first the supervisor, which would start the server again. */
function endOrder({ name }: ProcessRecord): number {
  if (name === 'supervisor') return -1;
  return 1 + ['kube-controller-manager', 'kube-apiserver', 'etcd'].indexOf(name);
}

type Binaries = Record<'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl' | 'helm', string>;

/** Downloads or builds all programs of a cluster with this version, unless they are in the cache. */
export async function clusterBinaries(version: string, progress: Progress): Promise<Binaries> {
  // One after another, because they share the two hosts, the two Go modules and the CPU.
  return {
    etcd: await binary('etcd', { version, progress }),
    'kube-apiserver': await binary('kube-apiserver', { version, progress }),
    'kube-controller-manager': await binary('kube-controller-manager', { version, progress }),
    ...(await clients(version, progress)),
  };
}

/** kubectl and Helm for a cluster. */
export async function clients(version: string, progress: Progress): Promise<{ kubectl: string; helm: string }> {
  return {
    kubectl: await binary('kubectl', { version, progress }),
    helm: await binary('helm', { version, progress }),
  };
}

async function start(
  dir: string,
  saved: SavedCluster,
  bin: Binaries,
  { withoutPlugins = [], apiServerArgs = [] }: ClusterOptions,
): Promise<Cluster> {
  const { ports, serviceCidr } = saved;
  await startControlPlane({
    dir,
    server: serverOf(saved),
    serviceCidr,
    ports,
    bin,
    apiserverArgs: [
      '--bind-address=127.0.0.1',
      // The endpoints of the Service `kubernetes` must not be loopback addresses. No component of this cluster uses them.
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      '--authorization-mode=RBAC',
      ...(withoutPlugins.length === 0 ? [] : [`--disable-admission-plugins=${withoutPlugins.join(',')}`]),
      ...apiServerArgs,
    ],
  });
  return clusterOf(dir, { ...saved, server: serverOf(saved) }, bin);
}

function serverOf({ ports }: SavedCluster): string {
  return `https://127.0.0.1:${ports.apiserver}`;
}

/** The clients of a cluster whose API server has run in `dir`. */
export function clusterOf(
  dir: string,
  { version, server, serviceCidr }: Pick<Cluster, 'version' | 'server' | 'serviceCidr'>,
  bin: { kubectl: string; helm: string },
): Cluster {
  const ca = readFileSync(credentialFiles(dir).ca, 'utf8');
  const token = tokenOf(dir, 'admin');
  const kubeconfig = join(dir, 'kubeconfig');
  writeKubeconfig(kubeconfig, server, ca, token);
  const api = connect({ server, ca, token });
  const env = {
    KUBECONFIG: kubeconfig,
    // The user's own files are not read or written.
    KUBECACHEDIR: join(dir, 'cache', 'kubectl'),
    HELM_CACHE_HOME: join(dir, 'cache', 'helm'),
    HELM_CONFIG_HOME: join(dir, 'cache', 'helm-config'),
    HELM_DATA_HOME: join(dir, 'cache', 'helm-data'),
  };
  const client =
    (command: string) =>
    (args: readonly string[], options: RunOptions = {}) =>
      run(command, args, { ...options, env: { ...env, ...options.env } });
  return {
    dir,
    version,
    kubeconfig,
    server,
    serviceCidr,
    bin: { kubectl: bin.kubectl, helm: bin.helm },
    api,
    kubectl: client(bin.kubectl),
    helm: client(bin.helm),
    async stop() {
      api.close();
      await endAll(dir);
    },
  };
}

/** One of the 16,384 blocks of 127.64.0.0/10, so that two clusters on one machine use different addresses. */
function randomServiceCidr(): string {
  return `127.${64 + randomInt(64)}.${randomInt(256)}.0/24`;
}

function readSaved(dir: string): SavedCluster | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as SavedCluster;
  } catch {
    return undefined;
  }
}

function save(dir: string, saved: SavedCluster): void {
  const file = join(dir, 'cluster.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(saved, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

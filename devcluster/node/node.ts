import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Cluster, clients, clusterOf } from '../cluster.ts';
import { startControlPlane } from '../control-plane.ts';
import { ensureCredentials, nodeName } from '../credentials.ts';
import { systemPath } from '../packages.ts';
import { endProcess, processRecords, waitWhileRunning } from '../processes.ts';
import { type Progress, silent } from '../progress.ts';
import type { CommandResult, RunOptions } from '../run.ts';
import { kubernetesVersion } from '../versions.ts';
import { writeArchive } from './archive.ts';
import {
  type ComponentName,
  type SavedNode,
  componentBinaries,
  componentSpec,
  controlPlaneOptions,
  ctr,
  serverOf,
  serviceCidr,
} from './components.ts';
import { installCoredns } from './coredns.ts';
import { systemImages } from './images.ts';
import { type Machine, attachMachine, endMachine, startMachine } from './machine.ts';
import { ensurePackages, obstacle } from './requirements.ts';

export type { ComponentName } from './components.ts';

export interface NodeOptions {
  /** The state directory: data, images, keys, logs and pids. Must not be in /run, /var/lib or /var/log, which the node has for itself. */
  dir: string;
  /** The version of the control plane. Default: the environment variable K8S, or `defaultKubernetesVersion`. */
  version?: string;
  progress?: Progress;
}

/** A running cluster of one node, on which Pods run. */
export interface Node extends Cluster {
  /** Runs a command on the node, such as a client that connects to a Service. Its files are those of this machine. */
  exec(command: string, args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Loads the images of an archive that `docker save` or `make image` wrote. */
  loadImage(archive: string): Promise<void>;
  /** Sends SIGTERM, and SIGKILL after `graceSeconds`. Containers keep running without the kubelet and containerd. */
  stopComponent(name: ComponentName, graceSeconds?: number): Promise<void>;
  startComponent(name: ComponentName): Promise<void>;
  /** Ends all processes of the node at once, like a power failure, and starts the components again. Waits until the node is ready. */
  reboot(): Promise<void>;
}

const readySeconds = 120;

/** The path without symbolic links, also of a directory that does not exist yet. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));
}

/**
 * Starts a cluster of one node in `dir`, with CoreDNS and the images for tests. First ends what an earlier run left there. Keeps its objects
 * and images if it has the same Kubernetes version, and deletes them otherwise.
 *
 * @throws an Error if this machine cannot run a node, or with the last lines of the log if a component does not start.
 */
export async function startNode(options: NodeOptions): Promise<Node> {
  const { progress = silent } = options;
  const dir = resolve(options.dir);
  if (/^\/(run|var\/lib|var\/log)\//.test(realPath(dir))) {
    const reason = 'must not be in /run, /var/lib or /var/log, which a node has for itself';
    throw new Error(
      `the state directory ${dir} ${reason}: use another directory (a clone elsewhere, or TMPDIR for tests)`,
    );
  }
  const version = kubernetesVersion(options.version ?? process.env['K8S']);
  const why = obstacle();
  if (why) throw new Error(why);
  await ensurePackages(progress);
  const bin = await componentBinaries(version, progress);
  const cli = await clients(version, progress);
  await endNode(dir);
  const old = readSaved(dir);
  if (old?.version !== version) {
    for (const name of ['etcd', 'containerd', 'kubelet']) rmSync(join(dir, name), { recursive: true, force: true });
  }
  mkdirSync(dir, { recursive: true });
  ensureCredentials(dir);
  return progress.during(`starting a node of Kubernetes ${version}`, start());

  async function start(): Promise<Node> {
    const saved = await boot(dir, version, old?.index, bin);
    const node = nodeOf(dir, saved, cli);
    try {
      for (const image of await systemImages(progress)) {
        const archive = join(dir, 'image.tar');
        await writeArchive(archive, image);
        await node.loadImage(archive);
        rmSync(archive);
      }
      await joinNode(node);
      await installCoredns(node);
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }
}

/** The running node in `dir`, or undefined if it does not run or its API server is not ready. */
export async function attachNode(dir: string, progress: Progress = silent): Promise<Node | undefined> {
  const state = resolve(dir);
  const saved = readSaved(state);
  if (!saved || !attachMachine(state, saved.index)) return undefined;
  const node = nodeOf(state, saved, await clients(saved.version, progress));
  if (await node.api.ready()) return node;
  node.api.close();
  return undefined;
}

/** Ends all processes of the node in `dir`, and removes its interfaces and cgroups. Returns whether the node was running. */
export async function endNode(dir: string): Promise<boolean> {
  const state = resolve(dir);
  return endMachine(state, readSaved(state)?.index);
}

/** Starts the machine, the control plane and containerd. */
async function boot(
  dir: string,
  version: string,
  wanted: number | undefined,
  bin: Awaited<ReturnType<typeof componentBinaries>>,
): Promise<SavedNode> {
  try {
    const machine = await startMachine(dir, nodeName, wanted);
    const saved = { version, index: machine.index };
    save(dir, saved);
    await startControlPlane({
      ...controlPlaneOptions(dir, saved, bin),
      launch: (state, spec) => machine.launch(state, spec),
    });
    await machine.launch(dir, componentSpec('kube-scheduler', dir, saved, bin));
    const containerd = await machine.launch(dir, componentSpec('containerd', dir, saved, bin));
    await waitWhileRunning(
      dir,
      [containerd],
      'containerd to be ready',
      readySeconds,
      async () => (await machine.exec('ctr', [...ctr, 'version'], { reject: false })).code === 0,
    );
    return saved;
  } catch (error) {
    await endNode(dir);
    throw error;
  }
}

/** Starts the kubelet and kube-proxy, and waits until the kubelet reports that the node is ready. */
async function joinNode(node: Node): Promise<void> {
  const since = new Date(Date.now() - 1000).toISOString();
  await node.startComponent('kubelet');
  await node.startComponent('kube-proxy');
  interface NodeObject {
    status?: { conditions?: { type: string; status: string; lastHeartbeatTime: string }[] };
  }
  const isReady = async (): Promise<boolean> => {
    // The API server may be too busy to answer.
    const found = await node.api.get<NodeObject>(`/api/v1/nodes/${nodeName}`).catch(() => undefined);
    const ready = found?.status?.conditions?.find(({ type }) => type === 'Ready');
    // After a restart, the API server still has the condition of before.
    return ready?.status === 'True' && ready.lastHeartbeatTime >= since;
  };
  const untilReady = () =>
    waitWhileRunning(node.dir, processRecords(node.dir), 'the node to be ready', readySeconds, isReady, 'kubelet');
  await untilReady().catch(async (error: Error) => {
    // The kubelet ends if containerd has not recovered its containers yet. On other nodes, systemd starts it again.
    if (!error.message.startsWith('kubelet exited')) throw error;
    await node.startComponent('kubelet');
    await untilReady();
  });
}

function nodeOf(dir: string, saved: SavedNode, cli: { kubectl: string; helm: string }): Node {
  const machine = (): Machine => {
    const running = attachMachine(dir, saved.index);
    if (!running) throw new Error(`the node in ${dir} is not running`);
    return running;
  };
  const cluster = clusterOf(dir, { version: saved.version, server: serverOf(saved), serviceCidr }, cli);
  const node: Node = {
    ...cluster,
    exec: (command, args, options = {}) =>
      machine().exec(command, args, { ...options, env: { PATH: systemPath(), ...options.env } }),
    async loadImage(archive) {
      await node.exec('ctr', [...ctr, 'images', 'import', resolve(archive)]);
    },
    async stopComponent(name, graceSeconds) {
      const record = processRecords(dir).find((one) => one.name === name);
      if (record) await endProcess(dir, record, graceSeconds);
    },
    async startComponent(name) {
      const bin = await componentBinaries(saved.version);
      await machine().launch(dir, componentSpec(name, dir, saved, bin));
    },
    async reboot() {
      await endNode(dir);
      const { index } = await boot(dir, saved.version, saved.index, await componentBinaries(saved.version));
      // The addresses of the node and of its API server are in certificates and kubeconfigs.
      if (index !== saved.index) throw new Error(`another node has taken the network ${saved.index}`);
      await joinNode(node);
    },
    async stop() {
      cluster.api.close();
      await endNode(dir);
    },
  };
  return node;
}

function readSaved(dir: string): SavedNode | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'node.json'), 'utf8')) as SavedNode;
  } catch {
    return undefined;
  }
}

function save(dir: string, saved: SavedNode): void {
  const file = join(dir, 'node.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(saved)}\n`);
  renameSync(`${file}.new`, file);
}

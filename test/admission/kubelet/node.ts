/** A real node for a devcluster: kube-scheduler, containerd and kubelet on this machine. Needs root and what README.md lists. */
/* eslint-disable @typescript-eslint/no-explicit-any */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from '../../../devcluster/binaries.ts';
import type { Cluster } from '../../../devcluster/cluster.ts';
import { type ProcessRecord, endProcess, isRunning, logTail, startProcess } from '../../../devcluster/processes.ts';
import { streamProgress } from '../../../devcluster/progress.ts';
import { type CommandResult, run } from '../../../devcluster/run.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { images, makeImageArchive } from './image.ts';

/** The newest kubelet that supports containerd 1.6 of Debian 12. */
const kubeletVersion = '1.34.2';
export const nodeName = 'node1';

/** The bridge for the Pods. Its address is that of the node. */
const bridge = 'podward0';
const subnet = '10.87.0';
/** The CNI library records each Pod here. */
const cniCache = '/var/lib/cni/results';
/** The bridge plugin turns it on. */
const forwarding = '/proc/sys/net/ipv4/ip_forward';

export interface Node {
  /** A Pod whose manifest is in this directory is a static Pod. */
  staticPods: string;
  startKubelet: () => Promise<void>;
  /** The containers keep running. */
  stopKubelet: () => Promise<void>;
  /** Stops everything that `startNode` or a Pod started, and undoes the changes of the machine. */
  stop: () => Promise<void>;
}

export async function startNode(cluster: Cluster): Promise<Node> {
  if (process.getuid?.() !== 0) throw new Error('a node needs root: it makes network namespaces, mounts and control groups');
  const folder = join(cluster.dir, 'node');
  const runtime = `/run/podward-node-${process.pid}`;
  const socket = join(runtime, 'containerd.sock');
  const staticPods = join(folder, 'static-pods');
  for (const path of [runtime, staticPods, join(folder, 'cni'), join(folder, 'kubelet')]) {
    mkdirSync(path, { recursive: true });
  }
  const progress = streamProgress();
  const kubeletBinary = await binary('kubelet', { version: kubeletVersion, progress });
  const schedulerBinary = await binary('kube-scheduler', { version: cluster.version, progress });
  const groupsBefore = new Set(podGroups());
  const forwardingBefore = readFileSync(forwarding, 'utf8');
  const started: ProcessRecord[] = [];
  let kubelet: ProcessRecord | undefined;

  const start = async (name: string, command: string, args: string[]): Promise<ProcessRecord> => {
    const record = await startProcess(cluster.dir, { name, command, args });
    started.push(record);
    return record;
  };
  const ctr = (...args: string[]) => run('ctr', ['-a', socket, '-n', 'k8s.io', ...args], { reject: false });
  const list = async (...args: string[]) => (await ctr(...args)).stdout.split('\n').filter(Boolean);

  const node: Node = { staticPods, startKubelet, stopKubelet, stop };
  // If the bridge exists already, another run uses it, and this run must not remove it.
  await run('ip', ['link', 'add', bridge, 'type', 'bridge']);
  try {
    await bind(cluster, 'system:node', { kind: 'Group', name: 'system:nodes' });
    await run('ip', ['addr', 'add', `${subnet}.1/24`, 'dev', bridge]);
    await run('ip', ['link', 'set', bridge, 'up']);

    const scheduler = actAs(cluster, folder, 'system:kube-scheduler');
    await start('kube-scheduler', schedulerBinary, [
      `--kubeconfig=${scheduler}`,
      `--authentication-kubeconfig=${scheduler}`,
      `--authorization-kubeconfig=${scheduler}`,
      '--leader-elect=false',
      '--secure-port=0',
    ]);

    writeFileSync(join(folder, 'cni', '10-bridge.conflist'), JSON.stringify(network(folder)));
    writeFileSync(join(folder, 'containerd.toml'), containerdConfig(folder, runtime));
    await start('containerd', 'containerd', ['--config', join(folder, 'containerd.toml')]);
    await waitFor('containerd', 60, async () => (await ctr('version')).code === 0, 500);
    const archive = await makeImageArchive(folder);
    const imported = await ctr('images', 'import', archive);
    if (imported.code !== 0) throw new Error(imported.stderr);

    actAs(cluster, folder, `system:node:${nodeName}`, ['system:nodes']);
    writeFileSync(join(folder, 'kubelet.json'), JSON.stringify(kubeletConfig(folder, socket, staticPods)));
    await startKubelet();
    return node;
  } catch (error) {
    await stop();
    throw error;
  }

  async function startKubelet(): Promise<void> {
    const args = [
      `--config=${join(folder, 'kubelet.json')}`,
      `--kubeconfig=${join(folder, `system:node:${nodeName}.kubeconfig`)}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${subnet}.1`,
      `--root-dir=${join(folder, 'kubelet')}`,
      `--cert-dir=${join(folder, 'kubelet-pki')}`,
    ];
    kubelet = await start('kubelet', kubeletBinary, args);
    await waitFor(
      'the node to be ready',
      120,
      async () => {
        if (!isRunning(kubelet!)) throw new Error(`kubelet ended; ${logTail(cluster.dir, 'kubelet')}`);
        const found = await cluster.api.get<any>(`/api/v1/nodes/${nodeName}`);
        const ready = found?.status?.conditions?.find(({ type }: any) => type === 'Ready')?.status === 'True';
        return ready && !found.spec.taints;
      },
      500,
    );
  }

  async function stopKubelet(): Promise<void> {
    if (kubelet) await endProcess(cluster.dir, kubelet);
  }

  async function stop(): Promise<void> {
    await stopKubelet();
    const containers = await list('containers', 'list', '-q');
    const networks: string[] = [];
    for (const id of containers) networks.push(...networksOf(await ctr('containers', 'info', id)));
    for (const task of await list('tasks', 'list', '-q')) await ctr('tasks', 'delete', '--force', task);
    for (const record of started.reverse()) await endProcess(cluster.dir, record);
    for (const pid of processesOf(socket)) process.kill(pid, 'SIGKILL');
    // The deepest mounts come first, because a mount inside another mount keeps the outer one busy.
    for (const point of mountsUnder([folder, runtime])) await run('umount', ['--lazy', point], { reject: false });
    for (const network of networks) {
      await run('umount', ['--lazy', network], { reject: false });
      rmSync(network, { force: true });
    }
    for (const cached of existsSync(cniCache) ? readdirSync(cniCache) : []) {
      if (containers.some((id) => cached.includes(id))) rmSync(join(cniCache, cached));
    }
    for (const group of podGroups().filter((path) => !groupsBefore.has(path))) removeGroups(group);
    await run('ip', ['link', 'delete', bridge], { reject: false });
    writeFileSync(forwarding, forwardingBefore);
    rmSync(runtime, { recursive: true, force: true });
  }
}

/** A kubeconfig of the administrator that impersonates another user. */
function actAs(cluster: Cluster, folder: string, user: string, groups: string[] = []): string {
  const config = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8'));
  Object.assign(config.users[0].user, { as: user, 'as-groups': [...groups, 'system:authenticated'] });
  const file = join(folder, `${user}.kubeconfig`);
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function bind(cluster: Cluster, role: string, subject: { kind: string; name: string }): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const binding = {
    apiVersion: `${group}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'podward-node' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: group, ...subject }],
  };
  await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(binding) });
}

const network = (folder: string) => ({
  cniVersion: '0.4.0',
  name: 'podward',
  plugins: [
    {
      type: 'bridge',
      bridge,
      isGateway: true,
      ipam: {
        type: 'host-local',
        dataDir: join(folder, 'cni-addresses'),
        ranges: [[{ subnet: `${subnet}.0/24` }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
});

const containerdConfig = (folder: string, runtime: string): string => `
version = 2
root = "${folder}/containerd"
state = "${runtime}/containerd"
[grpc]
  address = "${runtime}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${images[0]}"
  # Without CAP_SYS_RESOURCE, as in many a virtual machine, runc may not lower the score.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
`;

const kubeletConfig = (folder: string, socket: string, staticPodPath: string) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: { anonymous: { enabled: false }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  // The API of the kubelet is not needed, because no logs are read and no commands are run.
  enableServer: false,
  healthzPort: 0,
  cgroupDriver: 'cgroupfs',
  failCgroupV1: false,
  failSwapOn: false,
  containerRuntimeEndpoint: `unix://${socket}`,
  podLogsDir: join(folder, 'pod-logs'),
  volumePluginDir: join(folder, 'volume-plugins'),
  resolvConf: '',
  staticPodPath,
  // Only kube-proxy needs them.
  makeIPTablesUtilChains: false,
  enforceNodeAllocatable: [],
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  localStorageCapacityIsolation: false,
});

/** The control groups of all Pods of a kubelet, in each hierarchy of the machine. */
function podGroups(): string[] {
  const root = '/sys/fs/cgroup';
  return ['', ...readdirSync(root)].map((name) => join(root, name, 'kubepods')).filter((path) => existsSync(path));
}

function removeGroups(path: string): void {
  for (const name of readdirSync(path)) {
    if (statSync(join(path, name)).isDirectory()) removeGroups(join(path, name));
  }
  try {
    rmdirSync(path);
  } catch {
    // It is still in use or does not exist any more. Neither can be fixed here.
  }
}

/** The network namespaces of containers that have a file: those of sandboxes. */
function networksOf({ stdout }: CommandResult): string[] {
  const namespaces: any[] = JSON.parse(stdout).Spec?.linux?.namespaces ?? [];
  return namespaces.flatMap(({ type, path }) => (type === 'network' && path?.startsWith('/var/run/netns/') ? [path] : []));
}

/** The shims of containers outlive containerd, and have its socket on their command line. */
function processesOf(socket: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(socket);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function mountsUnder(folders: readonly string[]): string[] {
  const points = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? []);
  return points.filter((point) => folders.some((folder) => point.startsWith(`${folder}/`))).reverse();
}

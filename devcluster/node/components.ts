import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BinaryName, binary } from '../binaries.ts';
import { type ControlPlaneOptions, type Ports, controlPlaneSpecs } from '../control-plane.ts';
import { credentialFiles, nodeName, tokenOf, writeKubeconfig } from '../credentials.ts';
import { newKey, openssl } from '../openssl.ts';
import { systemPath } from '../packages.ts';
import type { ProcessSpec } from '../processes.ts';
import { type Progress, silent } from '../progress.ts';
import { kubeletVersion } from '../versions.ts';
import { pauseImage } from './images.ts';
import { cgroupOf } from './machine.ts';
import { networkOf } from './network.ts';
import { cniPlugins } from './requirements.ts';

export type ComponentName =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'containerd' | 'kubelet' | 'kube-proxy';

/** Saved as `<dir>/node.json`. */
export interface SavedNode {
  version: string;
  /** The index of the machine. */
  index: number;
}

/** The node has a network of its own, so these are the same in all nodes. */
const ports: Ports = { etcd: 2379, etcdPeer: 2380, apiserver: 6443 };
const podCidr = '10.244.0.0/24';
export const serviceCidr = '10.96.0.0/16';
export const dnsAddress = '10.96.0.10';
const containerdSocket = '/run/containerd/containerd.sock';

export const ctr: readonly string[] = ['--address', containerdSocket, '--namespace', 'k8s.io'];

type Binaries = Record<Exclude<ComponentName, 'containerd'>, string>;

export async function componentBinaries(version: string, progress: Progress = silent): Promise<Binaries> {
  const versions: Record<keyof Binaries, string> = {
    etcd: version,
    'kube-apiserver': version,
    'kube-controller-manager': version,
    'kube-scheduler': version,
    kubelet: kubeletVersion(version),
    'kube-proxy': kubeletVersion(version),
  };
  const bin: Partial<Record<BinaryName, string>> = {};
  // One after another, because they share the Go modules and the CPU.
  for (const [name, of] of Object.entries(versions) as [keyof Binaries, string][]) {
    bin[name] = await binary(name, { version: of, progress });
  }
  return bin as Binaries;
}

export function serverOf({ index }: SavedNode): string {
  return `https://${networkOf(index).address}:${ports.apiserver}`;
}

export function controlPlaneOptions(dir: string, saved: SavedNode, bin: Binaries): Omit<ControlPlaneOptions, 'launch'> {
  const pki = kubeletClientFiles(dir);
  return {
    dir,
    server: serverOf(saved),
    serviceCidr,
    ports,
    bin,
    apiserverArgs: [
      '--bind-address=0.0.0.0',
      `--advertise-address=${networkOf(saved.index).address}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      `--kubelet-client-certificate=${pki.cert}`,
      `--kubelet-client-key=${pki.key}`,
      '--kubelet-preferred-address-types=InternalIP',
    ],
  };
}

/** The command of a component. Writes the files that it reads, so kube-apiserver must have run before, except for the first three. */
export function componentSpec(name: ComponentName, dir: string, saved: SavedNode, bin: Binaries): ProcessSpec {
  switch (name) {
    case 'etcd':
    case 'kube-apiserver':
    case 'kube-controller-manager':
      return controlPlaneSpecs(controlPlaneOptions(dir, saved, bin))[name];
    case 'kube-scheduler':
      return {
        name,
        command: bin[name],
        args: [`--kubeconfig=${kubeconfig(dir, saved, 'scheduler')}`, '--leader-elect=false', '--secure-port=0'],
      };
    case 'containerd':
      return {
        name,
        command: 'containerd',
        args: ['--config', containerdConfig(dir)],
        env: { PATH: systemPath() },
      };
    case 'kubelet':
      return {
        name,
        command: bin[name],
        args: [
          `--config=${kubeletConfig(dir, saved)}`,
          `--kubeconfig=${kubeconfig(dir, saved, 'kubelet')}`,
          `--hostname-override=${nodeName}`,
          `--node-ip=${networkOf(saved.index).address}`,
          `--root-dir=${join(dir, 'kubelet')}`,
        ],
        env: { PATH: systemPath() },
      };
    case 'kube-proxy':
      return {
        name,
        command: bin[name],
        args: [
          `--kubeconfig=${kubeconfig(dir, saved, 'proxy')}`,
          `--hostname-override=${nodeName}`,
          '--proxy-mode=iptables',
          `--cluster-cidr=${podCidr}`,
          // Outside of the first network namespace, the limits of connection tracking cannot be changed.
          '--conntrack-max-per-core=0',
        ],
        env: { PATH: systemPath() },
      };
  }
}

function kubeconfig(dir: string, saved: SavedNode, user: 'scheduler' | 'kubelet' | 'proxy'): string {
  const file = join(dir, `${user}.kubeconfig`);
  writeKubeconfig(file, serverOf(saved), readFileSync(credentialFiles(dir).ca, 'utf8'), tokenOf(dir, user));
  return file;
}

function containerdConfig(dir: string): string {
  const cni = join(dir, 'cni');
  mkdirSync(cni, { recursive: true });
  const network = {
    cniVersion: '0.4.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        // Pods that reach themselves through a Service.
        hairpinMode: true,
        ipam: { type: 'host-local', ranges: [[{ subnet: podCidr }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  writeFileSync(join(cni, '10-pods.conflist'), JSON.stringify(network, null, 2));
  const file = join(dir, 'containerd.toml');
  writeFileSync(
    file,
    `version = 2
root = ${JSON.stringify(join(dir, 'containerd'))}
state = "/run/containerd"
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Without CAP_SYS_RESOURCE, runc cannot lower the OOM score of a container.
  restrict_oom_score_adj = ${!hasCapSysResource()}
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${cniPlugins}"
    conf_dir = ${JSON.stringify(cni)}
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`,
  );
  return file;
}

function kubeletConfig(dir: string, saved: SavedNode): string {
  const config = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: kubeletClientFiles(dir).cert },
    },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    clusterDNS: [dnsAddress],
    clusterDomain: 'cluster.local',
    resolvConf: '',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroupOf(saved.index)}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    // The images come from archives, so the kubelet could not pull them again.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    localStorageCapacityIsolation: false,
    volumePluginDir: join(dir, 'kubelet', 'volume-plugins'),
  };
  const file = join(dir, 'kubelet.json');
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

/** The self-signed certificate with which kube-apiserver connects to the kubelet, for logs and `kubectl exec`. */
function kubeletClientFiles(dir: string): { cert: string; key: string } {
  const { pki } = credentialFiles(dir);
  const files = { cert: join(pki, 'kubelet-client.crt'), key: join(pki, 'kubelet-client.key') };
  if (existsSync(files.cert)) return files;
  const key = newKey('/O=system:masters/CN=kube-apiserver-kubelet-client', files.key);
  openssl('req', '-x509', ...key, '-days', '365', '-out', files.cert);
  return files;
}

function hasCapSysResource(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const capSysResource = 24n; // capabilities(7)
  return ((BigInt(`0x${effective}`) >> capSysResource) & 1n) === 1n;
}

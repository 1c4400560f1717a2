import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCgroup, removeCgroup } from './cgroup.ts';
import { connectNetwork, disconnectNetwork, networkOf } from './network.ts';
import { unshareFlags } from './requirements.ts';
import {
  type ProcessRecord,
  type ProcessSpec,
  endProcess,
  isRunning,
  logTail,
  processRecords,
  startProcess,
} from '../processes.ts';
import { type CommandResult, type RunOptions, run } from '../run.ts';
import { waitFor } from '../wait.ts';

/**
 * A machine inside this one: namespaces of the kernel for processes, mounts, the network and the host name. All components of a node
 * run in it. When its first process ends, the kernel ends all others, and removes the mounts, interfaces and iptables rules with the
 * namespaces. Therefore, several nodes can run at once with the same addresses, paths and ports, and none leaves anything behind.
 */
export interface Machine {
  /** Distinguishes the networks and cgroups of the machines. */
  index: number;
  exec(command: string, args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Like `startProcess`, on the machine. */
  launch(dir: string, spec: ProcessSpec): Promise<ProcessRecord>;
}

const recordName = 'machine';
const readyFile = '/run/podward-ready';

/**
 * The first process of the machine. It reaps what its children leave behind, as the first process must.
 *
 * /var/lib gets an overlay, because the CNI plugins and the kubelet have fixed paths in it. The kubelet and containerd expect shared
 * mounts. The values of /proc/sys that the kubelet would set for the whole computer are replaced by files which already have them.
 */
const firstProcess = `
set -e
mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/lib /run/lib/upper /run/lib/work /run/sys
mount -t overlay -o lowerdir=/var/lib,upperdir=/run/lib/upper,workdir=/run/lib/work overlay /var/lib
mount --bind "$1/var-log" /var/log
keep() { file=/run/sys/$(echo "$1" | tr / .); echo "$2" > "$file"; mount --bind "$file" "/proc/sys/$1"; }
keep vm/overcommit_memory 1
keep vm/panic_on_oom 0
keep kernel/panic 10
keep kernel/panic_on_oops 1
keep kernel/keys/root_maxkeys 1000000
keep kernel/keys/root_maxbytes 25000000
hostname "$2"
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
touch ${readyFile}
while :; do sleep 3600 & wait $!; done
`;

/** Starts the machine of the state directory `dir`, with the index `wanted` if it is free. */
export async function startMachine(dir: string, hostname: string, wanted?: number): Promise<Machine> {
  mkdirSync(join(dir, 'var-log'), { recursive: true });
  const record = await startProcess(dir, {
    name: recordName,
    command: 'unshare',
    args: [...unshareFlags, 'sh', '-c', firstProcess, 'podward-node', dir, hostname],
    child: childOf,
  });
  await waitFor('the machine of the node', 30, () => {
    if (!isRunning(record)) throw new Error(`the machine of the node did not start; ${logTail(dir, recordName)}`);
    return existsSync(`/proc/${record.pid}/root${readyFile}`);
  });
  const index = await connectNetwork(record.pid, wanted);
  const { gateway, address } = networkOf(index);
  const machine = machineOf(record, index);
  await machine.exec('ip', ['address', 'add', `${address}/30`, 'dev', 'eth0']);
  await machine.exec('ip', ['link', 'set', 'eth0', 'up']);
  // Without a route, a connection to a ClusterIP fails before kube-proxy's rules see it.
  await machine.exec('ip', ['route', 'add', 'default', 'via', gateway]);
  createCgroup(cgroupOf(index));
  return machine;
}

/** The running machine of a state directory. */
export function attachMachine(dir: string, index: number): Machine | undefined {
  const record = machineRecord(dir);
  return record && isRunning(record) ? machineOf(record, index) : undefined;
}

/** Ends all processes of the machine, like a power failure, and removes what the kernel does not remove by itself. */
export async function endMachine(dir: string, index: number | undefined): Promise<boolean> {
  const record = machineRecord(dir);
  // The first process ends last, after the kernel has ended all others. It ignores SIGTERM.
  const running = record ? await endProcess(dir, record, 0) : false;
  for (const part of processRecords(dir)) await endProcess(dir, part, 0);
  if (index === undefined) return running;
  await disconnectNetwork(index);
  // The kernel removes exited processes from their cgroups a moment later.
  await waitFor(`the removal of the cgroup ${cgroupOf(index)}`, 10, () => removeCgroup(cgroupOf(index)));
  return running;
}

/** The cgroup of the Pods of a node. */
export function cgroupOf(index: number): string {
  return `podward-node-${index}`;
}

function machineRecord(dir: string): ProcessRecord | undefined {
  return processRecords(dir).find(({ name }) => name === recordName);
}

function machineOf(record: ProcessRecord, index: number): Machine {
  const enter = [`--target=${record.pid}`, '--pid', '--mount', '--net', '--uts', '--'];
  return {
    index,
    exec: (command, args, options) => run('nsenter', [...enter, command, ...args], options),
    launch: (dir, { command, args, ...spec }) =>
      startProcess(dir, { ...spec, command: 'nsenter', args: [...enter, command, ...args], child: childOf }),
  };
}

/** The one child of a command that changes its namespaces and then forks. */
async function childOf(pid: number): Promise<number> {
  const children = () => {
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    } catch {
      return 'none'; // the command has already exited
    }
  };
  const found = await waitFor(`a child of process ${pid}`, 10, () => children() || undefined, 5);
  return found === 'none' ? pid : Number(found);
}

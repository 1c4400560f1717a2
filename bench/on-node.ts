/** Podward on a node of its own, as it runs in a cluster, for programs that measure what happens to requests meanwhile. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { imageArchive } from '../devcluster/image.ts';
import { attachNode, type Node } from '../devcluster/node/node.ts';
import { startTestNode } from '../devcluster/node/testing.ts';
import { streamProgress } from '../devcluster/progress.ts';
import { waitFor } from '../devcluster/wait.ts';
import { makeNamespace, type Namespace } from '../test/node/namespace.ts';
import { install, remove, systemNamespace, untilReviewed } from '../test/node/release.ts';
import { ownNodeTarget } from '../test/node/target.ts';
import { withChildren } from './memory.ts';

export interface OnNode {
  readonly node: Node;
  /** In mode deny. */
  readonly namespace: string;
  /** The replicas that are not being deleted. */
  replicas(): Promise<readonly Replica[]>;
  /** Waits until this many replicas are ready, and no other one is left. Those of a Deployment that is rolled out may be draining. */
  settled(count: number): Promise<readonly Replica[]>;
  /** kubectl in the namespace of the release. */
  kubectl(...args: readonly string[]): Promise<string>;
}

export interface Replica {
  readonly name: string;
  /** Of the container, as containerd knows it. Undefined if it was not created yet. */
  readonly container: string | undefined;
  readonly address: string | undefined;
  readonly ready: boolean;
  readonly restarts: number;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly containerID?: string;
      readonly ready: boolean;
      readonly restartCount: number;
    }[];
  };
}

const replicaLabel = 'app.kubernetes.io/component=server';

/**
 * Installs the image of `make image` with these values, and runs `work`, for `minutes` at most. Then ends this process, because after an error
 * nothing else stops a load. The exit status is 1 unless `work` returned true. A node that runs already is used if PODWARD_NODE_DIR is its state
 * directory.
 */
export async function onNode(
  name: string,
  minutes: number,
  values: Record<string, unknown>,
  work: (on: OnNode) => Promise<boolean>,
): Promise<void> {
  process.exitCode = 1;
  const give = (error: unknown): void => console.error(`${name}: ${(error as Error).message}`);
  if (!existsSync(imageArchive)) return give(new Error(`${imageArchive} was not found: run make image`));
  const running = await attachNode(process.env['PODWARD_NODE_DIR'] ?? '');
  const node = running ?? (await startTestNode({ progress: streamProgress() }).catch(give));
  if (node === undefined) return;
  const target = ownNodeTarget(node);
  let namespace: Namespace | undefined;
  const end = async (): Promise<void> => {
    if (running === undefined) return node.stop();
    await namespace?.remove();
    await remove(target);
    running.api.close();
  };
  const limit = setTimeout(() => {
    give(new Error(`not done within ${minutes} minutes`));
    void end().finally(() => process.exit(1));
  }, minutes * 60_000);
  try {
    await node.loadImage(imageArchive);
    await install(target, values);
    namespace = await makeNamespace(target);
    await untilReviewed(target, namespace.name);
    if (await work(partsOf(node, namespace.name))) process.exitCode = 0;
  } catch (error) {
    give(error);
  } finally {
    clearTimeout(limit);
    await end();
  }
  process.exit();
}

function partsOf(node: Node, namespace: string): OnNode {
  const pods = async (): Promise<readonly Pod[]> => {
    const path = `/api/v1/namespaces/${systemNamespace}/pods?labelSelector=${encodeURIComponent(replicaLabel)}`;
    return (await node.api.get<{ items: readonly Pod[] }>(path))?.items ?? [];
  };
  const replicas = async (): Promise<readonly Replica[]> =>
    (await pods()).filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(replicaOf);
  return {
    node,
    namespace,
    replicas,
    settled: (count) =>
      waitFor(`${count} ready replicas`, 120, async () => {
        const found = await replicas();
        return found.length === count && found.every(({ ready }) => ready) && found;
      }),
    kubectl: async (...args) => (await node.kubectl([...args, '--namespace', systemNamespace])).stdout,
  };
}

function replicaOf({ metadata: { name }, status }: Pod): Replica {
  const container = status.containerStatuses?.[0];
  return {
    name,
    container: container?.containerID?.replace('containerd://', ''),
    address: status.podIP,
    ready: container?.ready === true,
    restarts: container?.restartCount ?? 0,
  };
}

/**
 * The ids on this machine of the server and of the process that judges large reviews. The server is the first process of its container, and
 * the cgroup has the name of the container.
 */
export function processesOf({ name, container }: Replica): readonly number[] {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || container === undefined) continue;
    try {
      if (!readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(container)) continue;
      if (/^NSpid:.*\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return withChildren(Number(pid));
    } catch {
      // The process has just exited.
    }
  }
  throw new Error(`the container of the Pod ${name} is not running`);
}

/** The seconds from the start of the server's process until it was ready, from its log. */
export async function startOf(on: OnNode, replica: Replica): Promise<number> {
  const [pid] = processesOf(replica);
  const log = await on.kubectl('logs', replica.name);
  const ready = log.split('\n').find((line) => line.includes('"msg":"ready"'));
  if (ready === undefined) throw new Error(`the log of the Pod ${replica.name} has no line "ready"`);
  const { time } = JSON.parse(ready) as { time: number | string };
  return (new Date(time).getTime() - startedAt(pid!)) / 1000;
}

/** In milliseconds since 1970. */
function startedAt(pid: number): number {
  const ticksPerSecond = 100;
  // The name of the program, in parentheses, may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const age = parseFloat(readFileSync('/proc/uptime', 'utf8')) - Number(fields[19]) / ticksPerSecond;
  return Date.now() - age * 1000;
}

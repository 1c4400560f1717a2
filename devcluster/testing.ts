import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Cluster, type ClusterOptions, endAll, startCluster } from './cluster.ts';
import { startOwned, sweepOwned } from './owned-folders.ts';
import { type Podward, type PodwardOptions, installPodward } from './podward.ts';

export interface TestCluster {
  cluster: Cluster;
  podward: Podward;
  /** Stops all processes and deletes the state directory. */
  stop(): Promise<void>;
}

interface TestClusterOptions extends Omit<ClusterOptions, 'dir'> {
  /** Runs before Podward is installed. */
  prepare?: (cluster: Cluster) => Promise<unknown>;
  /** The options of `installPodward`. */
  podward?: PodwardOptions;
}

/** Starts a new cluster with Podward in a temporary directory. Any number of clusters can run at the same time. */
export async function startTestCluster({
  prepare,
  podward: podwardOptions,
  ...options
}: TestClusterOptions = {}): Promise<TestCluster> {
  const bare = await startBareTestCluster(options);
  try {
    await prepare?.(bare.cluster);
    const podward = await installPodward(bare.cluster, podwardOptions);
    const stop = async () => {
      await podward.close(0);
      await bare.stop();
    };
    return { cluster: bare.cluster, podward, stop };
  } catch (error) {
    await bare.stop();
    throw error;
  }
}

/** Starts a new cluster without Podward. */
export async function startBareTestCluster(
  options: Omit<ClusterOptions, 'dir'> = {},
): Promise<Pick<TestCluster, 'cluster' | 'stop'>> {
  const cluster = await startOwned(folder, endAll, (dir) => startCluster({ ...options, dir }));
  return { cluster, stop: () => cluster.stop() };
}

/** An empty state directory for commands that start a cluster themselves. */
export const startOwnedDirectory = (): Promise<{ dir: string; stop(): Promise<void> }> =>
  startOwned(folder, endAll, async (dir) => ({ dir, stop: async () => void (await endAll(dir)) }));

const folder = join(tmpdir(), `podward-devcluster-${userInfo().uid}`);

/** Stops the processes and deletes the files of runs that were killed. Returns what `sweepOwned` returns. */
export const sweep = (): Promise<string[]> => sweepOwned(folder, endAll);

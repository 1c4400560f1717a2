import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Cluster, type ClusterOptions, endAll, startCluster } from './cluster.ts';
import { type ProcessIdentity, identify, isSame } from './identity.ts';
import { type Podward, type PodwardOptions, installPodward } from './podward.ts';

export interface TestCluster {
  cluster: Cluster;
  podward: Podward;
  /** Stops all processes and deletes the state directory. */
  stop(): Promise<void>;
}

interface TestClusterOptions extends Omit<ClusterOptions, 'dir'> {
  /** The options of `installPodward`. */
  podward?: PodwardOptions;
}

/** Starts a new cluster with Podward in a temporary directory. Any number of clusters can run at the same time. */
export async function startTestCluster({
  podward: podwardOptions,
  ...options
}: TestClusterOptions = {}): Promise<TestCluster> {
  const bare = await startBareTestCluster(options);
  try {
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
  await sweep();
  const dir = await mkdtemp(join(folder, 'cluster-'));
  await writeFile(join(dir, 'owner.json'), JSON.stringify(identify(process.pid)));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const cluster = await startCluster({ ...options, dir });
    const stop = async () => {
      await cluster.stop();
      await remove();
    };
    return { cluster, stop };
  } catch (error) {
    await endAll(dir);
    await remove();
    throw error;
  }
}

const folder = join(tmpdir(), `podward-devcluster-${userInfo().uid}`);

/** Stops the processes and deletes the files of runs that were killed. */
export async function sweep(): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const dir = join(folder, name);
    const owner = await readFile(join(dir, 'owner.json'), 'utf8').catch(() => undefined);
    // A directory without an owner is being created at this moment.
    if (!owner || isSame(JSON.parse(owner) as ProcessIdentity)) continue;
    await endAll(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

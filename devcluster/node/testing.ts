import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { kubernetesVersion, oldestKubernetesVersion } from '../versions.ts';
import { startOwned, sweepOwned } from '../owned-folders.ts';
import { type Node, type NodeOptions, endNode, startNode } from './node.ts';

const folder = join(tmpdir(), `podward-node-${userInfo().uid}`);

/**
 * The version in K8S, or the oldest: the end-to-end tests have an API server of this version, and its kubelet is built from the same packages. The
 * programs of bench that need a node also use it.
 */
export const testNodeVersion = (): string => kubernetesVersion(process.env['K8S'] || oldestKubernetesVersion);

/** Starts a new node of the `testNodeVersion` in a temporary directory. Its `stop` also deletes the directory. */
export const startTestNode = (options: Pick<NodeOptions, 'progress'> = {}): Promise<Node> =>
  startOwned(folder, endNode, (dir) => startNode({ ...options, dir, version: testNodeVersion() }));

/** Ends the nodes and deletes the files of runs that were killed. Returns what `sweepOwned` returns. */
export const sweepNodes = (): Promise<string[]> => sweepOwned(folder, endNode);

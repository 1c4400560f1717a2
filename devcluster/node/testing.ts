import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startOwned, sweepOwned } from '../owned-folders.ts';
import { type Node, type NodeOptions, endNode, startNode } from './node.ts';

const folder = join(tmpdir(), `podward-node-${userInfo().uid}`);

/** Starts a new node in a temporary directory. Its `stop` also deletes the directory. */
export const startTestNode = (options: Omit<NodeOptions, 'dir'> = {}): Promise<Node> =>
  startOwned(folder, endNode, (dir) => startNode({ ...options, dir }));

/** Ends the nodes and deletes the files of runs that were killed. Returns what `sweepOwned` returns. */
export const sweepNodes = (): Promise<string[]> => sweepOwned(folder, endNode);

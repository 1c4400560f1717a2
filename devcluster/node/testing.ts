import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessIdentity, identify, isSame } from '../identity.ts';
import { type Node, type NodeOptions, endNode, startNode } from './node.ts';

const folder = join(tmpdir(), 'podward-node');

/** Starts a new node in a temporary directory. Its `stop` also deletes the directory. */
export async function startTestNode(options: Omit<NodeOptions, 'dir'> = {}): Promise<Node> {
  await sweepNodes();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(join(folder, 'node-'));
  await writeFile(join(dir, 'owner.json'), JSON.stringify(identify(process.pid)));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const node = await startNode({ ...options, dir });
    const stop = async () => {
      await node.stop();
      await remove();
    };
    return { ...node, stop };
  } catch (error) {
    await endNode(dir);
    await remove();
    throw error;
  }
}

/** Ends the nodes and deletes the files of runs that were killed. */
export async function sweepNodes(): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const dir = join(folder, name);
    const owner = await readFile(join(dir, 'owner.json'), 'utf8').catch(() => undefined);
    // A directory without an owner is being created at this moment.
    if (!owner || isSame(JSON.parse(owner) as ProcessIdentity)) continue;
    await endNode(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

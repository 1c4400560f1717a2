/** `make node-down`: stops what `make node-up` started. */
import { rm } from 'node:fs/promises';
import { runCommand } from '../command.ts';
import { streamProgress } from '../progress.ts';
import { endNode } from './node.ts';
import { nodeLock, nodeState } from './state.ts';

const help = `Usage: make node-down    (or: npx node devcluster/node/down.ts [--keep])

Ends the node that \`make node-up\` started, with all of its processes, mounts and network interfaces, and deletes its state: objects,
images, keys and logs.

  --keep   Keep the state, so that the next \`make node-up\` starts with the same objects and images.
`;

await runCommand(
  { name: 'node-down', help, flags: ['keep'], what: 'node', lock: nodeLock, progress: streamProgress() },
  (given) => down(given.has('keep')),
);

async function down(keep: boolean): Promise<void> {
  const running = await endNode(nodeState);
  if (!keep) await rm(nodeState, { recursive: true, force: true });
  console.log(running ? 'Stopped the node.' : 'No node was running.');
}

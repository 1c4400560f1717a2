/** `make node-down`: stops what `make node-up` started. */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withLock } from '../lock.ts';
import { streamProgress } from '../progress.ts';
import { endNode } from './node.ts';
import { nodeLock, nodeState } from './state.ts';

const help = `Usage: make node-down    (or: npx node devcluster/node/down.ts [--keep])

Ends the node that \`make node-up\` started, with all of its processes, mounts and network interfaces, and deletes its state: objects,
images, keys and logs.

  --keep   Keep the state, so that the next \`make node-up\` starts with the same objects and images.
`;

const progress = streamProgress();

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, keep: { type: 'boolean' } } });
  if (values.help) process.stdout.write(help);
  else
    await withLock(
      nodeLock,
      () => down(values.keep ?? false),
      (pid) => progress.note(`waiting for process ${pid}, which is starting or stopping the node`),
    );
} catch (error) {
  console.error(`make node-down: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function down(keep: boolean): Promise<void> {
  const running = await endNode(nodeState);
  if (!keep) await rm(nodeState, { recursive: true, force: true });
  console.log(running ? 'Stopped the node.' : 'No node was running.');
}

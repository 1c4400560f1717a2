/** `make down`: stops what `make up` started. */
import { rm } from 'node:fs/promises';
import { endAll } from './cluster.ts';
import { runCommand } from './command.ts';
import { streamProgress } from './progress.ts';
import { backgroundLock, backgroundState } from './state.ts';

const help = `Usage: make down    (or: npx node devcluster/down.ts [--keep])

Stops all processes that \`make up\` started and deletes the state of the cluster: its objects, keys and logs.

  --keep   Keep the state, so that the next \`make up\` starts with the same objects.
`;

await runCommand(
  { name: 'down', help, flags: ['keep'], what: 'cluster', lock: backgroundLock, progress: streamProgress() },
  (given) => down(given.has('keep')),
);

async function down(keep: boolean): Promise<void> {
  const ended = await endAll(backgroundState);
  if (!keep) await rm(backgroundState, { recursive: true, force: true });
  console.log(ended.length ? `Stopped ${ended.join(', ')}.` : 'Nothing was running.');
}

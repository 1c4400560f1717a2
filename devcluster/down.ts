/** `make down`: stops what `make up` started. */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { endAll } from './cluster.ts';
import { withLock } from './lock.ts';
import { streamProgress } from './progress.ts';
import { backgroundLock, backgroundState } from './state.ts';

const help = `Usage: make down    (or: npx node devcluster/down.ts [--keep])

Stops all processes that \`make up\` started and deletes the state of the cluster: its objects, keys and logs.

  --keep   Keep the state, so that the next \`make up\` starts with the same objects.
`;

const progress = streamProgress();

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, keep: { type: 'boolean' } } });
  if (values.help) process.stdout.write(help);
  else
    await withLock(
      backgroundLock,
      () => down(values.keep ?? false),
      (pid) => progress.note(`waiting for process ${pid}, which is starting or stopping the cluster`),
    );
} catch (error) {
  console.error(`make down: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function down(keep: boolean): Promise<void> {
  const ended = await endAll(backgroundState);
  if (!keep) await rm(backgroundState, { recursive: true, force: true });
  console.log(ended.length ? `Stopped ${ended.join(', ')}.` : 'Nothing was running.');
}

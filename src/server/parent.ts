/** Ties the life of a child process to its parent's, whatever either of them is doing. */
import { Worker } from 'node:worker_threads';

/** A process whose parent has died gets another one. Read here, as the thread may start only after that. */
const watch = `setInterval(() => {
  if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
}, 500);`;

/** In a thread of its own: in an endless loop the event loop of the main thread notices nothing. */
export function endWithParent(): void {
  new Worker(watch, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  })
    // Without it the end of the stream to the parent still ends the process, unless it loops.
    .on('error', () => {})
    .unref();
}

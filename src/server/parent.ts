/** Ends a child process together with its parent, even if one of them is busy. */
import { Worker } from 'node:worker_threads';

/**
 * If the parent of a process dies, the process gets another parent. The id of the parent is read before the thread starts, because the
 * thread may start after that.
 */
const watch = `setInterval(() => {
  if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
}, 500);`;

/**
 * Uses a thread of about 8 MiB, because an endless loop of the main thread would block its event loop. If the parent is the first process of a
 * container, the kernel ends all other processes of the container with it.
 */
export function endWithParent(): void {
  if (process.ppid === 1) return;
  new Worker(watch, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  })
    // Without the thread, the process still ends when the stream to the parent ends, unless it is in an endless loop.
    .on('error', () => {})
    .unref();
}

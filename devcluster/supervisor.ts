/** Acts as the kubelet of the background cluster: `node devcluster/supervisor.ts <state directory>`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { attachCluster } from './cluster.ts';
import { attachPodward } from './podward.ts';
import { processRecords } from './processes.ts';

const everyMilliseconds = 2000;
/** Short, because no client waits for the reviews in progress when the whole cluster stops. */
const graceSeconds = 2;

const [dir] = process.argv.slice(2);
if (!dir) throw new Error('usage: node devcluster/supervisor.ts <state directory>');
const cluster = await attachCluster(dir);
if (!cluster) throw new Error(`no cluster is running in ${dir}`);
const podward = await attachPodward(cluster, { follow: false });

const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
process.once('SIGINT', () => ending.abort());

let lastError = '';
while (!ending.signal.aborted && isStillOurs(dir)) {
  try {
    await podward.reconcile();
    lastError = '';
  } catch (error) {
    const { message } = error as Error;
    if (message !== lastError) console.error(`${new Date().toISOString()} ${message}`);
    lastError = message;
  }
  await sleep(everyMilliseconds, undefined, { signal: ending.signal }).catch(() => {});
}
await podward.close(graceSeconds);
cluster.api.close();

/** Returns false after another supervisor has replaced this one, or the state directory was deleted. */
function isStillOurs(state: string): boolean {
  return processRecords(state).some(({ name, pid }) => name === 'supervisor' && pid === process.pid);
}

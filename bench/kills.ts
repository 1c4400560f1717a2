/**
 * Kills the server of one replica of three with SIGKILL, again and again, under a steady load through the API server and kube-proxy.
 *
 * Calls that were in flight on the replica fail. New connections that kube-proxy sends to its address are refused until kube-proxy has removed the
 * address, because the API server does not repeat a refused call. Exits with 1 if a call failed for another reason: on a connection of another
 * replica, or at another time, or if more calls were in flight on the replica than it had connections. Also exits with 1 if another replica
 * restarted, a process is left, the replica does not recover, or the load is not reviewed.
 *
 *   node bench/kills.ts --kills 20
 */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { canInstall, installCommand, installPackages, isInstalled } from '../devcluster/packages.ts';
import { waitFor } from '../devcluster/wait.ts';
import { isReviewed, quantile, startLoad } from './load.ts';
import { usageOf } from './memory.ts';
import { onNode, processesOf, type OnNode, type Replica } from './on-node.ts';

const { kills, rate, minutes } = new Command('kills')
  .option('--kills <n>', 'number of kills', Number, 20)
  .option('--rate <n>', 'requests a second, each of which is reviewed twice', Number, 40)
  .option('--minutes <n>', 'time limit', Number, 30)
  .parse()
  .opts<{ kills: number; rate: number; minutes: number }>();

const replicas = 3;
/** The kubelet notices the end of a container within a second, and the server is ready two seconds after its start. */
const recoverySeconds = 30;
/** Between an event and its line in the log of the API server, on a busy machine. */
const lagMs = 1_000;
/** `containerPorts.https` of the chart. */
const httpsPort = 8443;

/** Times are in milliseconds since 1970. */
interface Kill {
  readonly at: number;
  readonly endedAt: number;
  /** The local ports of the API server whose connections kube-proxy had sent to the replica. */
  readonly ports: ReadonlySet<string>;
  /** When kube-proxy sent nothing to the replica any more, or it listened again. */
  readonly routedUntil: number;
  readonly readyAt: number;
  /** Requests without an answer at the moment of the kill. About a third of them was with the replica. */
  readonly inFlight: number;
  /** The open connections of the replica at that moment. One carries at most one call. */
  readonly connections: number;
}

/** Kills a replica, and waits until it is ready again. */
async function kill(on: OnNode, replica: Replica, inFlight: () => number): Promise<Kill> {
  const { node } = on;
  const processes = processesOf(replica);
  if (processes.length < 2) throw new Error('the server has no process for large reviews');
  const others = (await on.replicas()).filter(({ name }) => name !== replica.name);
  const count = inFlight();
  const connections = connectionsOf(processes[0]!);
  const at = Date.now();
  process.kill(processes[0]!, 'SIGKILL');
  await waitFor('the processes to end', 5, () => processes.every((pid) => usageOf(pid) === undefined), 10);
  const endedAt = Date.now();
  // Connections that have just ended are still in the table.
  const { stdout } = await node.exec('conntrack', ['-L', '-p', 'tcp']);
  const ports = new Set(
    [...stdout.matchAll(/sport=(\d+) dport=443 src=(\S+) /g)].flatMap(([, port, to]) =>
      to === replica.address ? [port!] : [],
    ),
  );
  let routedUntil: number | undefined;
  let readyAt: number | undefined;
  const untilUnrouted = async (): Promise<void> => {
    const rule = ` --to-destination ${replica.address}:`;
    while (readyAt === undefined) {
      const { stdout: rules } = await node.exec('iptables-save', ['-t', 'nat']);
      if (!rules.includes(rule)) {
        routedUntil = Date.now();
        return;
      }
      await sleep(50);
    }
  };
  const untilReady = async (): Promise<void> => {
    await waitFor(`the Pod ${replica.name} to be ready again`, recoverySeconds * 4, async () => {
      const now = (await on.replicas()).find(({ name }) => name === replica.name);
      return now?.ready === true && now.restarts > replica.restarts;
    });
    readyAt = Date.now();
  };
  await Promise.all([untilUnrouted(), untilReady()]);
  const now = new Map((await on.replicas()).map((other) => [other.name, other.container]));
  for (const { name, container } of others)
    if (now.get(name) !== container) throw new Error(`the replica ${name}, which was not killed, restarted`);
  return { at, endedAt, ports, routedUntil: routedUntil ?? readyAt!, readyAt: readyAt!, inFlight: count, connections };
}

await onNode('kills', minutes, { replicas }, async (on) => {
  await ensureConntrack();
  const calls = await failedCalls(on);
  const load = await startLoad(on.node, { namespace: on.namespace, perSecond: rate });
  await sleep(3000);
  const done: Kill[] = [];
  while (done.length < kills) {
    const ready = await on.settled(replicas);
    const replica = ready[done.length % replicas]!;
    done.push(await kill(on, replica, () => load.inFlight));
    if (process.stderr.isTTY) process.stderr.write(`kill ${done.length}: ${secondsTo(done.at(-1)!, 'readyAt')} s\n`);
    // The kubelet waits before it restarts the same container again. A new Pod starts at once.
    await on.kubectl('delete', 'pod', replica.name, '--wait=false');
  }
  await on.settled(replicas);
  const result = await load.stop();
  const lost = await calls();
  const cut = lost.filter((call) => done.some((one) => wasInFlight(call, one)));
  const refused = lost.filter((call) => !cut.includes(call) && done.some((one) => wasSentToDead(call, one)));
  const unexplained = lost.filter((call) => !cut.includes(call) && !refused.includes(call));
  for (const { at, error } of unexplained) {
    const last = done.filter((one) => one.at <= at).at(-1);
    console.log(`not explained: ${last === undefined ? '' : `${at - last.at} ms after a kill: `}${error}`);
  }
  const inFlight = done.reduce((sum, one) => sum + one.inFlight, 0);
  const last = done.map((one) =>
    Math.max(0, ...refused.filter((call) => wasSentToDead(call, one)).map(({ at }) => at - one.at)),
  );
  const recovery = done.map((one) => secondsTo(one, 'readyAt'));
  console.log(`kills ${done.length} of one of ${replicas} replicas; ready again after ${spread(recovery)} s`);
  console.log(
    `kube-proxy sent to the address of the replica for ${spread(done.map((one) => secondsTo(one, 'routedUntil')))} s; ` +
      `last refused connection after ${spread(last.map((ms) => ms / 1000))} s`,
  );
  console.log(
    `reviews ${result.reviews}, failed ${result.failed}: in flight on the replica ${cut.length}, refused at its address before ` +
      `kube-proxy removed it ${refused.length}, for another reason ${unexplained.length}; requests in flight at the kills ${inFlight}, ` +
      `open connections of the replica ${done.reduce((sum, one) => sum + one.connections, 0)}`,
  );
  // No counter says how many calls the replica had. Its open connections are a limit, also of the errors that do not name a connection.
  const isPossible = done.every((one) => cut.filter((call) => wasInFlight(call, one)).length <= one.connections);
  // A request in flight may be counted in its call to mutate or to validate.
  return (
    unexplained.length === 0 &&
    isReviewed(result) &&
    result.failed <= lost.length &&
    cut.length <= inFlight &&
    isPossible &&
    Math.max(...recovery) <= recoverySeconds
  );
});

/** The node itself does not need it. */
async function ensureConntrack(): Promise<void> {
  if (isInstalled('conntrack')) return;
  if (!canInstall()) throw new Error(`conntrack was not found. On Debian, run: ${installCommand(['conntrack'])}`);
  await installPackages(['conntrack']);
}

/** The connections of the server that are established. Those whose client has closed them are not. */
function connectionsOf(pid: number): number {
  const files = ['tcp', 'tcp6'].map((name) => `/proc/${pid}/net/${name}`).filter((file) => existsSync(file));
  const local = httpsPort.toString(16).toUpperCase();
  const established = new RegExp(`^ *\\d+: \\w+:${local} \\w+:\\w+ 01 `, 'gm');
  return files.reduce((sum, file) => sum + (readFileSync(file, 'utf8').match(established) ?? []).length, 0);
}

function secondsTo(one: Kill, event: 'routedUntil' | 'readyAt'): number {
  return (one[event] - one.at) / 1000;
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${quantile(sorted, 0.5).toFixed(1)}, at most ${sorted.at(-1)!.toFixed(1)}`;
}

/** A call that failed, from the log of the API server. */
interface FailedCall {
  readonly at: number;
  readonly error: string;
  /** The connection could not be opened. */
  readonly refused: boolean;
  /** The local port of the connection. Undefined if the error does not name it. */
  readonly port: string | undefined;
}

/**
 * The kernel closes the connections of a process when it ends, so the call fails at once. Some errors, such as EOF, do not name the port: only their
 * time and their number show that they are of this replica.
 */
function wasInFlight({ at, refused, port }: FailedCall, one: Kill): boolean {
  return !refused && at >= one.at && at <= one.endedAt + lagMs && (port === undefined || one.ports.has(port));
}

/** All other replicas were listening, so only the killed one can refuse a connection. */
function wasSentToDead({ at, refused }: FailedCall, one: Kill): boolean {
  return refused && at >= one.at && at <= one.routedUntil + lagMs;
}

/** The calls of Podward that failed from now on. */
async function failedCalls({ node }: OnNode): Promise<() => Promise<readonly FailedCall[]>> {
  const read = (): Promise<Buffer> => readFile(join(node.dir, 'logs', 'kube-apiserver.log'));
  const before = (await read()).length;
  const line =
    /^\w(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{3})\d* .*Failed calling webhook, failing \w+ \S+podward\.dev: .*": (.*)$/gm;
  return async () =>
    [...(await read()).subarray(before).toString().matchAll(line)].map(([, month, day, time, error = '']) => ({
      at: new Date(`${new Date().getFullYear()}-${month}-${day}T${time}`).getTime(),
      error: error.slice(0, 200),
      refused: error.includes('connect: connection refused'),
      port: /(?:read|write) tcp \S+:(\d+)->/.exec(error)?.[1],
    }));
}

/**
 * Measures the effect of hostile Pods on other requests, on a real API server with Podward installed by Helm, and then on the same server
 * without Podward's webhooks. One client sends hostile objects, of up to 1.5 MB and with shapes that may be slow for a rule, one at a
 * time and at most two a second. At the same time, ordinary Pods are created, and large Pods of 20 to 60 kB are created and changed.
 *
 * kube-apiserver itself needs more than a second of CPU time for many of these objects, so the figures with Podward are compared with those
 * without it. Exits with 1 if, with Podward, one of the other requests or a probe fails, one of them takes longer than a second and longer
 * than without Podward, a hostile request gets no verdict, or Podward uses more memory than the limit in the chart.
 *
 *   node bench/hostile.ts --seconds 60
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { processRecords } from '../devcluster/processes.ts';
import { startTestCluster, type TestCluster } from '../devcluster/testing.ts';
import { objectAt, type JsonObject } from '../src/json/json.ts';
import { apiVersionOf, kindFacts } from '../src/kubernetes/kinds.ts';
import { container, pod } from '../test/objects.ts';
import { memoryLimit } from './chart.ts';
import { apiClient, quantile, type Answer, type Send } from './load.ts';
import { cpuSecondsOf, totalOf, withChildren } from './memory.ts';
import { shapes, type Shape } from './shapes.ts';

const options = new Command('hostile')
  .option('--seconds <n>', 'how long the attack lasts', Number, 60)
  .option('--bytes <n>', 'size of the largest hostile object', Number, 1_500_000)
  .option('--rate <n>', 'most hostile objects a second', Number, 2)
  .option('--bystanders <n>', 'Pods of others a second', Number, 10)
  .option('--large <n>', 'large Pods of others that are created a second, and as many that are changed', Number, 2)
  .parse()
  .opts<{ seconds: number; bytes: number; rate: number; bystanders: number; large: number }>();

/** In MiB, and the maximum time for other requests and probes, in milliseconds. */
const limits = { memory: memoryLimit(), p99: 1000 };
const namespace = 'default';

const bytesOf = (object: JsonObject): Buffer => Buffer.from(JSON.stringify(object));

const pathOf = ({ kind }: Shape): string => {
  const { group, version, resource } = kindFacts(kind);
  return `${group === '' ? '/api' : `/apis/${group}`}/${version}/namespaces/${namespace}/${resource}`;
};

/** The objects, with about the given size. */
function objectsOfSize(shape: Shape, bytes: number): { readonly before?: JsonObject; readonly after: JsonObject } {
  const size = (n: number): number => {
    const { before, after } = shape.make(n);
    return Math.max(JSON.stringify(after).length, before === undefined ? 0 : JSON.stringify(before).length);
  };
  const few = 64;
  const perEntry = Math.max(0.9, (size(2 * few) - size(few)) / few);
  return shape.make(Math.max(1, Math.floor((bytes - size(1)) / perEntry)));
}

/** The object as a client sends it, without the fields that the server sets. If the name ends with a dash, it is a generateName. */
function named(object: JsonObject, { kind }: Pick<Shape, 'kind'>, name: string): JsonObject {
  const { name: _, resourceVersion: __, uid: ___, creationTimestamp: ____, ...metadata } = objectAt(object, 'metadata');
  return {
    ...object,
    apiVersion: apiVersionOf(kindFacts(kind)),
    kind,
    metadata: { ...metadata, [name.endsWith('-') ? 'generateName' : 'name']: name, namespace },
    ...(kind === 'Job' ? { spec: withoutGenerated(objectAt(object, 'spec')) } : {}),
  };
}

/** The server generates the selector and the labels of a Job. */
function withoutGenerated({ selector: _, ...spec }: JsonObject): JsonObject {
  return { ...spec, template: { spec: objectAt(spec, 'template', 'spec') } };
}

/**
 * A hostile request: a creation, or a change of an object that was stored before the attack. Its body is also made before the attack,
 * because the work of this program would add to the measured times.
 */
interface Attack {
  readonly name: string;
  readonly send: (send: Send) => Promise<Answer>;
  /** Responses without a verdict. */
  readonly unjudged: Answer[];
}

async function attacks(send: Send): Promise<Attack[]> {
  const found: Attack[] = [];
  const chosen = [...shapes()].filter((shape) => shape.subresource === '' && isHostile(shape));
  for (const [i, shape] of chosen.entries()) {
    if (shape.operation === 'CREATE') {
      const body = bytesOf(named(objectsOfSize(shape, options.bytes).after, shape, `hostile-${i}-`));
      found.push(attack(shape, (by) => by('POST', pathOf(shape), body)));
      continue;
    }
    const update = await storedFor(shape, `stored-${i}`, send);
    if (update === undefined) console.log(`not stored: ${shape.place} ${shape.what}`);
    else found.push(attack(shape, update));
  }
  return found;
}

const attack = ({ place, what }: Shape, send: Attack['send']): Attack => ({
  name: `${place} ${what}`,
  send,
  unjudged: [],
});

/** Whether the request was accepted, or refused because of its content. etcd does not store what is larger than 1.5 MiB. */
const isJudged = ({ status, text }: Answer): boolean =>
  [200, 201, 400, 403, 409, 413, 422].includes(status) || text.includes('request is too large');

/**
 * Stores an object for the change, as large as etcd accepts it with its defaults, and as large as a review accepts it with the
 * managedFields of both objects.
 */
async function storedFor(shape: Shape, name: string, send: Send): Promise<Attack['send'] | undefined> {
  for (const part of [4, 8, 16]) {
    const { before, after } = objectsOfSize(shape, options.bytes / part);
    const path = `${pathOf(shape)}/${name}-${part}`;
    const stored = await send('POST', pathOf(shape), named(before!, shape, `${name}-${part}`));
    if (stored.status !== 201) continue;
    // If the change is accepted, it is reverted, because a repeated request would not change anything.
    const changes = [after, before!].map((object) => bytesOf(named(object, shape, `${name}-${part}`)));
    const tried = await send('PUT', `${path}?dryRun=All`, changes[0]);
    let done = 0;
    if (tried.status !== 400)
      return async (by) => {
        const answer = await by('PUT', path, changes[done % 2]);
        if (answer.status === 200) done++;
        return answer;
      };
  }
  return undefined;
}

/**
 * Shapes in which one list refers to another, and simple shapes with as many findings as bytes. Half a million empty containers are not
 * included, because kube-apiserver gives up on them after half a minute, before it calls a webhook.
 */
function isHostile({ place, what }: Shape): boolean {
  if (/^\w+ (CREATE|UPDATE)$/.test(place)) return true;
  if (what === 'empty') return /^Pod CREATE spec\.(tolerations|dnsConfig\.\w+|hostAliases|volumes)$/.test(place);
  return place === 'Pod CREATE spec.containers[].image' && (what === 'blanks' || what === 'letters');
}

/** Sizes of large Pods that some teams have, in bytes. They are judged in the process that hostile Pods keep busy (src/server/app.ts). */
const largeSizes = [20_000, 40_000, 60_000];

function largePod(bytes: number): JsonObject {
  const variables = Array.from({ length: bytes / 4 / 80 }, (_, i) => ({
    name: `UPSTREAM_${i}_ADDRESS`,
    value: `http://upstream-${i}.default.svc.cluster.local:8080/api`,
  }));
  const names = ['web', 'cache', 'proxy', 'metrics'];
  return pod({ containers: names.map((name) => container({ name, env: variables })) });
}

const isFailure = ({ status }: Answer): boolean => status !== 201 && status !== 200;
const timesOf = (answers: readonly Answer[]): number[] => answers.map(({ ms }) => ms).sort((a, b) => a - b);

interface Bystanders {
  readonly small: Answer[];
  readonly 'large, new': Answer[];
  readonly 'large, changed': Answer[];
}

interface Round {
  readonly bystanders: Bystanders;
  readonly health: readonly Answer[];
  /** Of Podward's processes, in MiB. */
  readonly memory: number;
  readonly statuses: ReadonlyMap<string, number>;
  /** The CPU time that the processes used, in seconds. */
  readonly cpu: { readonly podward: number; readonly apiServer: number };
}

interface Scene {
  readonly send: Send;
  readonly hostile: readonly Attack[];
  readonly healthUrl: string;
  readonly pids: { readonly podward: number; readonly apiServer: number };
}

const pods = `/api/v1/namespaces/${namespace}/pods`;
const sizeOf = (n: number): number => largeSizes[n % largeSizes.length]!;

async function round(name: string, { send, hostile, healthUrl, pids }: Scene): Promise<Round> {
  const bystanders: Bystanders = { small: [], 'large, new': [], 'large, changed': [] };
  const statuses = new Map<string, number>();
  const health: Answer[] = [];
  let memory = 0;
  const used = (): Round['cpu'] => ({
    podward: cpuSecondsOf(withChildren(pids.podward)),
    apiServer: cpuSecondsOf([pids.apiServer]),
  });
  const before = used();
  const end = performance.now() + options.seconds * 1000;
  const pending: Promise<unknown>[] = [];
  const every = async (ms: number, work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; performance.now() < end; n++) {
      pending.push(work(n));
      await sleep(ms);
    }
  };
  const attack = async (): Promise<void> => {
    for (let n = 0; performance.now() < end; n++) {
      const one = hostile[n % hostile.length]!;
      const [answer] = await Promise.all([one.send(send), sleep(1000 / options.rate)]);
      if (!isJudged(answer)) one.unjudged.push(answer);
      statuses.set(String(answer.status), (statuses.get(String(answer.status)) ?? 0) + 1);
    }
  };
  await Promise.all([
    attack(),
    every(1000 / options.bystanders, async (n) => {
      bystanders.small.push(await send('POST', pods, named(pod(), { kind: 'Pod' }, `${name}-${n}`)));
    }),
    every(1000 / options.large, async (n) => {
      const made = named(largePod(sizeOf(n)), { kind: 'Pod' }, `${name}-large-${n}`);
      bystanders['large, new'].push(await send('POST', pods, made));
    }),
    every(1000 / options.large, async (n) => {
      const change = { metadata: { labels: { round: `${name}-${n}` } } };
      bystanders['large, changed'].push(await send('PATCH', `${pods}/large-${sizeOf(n)}`, change));
    }),
    every(100, () => {
      memory = Math.max(memory, totalOf(withChildren(pids.podward)).memory);
      return Promise.resolve();
    }),
    every(250, async () => {
      const started = performance.now();
      const answer = await fetch(healthUrl, { signal: AbortSignal.timeout(10_000) })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch((error: unknown) => ({ status: 0, text: String(error) }));
      health.push({ status: answer.status, text: `/healthz: ${answer.text}`, ms: performance.now() - started });
    }),
  ]);
  await Promise.all(pending);
  const after = used();
  const cpu = { podward: after.podward - before.podward, apiServer: after.apiServer - before.apiServer };
  return { bystanders, health, memory, statuses, cpu };
}

function print(title: string, { bystanders, statuses, cpu }: Round): void {
  const hostile = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const answers = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
  console.log(`${title}: ${hostile} hostile requests (${answers})`);
  for (const [what, found] of Object.entries(bystanders) as [string, Answer[]][]) {
    const times = timesOf(found);
    console.log(
      `  ${what}: ${times.length} answered, ${found.filter(isFailure).length} failed; ` +
        `p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`,
    );
  }
  console.log(`  CPU time: kube-apiserver ${cpu.apiServer.toFixed(0)} s, Podward ${cpu.podward.toFixed(0)} s`);
}

/** The API server notices it within a second. Whether it did can be seen in the CPU time of Podward in the round that follows. */
async function removeWebhooks(send: Send): Promise<void> {
  for (const resource of ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']) {
    const path = `/apis/admissionregistration.k8s.io/v1/${resource}?labelSelector=app.kubernetes.io/name%3Dpodward`;
    const { status, text } = await send('DELETE', path);
    if (status !== 200) throw new Error(`${resource} were not deleted: ${text.slice(0, 300)}`);
  }
  await sleep(5000);
}

async function run({ cluster, podward }: TestCluster): Promise<boolean> {
  // kube-apiserver needs up to half a minute for a hostile object.
  const { send, close } = await apiClient(cluster, 60);
  const pidOf = (name: string): number => processRecords(cluster.dir).find((one) => one.name.startsWith(name))!.pid;
  const pids = { podward: pidOf('server-'), apiServer: pidOf('kube-apiserver') };
  const { host, healthPort } = podward.listen();
  for (const size of largeSizes) {
    const stored = await send('POST', pods, named(largePod(size), { kind: 'Pod' }, `large-${size}`));
    if (stored.status !== 201) throw new Error(`a large Pod was not stored: ${stored.text.slice(0, 300)}`);
  }
  const hostile = await attacks(send);
  console.log(
    `${hostile.length} hostile shapes of up to ${options.bytes} bytes, one at a time, at most ${options.rate} a second, for ${options.seconds} s`,
  );
  const scene = { send, hostile, healthUrl: `http://${host}:${healthPort}/healthz`, pids };

  const found = await round('with', scene);
  print('with Podward', found);
  const slowest = Math.max(...timesOf(found.health));
  console.log(
    `  /healthz: ${found.health.length} probes, ${found.health.filter(isFailure).length} failed, slowest ${slowest.toFixed(0)} ms; ` +
      `most memory ${found.memory.toFixed(0)} of ${limits.memory} MiB`,
  );
  const missed = hostile.filter(({ unjudged }) => unjudged.length > 0);
  for (const { name, unjudged } of missed.slice(0, 3))
    console.log(`  not judged: ${name}: ${unjudged[0]!.status} ${unjudged[0]!.text.slice(0, 300)}`);
  const failed = [...Object.values(found.bystanders).flat(), ...found.health].filter(isFailure);
  for (const { status, text } of failed.slice(0, 3)) console.log(`  failed: ${status} ${text.slice(0, 300)}`);
  const isRunning = podward.serverIsRunning();

  await removeWebhooks(send);
  const alone = await round('alone', scene);
  print('without Podward', alone);
  close();

  const p99 = (answers: readonly Answer[]): number => quantile(timesOf(answers), 0.99);
  const isInTime = (what: keyof Bystanders): boolean =>
    p99(found.bystanders[what]) < Math.max(limits.p99, p99(alone.bystanders[what]));
  return (
    failed.length === 0 &&
    missed.length === 0 &&
    found.health.length > 0 &&
    slowest < limits.p99 &&
    (Object.keys(found.bystanders) as (keyof Bystanders)[]).every(isInTime) &&
    found.memory < limits.memory &&
    isRunning
  );
}

const started = await startTestCluster();
try {
  process.exitCode = (await run(started)) ? 0 : 1;
} finally {
  await started.stop();
}

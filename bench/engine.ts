/**
 * The cost of judging: the time of judge() for one change, compared with JSON.parse of the same two objects in the same run, with all
 * rules on. Rounds of both alternate, so that other load on the machine affects both. The median of the rounds is printed.
 */
import { createEngine } from '../src/engine/engine.ts';
import { catalogue } from '../src/catalogue.ts';
import { defaultPolicy } from '../src/policy/load.ts';
import type { JsonObject } from '../src/json/json.ts';
import { changeOf, type Change } from '../src/change/change.ts';
import { container, pod } from '../test/objects.ts';
import { serverFacts } from '../src/kubernetes/versions.ts';

const rounds = 31;
const roundMs = 40;

/** A typical container, with probes, env and mounts: about 1.1 kB of JSON. */
const typical = (i: number): JsonObject =>
  container({
    name: `web-${i}`,
    ports: [{ name: `p${i % 10_000}`, containerPort: 1024 + (i % 60_000), protocol: 'TCP' }],
    env: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `value of setting ${n}` })),
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    readinessProbe: {
      httpGet: { path: '/ready', port: 1024 + (i % 60_000), scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
  });

const podOf = (containers: number, meta: JsonObject = {}): JsonObject =>
  pod(
    { containers: Array.from({ length: containers }, (_, i) => typical(i)), volumes: [{ name: 'data', emptyDir: {} }] },
    meta,
  );

const containersFor = (bytes: number): number => {
  let count = 1;
  while (JSON.stringify(podOf(count + 1)).length <= bytes) count++;
  return count;
};

const engine = createEngine(catalogue, defaultPolicy(catalogue));
const change = (before: JsonObject | undefined, after: JsonObject): Change =>
  changeOf(
    {
      phase: 'validate',
      kind: 'Pod',
      subresource: '',
      namespace: 'default',
      name: 'web',
      facts: serverFacts(36),
      after,
    },
    before,
  );

/** Microseconds per call in one round. */
function time(work: () => void): number {
  const start = performance.now();
  let calls = 0;
  do {
    work();
    calls++;
  } while (performance.now() - start < roundMs);
  return ((performance.now() - start) * 1000) / calls;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

function measure(name: string, before: JsonObject | undefined, after: JsonObject): void {
  const texts = [before, after].filter((object) => object !== undefined).map((object) => JSON.stringify(object));
  const asked = change(before, after);
  const judging: number[] = [];
  const parsing: number[] = [];
  for (let round = 0; round < rounds; round++) {
    parsing.push(time(() => texts.forEach((text) => JSON.parse(text) as unknown)));
    judging.push(time(() => engine.judge(asked)));
  }
  const [judge, parse] = [median(judging), median(parsing)];
  const size = `${(texts.at(-1)!.length / 1000).toFixed(1)} kB`;
  console.log(
    [
      name.padEnd(34),
      size.padStart(9),
      `${judge.toFixed(1)} µs`.padStart(12),
      `${parse.toFixed(1)} µs`.padStart(12),
      (judge / parse).toFixed(2).padStart(7),
    ].join('  '),
  );
}

console.log(
  [
    'judge() with all rules'.padEnd(34),
    'size'.padStart(9),
    'judge'.padStart(12),
    'JSON.parse'.padStart(12),
    'ratio'.padStart(7),
  ].join('  '),
);
for (const bytes of [2_000, 10_000, 100_000]) {
  const count = containersFor(bytes);
  measure('UPDATE, a label', podOf(count), podOf(count, { labels: { app: 'other' } }));
  const image = structuredClone(podOf(count)) as { spec: { containers: { image: string }[] } } & JsonObject;
  image.spec.containers[0]!.image = 'registry.example.com/web:2';
  measure('UPDATE, an image', podOf(count), image);
  measure('CREATE', undefined, podOf(count));
}
for (const count of [10, 100, 1000]) {
  const image = structuredClone(podOf(count)) as { spec: { containers: { image: string }[] } } & JsonObject;
  image.spec.containers[0]!.image = 'registry.example.com/web:2';
  measure(`UPDATE, an image, ${count} containers`, podOf(count), image);
}

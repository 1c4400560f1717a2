/** docs/metrics.md and what a real server serves, after traffic of every kind, have the same metrics, types, labels and values. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { binary } from '../../devcluster/binaries.ts';
import { catalogue } from '../../src/catalogue.ts';
import { exemptionDimensions } from '../../src/policy/exemptions.ts';
import { metricTable, type MetricDefinition } from '../../src/server/metric-table.ts';
import { encoded, pod, reviewOf } from '../admission/requests.ts';
import { workload } from '../objects.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { get, metric, metricsOf, post, until } from './client.ts';
import { startPodward, type Podward } from './podward.ts';

const folder = temporaryFolder();
const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
let podward: Podward;
let text: string;

interface Metric {
  readonly type: string;
  /** The values of each label. */
  readonly labels: Readonly<Record<string, ReadonlySet<string>>>;
}

/** `a="b",c="d"` */
const labelsIn = (series: string): [string, string][] =>
  [...series.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value]);

function served(): Map<string, Metric> {
  const found = new Map<string, Metric>();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (podward_\w+) (\w+)$/gm)) {
    const labels: Record<string, Set<string>> = {};
    const suffix = type === 'histogram' ? '(?:_bucket|_sum|_count)' : '';
    for (const [, series = ''] of text.matchAll(new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? \\S+$`, 'gm')))
      for (const [label, value] of labelsIn(series)) if (label !== 'le') (labels[label] ??= new Set()).add(value);
    found.set(name, { type, labels });
  }
  return found;
}

function documented(): Map<string, Metric> {
  return new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section): [string, Metric] => {
        const labels: Record<string, Set<string>> = {};
        for (const [, label = '', value = ''] of section.matchAll(/^\| `(\w+)` \| (?:`(.*?)`)? \|/gm))
          (labels[label] ??= new Set()).add(value);
        const [, name = '', type = ''] = /^(\w+)\n\n\*(\w+)\.\*/.exec(section) ?? [];
        return [name, { type: type.toLowerCase(), labels }];
      }),
  );
}

const configuration = `apiVersion: podward.dev/v1alpha1
kind: PodwardConfiguration
exemptions:
  users: [robot]
`;

/** In the order of kube-apiserver: the kind comes first. */
function asSent(over: object): Buffer {
  const { apiVersion, kind, request } = reviewOf(over);
  return encoded({ kind, apiVersion, request });
}

/** Kills the process for large reviews while it judges this one. */
async function stopReviewer(): Promise<void> {
  const [reviewer] = readFileSync(`/proc/${podward.pid}/task/${podward.pid}/children`, 'utf8').split(' ');
  process.kill(Number(reviewer), 'SIGSTOP');
  const sent = send('/validate/deny', asSent(padding));
  await until(async () => (await metric(podward.healthPort, 'podward_requests_in_flight_bytes')) > 0, 'the review');
  process.kill(Number(reviewer), 'SIGKILL');
  expect((await sent).text).toContain('"code":500');
}

const send = (path: string, body: string | Buffer, options = {}) => post(podward.port, path, body, options);
const padding = { options: { padding: 'x'.repeat(100_000) } };

beforeAll(async () => {
  makePair(folder);
  writeFileSync(`${folder}/podward.yaml`, configuration);
  podward = await startPodward(
    `--tls-dir=${folder}`,
    `--config=${folder}/podward.yaml`,
    '--drain-seconds=0',
    '--max-connections=20',
  );
  for (const phase of ['mutate', 'validate'])
    for (const mode of ['deny', 'warn', 'audit'])
      for (const over of [
        {},
        { object: pod({ restartPolicy: 'Sometimes' }) },
        { operation: 'UPDATE', oldObject: pod({ nodeName: 'a' }), object: pod({ nodeName: 'b' }), ...padding },
        { kind: { group: '', version: 'v1', kind: 'ConfigMap' } },
        { operation: 'DELETE' },
        { object: 'x' },
        { operation: 'x'.repeat(50), kind: { group: 'g', version: 'v', kind: 'n'.repeat(50) } },
        { userInfo: { username: 'robot' } },
        {
          operation: 'UPDATE',
          oldObject: pod({}, { resourceVersion: '1' }),
          object: pod({}, { resourceVersion: '2' }),
        },
        { operation: 'UPDATE', oldObject: pod(), options: Array.from({ length: 120 }).reduce((inner) => [inner], 0) },
        // A Pod with a port gets a readiness probe.
        { object: pod({ containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }] }) },
      ])
        await send(`/${phase}/${mode}`, asSent(over));
  const job = { kind: { group: 'batch', version: 'v1', kind: 'Job' }, object: workload('Job') };
  await send('/validate/deny', asSent(job));
  const kind = { group: '', version: 'v1', kind: 'Namespace' };
  const namespace = { kind, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } };
  await send('/namespaces/warn', asSent(namespace));
  await stopReviewer();
  await send('/validate/deny', '{');
  await send('/nowhere', '{');
  await send('/validate/deny', '{}', { method: 'PUT' });
  await send('/validate/deny', '{}', { headers: { 'Content-Type': 'text/plain' } });
  const plain = connectTcp(podward.port, '127.0.0.1').on('error', () => {});
  plain.end('GET / HTTP/1.1\r\n\r\n');
  await new Promise((resolve) => plain.once('close', resolve));
  const many = Array.from({ length: 30 }, () => connectTcp(podward.port, '127.0.0.1').on('error', () => {}));
  await until(async () => /closed_total\{.*\} [1-9]/.test(await metricsOf(podward.healthPort)), 'closed connections');
  for (const socket of many) socket.destroy();
  text = await metricsOf(podward.healthPort);
});

afterAll(async () => {
  podward?.signal('SIGINT');
  await podward?.ended;
  rmSync(folder, { recursive: true });
});

test('the page has every metric with its type and its labels', () => {
  const shape = (metrics: Map<string, Metric>) =>
    Object.fromEntries([...metrics].map(([name, { type, labels }]) => [name, [type, Object.keys(labels).sort()]]));
  expect(shape(served())).toEqual(shape(documented()));
});

test('each value of a label is on the page, or has the form that the table states', () => {
  const known = documented();
  const open = new Map(
    Object.values(metricTable).flatMap(({ name, labels = {} }: MetricDefinition) =>
      Object.entries(labels).map(([label, values]) => [`${name} ${label}`, values.pattern] as const),
    ),
  );
  for (const [name, { labels }] of served())
    for (const [label, values] of Object.entries(labels))
      for (const value of values) {
        const pattern = open.get(`${name} ${label}`);
        const isKnown = pattern instanceof RegExp ? pattern.test(value) : known.get(name)!.labels[label]!.has(value);
        expect([name, label, value, isKnown]).toEqual([name, label, value, true]);
      }
});

test('the traffic is counted by phase, mode, operation, kind and outcome, and what is not known as other', () => {
  const { labels } = served().get('podward_reviews_total')!;
  expect(Object.fromEntries(Object.entries(labels).map(([label, values]) => [label, [...values].sort()]))).toEqual({
    phase: ['mutate', 'namespaces', 'validate'],
    mode: ['audit', 'deny', 'warn'],
    operation: ['CREATE', 'UPDATE', 'other'],
    kind: ['Job', 'Namespace', 'Pod', 'other'],
    outcome: Object.keys(metricTable.reviews.labels.outcome).sort(),
  });
});

test('rules and defaults have their ids', () => {
  const metrics = served();
  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
  const { rule } = metrics.get('podward_findings_total')!.labels;
  expect([...rule!].filter((id) => !ids(catalogue.rules).includes(id))).toEqual([]);
  const applied = metrics.get('podward_defaults_applied_total')!.labels['default']!;
  expect([...applied]).toContain('readiness-probe');
  expect([...applied].filter((id) => !ids(catalogue.defaults).includes(id))).toEqual([]);
});

test('counters with few series exist before their first event', () => {
  expect(text).toMatch(/^podward_review_failures_total\{phase="mutate"\} 0$/m);
  expect(text).toMatch(/^podward_refused_requests_total\{code="503"\} 0$/m);
  expect(text.match(/^podward_exempted_reviews_total\{/gm)).toHaveLength(2 * exemptionDimensions.length);
  expect(text).toMatch(/^podward_exempted_reviews_total\{phase="validate",dimension="runtime-class"\} 0$/m);
  expect(text).toMatch(/^podward_reviewer_stopped_total\{reason="time"\} 0$/m);
  expect(text).toMatch(/^podward_review_failures_total\{phase="validate"\} 1$/m);
});

test('without --client-ca, there is no date on which its CA expires', () => {
  expect(text).not.toMatch(/^podward_client_ca_expiry_timestamp_seconds /m);
});

test('the build has its versions', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(text).toContain(`podward_build_info{version="${version}",node="${process.versions.node}"} 1\n`);
});

test('promtool has no complaint about names, types and help texts', async () => {
  // Types and helps of prom-client's own metrics are not Podward's.
  const own = text
    .split('\n')
    .filter((line) => /^(# \w+ )?podward_/.test(line))
    .join('\n');
  execFileSync(await binary('promtool'), ['check', 'metrics'], { input: `${own}\n`, stdio: 'pipe' });
});

test('after the traffic, the server is ready', async () => {
  expect(await get(podward.healthPort, '/readyz')).toEqual({ status: 200, text: 'ok\n' });
});

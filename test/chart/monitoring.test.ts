/** ServiceMonitor, alerts and dashboard: they use only metrics that exist, promtool accepts them, and the alerts fire when they should. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { binary } from '../../devcluster/binaries.ts';
import { metricTable, type MetricDefinition } from '../../src/server/metric-table.ts';
import { root } from '../docs/commands.ts';
import { certificateModes, only, render, type Rendered } from './helm.ts';

const runbookUrl = 'https://example.com/runbooks.md';
const monitoring = {
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  prometheusRule: { enabled: true, labels: { release: 'prometheus' }, runbookUrl },
  dashboard: { enabled: true },
};

let objects: Rendered[];
let rules: Rendered[];
let queries: string[];
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podward-rules-'));
  objects = await render({ monitoring });
  rules = only(objects, 'PrometheusRule').spec.groups.flatMap((group: Rendered) => group.rules);
  queries = dashboard().panels.flatMap(({ targets }: Rendered) => targets.map(({ expr }: Rendered) => expr));
});
afterAll(() => rmSync(folder, { recursive: true }));

const dashboard = (): Rendered =>
  JSON.parse(objects.find(({ metadata }) => metadata.name === 'podward-dashboard').data['podward.json']);

async function promtool(args: string[], ...files: [name: string, content: object][]): Promise<string> {
  for (const [name, content] of files) writeFileSync(join(folder, name), stringify(content));
  try {
    return execFileSync(await binary('promtool'), args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
}

/** Checks the syntax and the types of queries. */
const checked = (expressions: readonly string[]): Promise<string> =>
  promtool(
    ['check', 'rules', '--lint-fatal', 'queries.yaml'],
    ['queries.yaml', { groups: [{ name: 'q', rules: expressions.map((expr, i) => ({ record: `q${i}`, expr })) }] }],
  );

/** Without the variables of Grafana. */
const plain = (query: string): string => query.replaceAll('$__rate_interval', '5m').replaceAll('$namespace', 'guard');

/** Labels of each metric that a query may use. Prometheus adds those of the target. */
const ofTarget = ['namespace', 'pod', 'job', 'instance', 'le'];
const ofApiServer = ['job', 'instance'];
const metrics = new Map<string, readonly string[]>([
  ...Object.values(metricTable).flatMap(({ name, type, labels = {} }: MetricDefinition) => {
    const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => `${name}${suffix}`) : [name];
    return names.map((full): [string, string[]] => [full, [...Object.keys(labels), ...ofTarget]]);
  }),
  ['process_cpu_seconds_total', ofTarget],
  ['process_resident_memory_bytes', ofTarget],
  // Of the API server. test/e2e/outage.test.ts compares them with a real one.
  [
    'apiserver_admission_webhook_rejection_count',
    ['name', 'error_type', 'operation', 'type', 'rejection_code', ...ofApiServer],
  ],
  ['apiserver_admission_webhook_fail_open_count', ['name', 'type', ...ofApiServer]],
]);

/** What a query uses that does not exist: metrics, and labels of the metrics. */
function unknownIn(query: string): string[] {
  const used = [...query.matchAll(/\b([a-z]+_[a-z_]+)\b(?:\{(.*?)\})?/g)].filter(([, name = '']) => !words.has(name));
  const grouped = [...query.matchAll(/\b(?:by|on) \((.*?)\)/g)].flatMap(([, list = '']) => list.split(/, ?/));
  const known = used.flatMap(([, name = '']) => metrics.get(name) ?? []);
  return [
    ...used.flatMap(([, name = '', matchers = '']) => {
      const labels = metrics.get(name);
      if (labels === undefined) return [name];
      const named = [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label);
      return named.filter((label) => !labels.includes(label)).map((label) => `${name}{${label}}`);
    }),
    ...grouped.filter((label) => !known.includes(label)),
  ];
}
/** Functions, labels and values with an underscore. */
const words: ReadonlySet<string> = new Set([
  'histogram_quantile',
  'label_replace',
  'group_left',
  'error_type',
  'calling_webhook_error',
  'apiserver_internal_error',
]);

describe('the ServiceMonitor', () => {
  test('selects the Service, and the port for metrics', () => {
    const { spec, metadata } = only(objects, 'ServiceMonitor');
    const service = only(objects, 'Service');
    expect(service.metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(spec.namespaceSelector.matchNames).toEqual([service.metadata.namespace]);
    expect(spec.endpoints).toEqual([{ port: 'metrics', path: '/metrics', interval: '30s' }]);
    expect(service.spec.ports).toContainEqual({ name: 'metrics', port: 8080, targetPort: 'health', protocol: 'TCP' });
    expect(metadata.labels).toMatchObject({ release: 'prometheus', 'app.kubernetes.io/name': 'podward' });
  });

  test('and all other objects for monitoring are off by default', async () => {
    const kinds = (await render()).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(kinds.filter((kind) => /Monitor|Prometheus|dashboard/.test(kind))).toEqual([]);
  });
});

describe('each query', () => {
  test('of an alert, of the dashboard and of docs/metrics.md can be parsed', async () => {
    const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    const examples = [...page.matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query.trim());
    expect(examples).toHaveLength(Object.keys(metricTable).length);
    await checked([...rules.map(({ expr }) => expr), ...queries.map(plain), ...examples]);
    const unknown = [...rules.map(({ expr }) => expr), ...queries, ...examples].map((query) => [
      query,
      unknownIn(query),
    ]);
    expect(unknown.filter(([, names]) => names!.length > 0)).toEqual([]);
  });

  test('with a metric or a label that does not exist is found', async () => {
    expect(unknownIn('sum by (pod, user) (podward_reviews_total{path="mutate",phase="x"})')).toEqual([
      'podward_reviews_total{path}',
      'user',
    ]);
    expect(unknownIn('rate(podward_review_total[5m])')).toEqual(['podward_review_total']);
    await expect(checked(['sum(podward_reviews_total'])).rejects.toThrow('unclosed left parenthesis');
  });

  test('of the dashboard is for one namespace', () => {
    expect(queries.length).toBeGreaterThan(15);
    for (const query of queries)
      for (const [, matchers] of query.matchAll(/\b(?:podward|process)_\w+(?:\{(.*?)\})?/g))
        expect(matchers).toContain('namespace="$namespace"');
  });
});

test('the dashboard has distinct panels that do not overlap, and the label of the sidecar', () => {
  const { panels, templating } = dashboard();
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }: Rendered) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const key of ['id', 'title'])
    expect(new Set(panels.map((panel: Rendered) => panel[key])).size).toBe(panels.length);
  expect(templating.list.map(({ name }: Rendered) => name)).toEqual(['datasource', 'namespace']);
  const map = objects.find(({ metadata }) => metadata.name === 'podward-dashboard');
  expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
});

describe('the alerts', () => {
  test('link to sections of docs/runbooks.md, and each section belongs to an alert', () => {
    const page = readFileSync(join(root, 'docs/runbooks.md'), 'utf8');
    const sections = new Map(
      page
        .split(/^## /m)
        .slice(1)
        .map((text) => [
          text
            .split('\n')[0]!
            .toLowerCase()
            .replaceAll(/[^a-z0-9 -]/g, '')
            .replaceAll(' ', '-'),
          text,
        ]),
    );
    const anchors = rules.map(({ alert, annotations, labels }) => {
      const [url, anchor = ''] = annotations.runbook_url.split('#');
      expect(url).toBe(runbookUrl);
      expect([alert, sections.get(anchor)]).toEqual([
        alert,
        expect.stringContaining(`\`${alert}\` (${labels.severity})`),
      ]);
      return anchor;
    });
    expect([...new Set(anchors)].sort()).toEqual([...sections.keys()].sort());
    for (const [anchor, text] of sections)
      for (const part of ['**Meaning.**', '**Impact.**', '**Diagnosis.**', '**Mitigation.**'])
        expect([anchor, text]).toEqual([anchor, expect.stringContaining(part)]);
  });

  test.each([
    ['helm', {}, 182],
    ['helm', { certificates: { helm: { validityDays: 90, renewBeforeDays: 30 } } }, 15],
    ['helm', { certificates: { helm: { validityDays: 2, renewBeforeDays: 1 } } }, 1],
    ['certManager', certificateModes.certManager, 14],
    ['existingSecret', certificateModes.existingSecret, 14],
  ])('warn in time of a certificate of %s: %j', async (_, values, days) => {
    const { spec } = only(await render({ ...values, monitoring }), 'PrometheusRule');
    const { expr } = spec.groups[0].rules.find(({ alert }: Rendered) => alert === 'PodwardCertificateExpires');
    expect(expr).toContain(`< ${days} * 86400`);
  });

  const ns = 'namespace="guard"';
  const webhook = 'name="validate-deny.podward.dev",type="validating"';
  const mutating = 'name="mutate-deny.podward.dev",type="admit"';
  const apiServer = 'job="apiserver",instance="a"';
  const versionFailures = `podward_kubernetes_version_failures_total{${ns},reason="connect"}`;
  const versionFrom = (source: string, values: string): Record<string, string> => ({
    [`podward_kubernetes_version_info{${ns},version="1.36",source="${source}",known="true"}`]: values,
  });
  const healthy: Readonly<Record<string, string>> = {
    [`podward_build_info{${ns}}`]: '1x60',
    [`apiserver_admission_webhook_rejection_count{${webhook},error_type="no_error"}`]: '0+9x60',
    'apiserver_admission_webhook_rejection_count{name="other.example.com",error_type="calling_webhook_error"}':
      '0+9x60',
    'apiserver_admission_webhook_fail_open_count{name="other.example.com",type="admit"}': '0+9x60',
    [`up{${apiServer}}`]: '1x60',
    // Prometheus did not read the metrics of this API server for a while, so it does not know when the requests were rejected.
    'up{job="apiserver",instance="b"}': '1x10 0x10 1x40',
    [`apiserver_admission_webhook_rejection_count{${webhook},error_type="calling_webhook_error",job="apiserver",instance="b"}`]:
      '7x10 _x10 7x40',
    [`apiserver_admission_webhook_fail_open_count{${webhook},job="apiserver",instance="b"}`]: '7x10 _x10 7x40',
    [`apiserver_admission_webhook_fail_open_count{${mutating},job="apiserver",instance="b"}`]: '7x10 _x10 7x40',
    [`podward_review_failures_total{${ns},phase="mutate"}`]: '3x60',
    [`podward_reviewer_stopped_total{${ns},reason="time"}`]: '3x60',
    [`podward_refused_requests_total{${ns},code="400"}`]: '0+9x60',
    [`podward_review_duration_seconds_bucket{${ns},phase="mutate",le="0.5"}`]: '0+100x60',
    [`podward_review_duration_seconds_bucket{${ns},phase="mutate",le="+Inf"}`]: '0+100x60',
    [`podward_tls_failures_total{${ns}}`]: '0+0.1x60',
    [`podward_certificate_expiry_timestamp_seconds{${ns}}`]: `${200 * 86_400}x60`,
    [`podward_client_ca_expiry_timestamp_seconds{${ns}}`]: `${200 * 86_400}x60`,
    [`podward_certificate_files_refused{${ns}}`]: '0x60',
    [`podward_configuration_stale{${ns}}`]: '0x60',
    ...versionFrom('learned', '1x60'),
    [versionFailures]: '0x60',
    [`podward_log_lines_dropped_total{${ns}}`]: '5x60',
    [`podward_event_writes_total{${ns},result="written"}`]: '0+9x60',
    [`podward_event_writes_total{${ns},result="forbidden"}`]: '3x60',
    [`podward_report_writes_total{${ns},result="gone"}`]: '0+1x60',
  };

  /** Series that replace those of a healthy release, after how many minutes the alert fires, its labels, and its description. */
  type Case = [string, Record<string, string | undefined>, number, Record<string, string>, RegExp];
  const broken: Case[] = [
    ['PodwardAbsent', { [`podward_build_info{${ns}}`]: undefined }, 6, { namespace: 'guard' }, /no metrics .* guard/],
    [
      'PodwardUnreachable',
      { [`apiserver_admission_webhook_rejection_count{${webhook},error_type="calling_webhook_error"}`]: '0+2x60' },
      8,
      { name: 'validate-deny.podward.dev' },
      /could not call the webhook validate-deny\.podward\.dev, and rejected 10 requests/,
    ],
    [
      'PodwardBypassed',
      { [`apiserver_admission_webhook_fail_open_count{${webhook}}`]: '0+2x60' },
      12,
      { name: 'validate-deny.podward.dev' },
      /allowed 2\d requests/,
    ],
    [
      'PodwardDefaultsSkipped',
      { [`apiserver_admission_webhook_fail_open_count{${mutating}}`]: '0+2x60' },
      12,
      { name: 'mutate-deny.podward.dev' },
      /could not call the webhook mutate-deny\.podward\.dev, and went on without it 2\d times/,
    ],
    [
      'PodwardReviewsFail',
      { [`podward_review_failures_total{${ns},phase="mutate"}`]: '0+1x60' },
      20,
      { phase: 'mutate' },
      /failed on 10 reviews of the phase mutate/,
    ],
    [
      'PodwardReviewerStopped',
      { [`podward_reviewer_stopped_total{${ns},reason="time"}`]: '0+1x60' },
      20,
      { reason: 'time' },
      /10 times .* The reason is time\./,
    ],
    [
      'PodwardOverloaded',
      { [`podward_refused_requests_total{${ns},code="503"}`]: '0+60x60' },
      12,
      { code: '503' },
      /1 requests per second with 503/,
    ],
    [
      'PodwardSlow',
      {
        [`podward_review_duration_seconds_bucket{${ns},phase="mutate",le="0.5"}`]: '0+50x60',
        [`podward_review_duration_seconds_bucket{${ns},phase="mutate",le="2.5"}`]: '0+100x60',
      },
      20,
      { phase: 'mutate' },
      /phase mutate have taken longer than 2\.\d+s/,
    ],
    ['PodwardTLSFailures', { [`podward_tls_failures_total{${ns}}`]: '0+6x60' }, 30, {}, /60 TLS handshakes/],
    [
      'PodwardCertificateExpires',
      { [`podward_certificate_expiry_timestamp_seconds{${ns}}`]: `${100 * 86_400}x120` },
      70,
      {},
      /expires in 99d 22h 50m 0s/,
    ],
    [
      'PodwardCertificateExpiresNow',
      { [`podward_certificate_expiry_timestamp_seconds{${ns}}`]: `${4 * 3600}x60` },
      60,
      {},
      /expires in 3h 0m 0s/,
    ],
    [
      'PodwardClientCAExpires',
      { [`podward_client_ca_expiry_timestamp_seconds{${ns}}`]: `${20 * 86_400}x120` },
      70,
      {},
      /expires in 19d 22h 50m 0s/,
    ],
    [
      'PodwardClientCAExpiresNow',
      { [`podward_client_ca_expiry_timestamp_seconds{${ns}}`]: '14400x120' },
      60,
      {},
      /expires in 3h 0m 0s/,
    ],
    ['PodwardCertificateRefused', { [`podward_certificate_files_refused{${ns}}`]: '0x10 1x50' }, 20, {}, /refused/],
    ['PodwardConfigurationRefused', { [`podward_configuration_stale{${ns}}`]: '1x60' }, 10, {}, /has mistakes/],
    [
      'PodwardKubernetesVersionUnknown',
      { [`podward_kubernetes_version_info{${ns},version="1.99",source="learned",known="false"}`]: '1x60' },
      20,
      { version: '1.99' },
      /does not know Kubernetes 1\.99/,
    ],
    [
      'PodwardKubernetesVersionOutdated',
      { ...versionFrom('outdated', '1x120'), [versionFailures]: '0+3x120' },
      70,
      {},
      /more than an hour/,
    ],
    ['PodwardLogLinesDropped', { [`podward_log_lines_dropped_total{${ns}}`]: '0+1x60' }, 20, {}, /10 log lines/],
    [
      'PodwardWritesFail',
      { [`podward_report_writes_total{${ns},result="missing"}`]: '0+1x60' },
      30,
      { what: 'PolicyReports', result: 'missing' },
      /did not write PolicyReports 10 times\. The result is missing/,
    ],
  ];

  const series = (over: Record<string, string | undefined>): object[] =>
    Object.entries({ ...healthy, ...over }).flatMap(([name, values]) =>
      values === undefined ? [] : [{ series: name, values }],
    );

  test('do not say that the API server rejects changes, because with the failurePolicy Ignore it allows them', () => {
    for (const { alert, annotations } of rules)
      if (annotations.description.includes('API server rejects'))
        expect([alert, annotations.description]).toEqual([alert, expect.stringContaining('(Ignore)')]);
  });

  test('are all tested', () => {
    expect(broken.map(([alert]) => alert)).toEqual(rules.map(({ alert }) => alert));
  });

  test('do not fire if nothing is wrong', async () => {
    const calm = {
      interval: '1m',
      input_series: series({}),
      promql_expr_test: [15, 24, 30, 60].map((minute) => ({
        expr: 'ALERTS',
        eval_time: `${minute}m`,
        exp_samples: [],
      })),
    };
    await tested([calm]);
  });

  test.each(broken)('%s fires, and not much earlier', async (alert, over, minutes, labels, description) => {
    const { for: delay = '0m', labels: own, annotations } = rules.find((rule) => rule.alert === alert);
    const expected = (text: string) => [
      { exp_labels: { ...labels, ...own }, exp_annotations: { ...annotations, description: text } },
    ];
    const at = (minute: number, exp_alerts: object[]) => ({ alertname: alert, eval_time: `${minute}m`, exp_alerts });
    const until = minutesOf(delay);
    const fires = (text: string) => ({
      interval: '1m',
      input_series: series(over),
      alert_rule_test: [...(until === 0 ? [] : [at(until - 1, [])]), at(minutes, expected(text))],
    });
    // The description contains a value that Prometheus computes, and promtool shows it if another one is expected.
    const shown = await tested([fires('?')]).then(
      () => '',
      (error: Error) => error.message,
    );
    const [, text = shown] = /description="((?:[^"\\]|\\.)*)"/.exec(shown.slice(shown.indexOf('got:'))) ?? [];
    expect(text).toMatch(description);
    await tested([fires(text)]);
  });

  test.each([
    ['PodwardUnreachable', `apiserver_admission_webhook_rejection_count{${webhook},error_type="calling_webhook_error"`],
    ['PodwardBypassed', `apiserver_admission_webhook_fail_open_count{${webhook}`],
    ['PodwardDefaultsSkipped', `apiserver_admission_webhook_fail_open_count{${mutating}`],
  ])('%s fires alone at the first event, with which the series begins', async (alert, begin) => {
    const { for: delay, labels, annotations } = rules.find((rule) => rule.alert === alert);
    const input_series = series({ [`${begin},${apiServer}}`]: '_x20 3x40' });
    const [, name] = /name="(.*?)"/.exec(begin)!;
    const firing = { name, alertstate: 'firing', alertname: alert, ...labels };
    const at = (minute: number, exp_samples: object[]) => ({ expr: 'ALERTS', eval_time: `${minute}m`, exp_samples });
    const fires = { labels: `ALERTS${JSON.stringify(firing).replaceAll(/"(\w+)":/g, '$1=')}`, value: 1 };
    expect(annotations.description).toContain('{{ $value | humanize }}');
    await tested([
      {
        interval: '1m',
        input_series,
        promql_expr_test: [at(19, []), at(20 + minutesOf(delay), [fires]), at(40, [])],
      },
    ]);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['the version was never learned', { ...versionFrom('configured', '1x120'), [versionFailures]: '0+3x120' }, true],
    [
      'the replica restarts meanwhile',
      { ...versionFrom('outdated', '1x30'), ...versionFrom('configured', '_x31 1x90'), [versionFailures]: '0+3x120' },
      true,
    ],
    ['Podward does not ask', { ...versionFrom('configured', '1x120'), [versionFailures]: '0x120' }, false],
    ['only some requests fail', { ...versionFrom('learned', '1x120'), [versionFailures]: '0+3x120' }, false],
  ])('PodwardKubernetesVersionOutdated if %s', async (_, over, fires) => {
    const alertname = 'PodwardKubernetesVersionOutdated';
    const firing = `ALERTS{alertname="${alertname}",alertstate="firing",severity="warning"}`;
    const exp_samples = fires ? [{ labels: firing, value: 1 }] : [];
    const expr = `ALERTS{alertname="${alertname}"}`;
    await tested([
      { interval: '1m', input_series: series(over), promql_expr_test: [{ expr, eval_time: '70m', exp_samples }] },
    ]);
  });

  const minutesOf = (delay: string): number => Number.parseInt(delay, 10) * (delay.endsWith('h') ? 60 : 1);

  const tested = (tests: object[]): Promise<string> =>
    promtool(
      ['test', 'rules', 'tests.yaml'],
      ['rules.yaml', only(objects, 'PrometheusRule').spec],
      ['tests.yaml', { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests }],
    );
});

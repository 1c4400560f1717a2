/**
 * What the audit log of the API server contains of a refusal, and of each exemption. These tests have their own cluster, because only it has an audit
 * log.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { waitFor } from '../../devcluster/wait.ts';
import type { ExemptionDimension } from '../../src/policy/exemptions.ts';
import { until } from '../server/client.ts';
import { series } from './metrics.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { changed } from './web.ts';

const config = {
  rules: { 'liveness-equals-readiness': { mode: 'deny' } },
  exemptions: {
    namespaces: ['exempt-*'],
    users: ['*@example.com'],
    serviceAccounts: ['ci/deploy*'],
    groups: ['*-admins'],
    runtimeClasses: ['gvisor'],
    objectSelector: { matchLabels: { 'example.com/managed-by': 'operator' } },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'podward-audit-'));
const auditLog = join(folder, 'audit.log');
let started: TestCluster;
let namespace: Namespace;

beforeAll(async () => {
  const policy = join(folder, 'policy.json');
  const rules = [
    { level: 'Metadata', omitStages: ['RequestReceived'], resources: [{ group: '', resources: ['pods'] }] },
  ];
  writeFileSync(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
  const apiServerArgs = [`--audit-log-path=${auditLog}`, `--audit-policy-file=${policy}`];
  started = await startTestCluster({ apiServerArgs, podward: { values: { config } } });
  namespace = await makeNamespace({}, started.cluster);
});
afterAll(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true });
});

interface Event {
  readonly objectRef: { readonly namespace: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

const linesOf = (file: string, part: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes(part));

/** The audit annotations of a webhook, without the prefix. */
const annotationsOf = ({ annotations = {} }: Event, webhook: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) =>
      key.startsWith(`${webhook}.podward.dev/`) ? [[key.slice(key.indexOf('/') + 1), value]] : [],
    ),
  );

test('a rejected request is one event and one line', async () => {
  const wrong = changed((pod) => (pod.spec.restartPolicy = 'Sometimes'));
  expect((await namespace.kubectl('create -f -', wrong)).stderr).toContain('[restart-policy-of-kind]');
  await waitFor('the event', 30, () =>
    linesOf(auditLog, `"${namespace.name}"`).some((line) => line.includes('podward')),
  );
  const events = linesOf(auditLog, `"${namespace.name}"`).map((line) => JSON.parse(line) as Event);
  const [event] = events.filter(({ responseStatus }) => responseStatus?.code === 422);
  const { 'review-uid': uid = '', ...others } = annotationsOf(event!, 'mutate-deny');
  expect(others).toEqual({ 'denied-rules': 'restart-policy-of-kind' });
  // The server writes its log after the answer.
  await waitFor('the line', 30, () => linesOf(started.podward.log, `"${uid}"`).length > 0);
  const lines = linesOf(started.podward.log, `"${uid}"`).map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'denied',
      phase: 'mutate',
      operation: 'CREATE',
      kind: 'Pod',
      namespace: namespace.name,
      name: 'web',
      user: expect.any(String),
      rules: ['restart-policy-of-kind=deny'],
    }),
  ]);
});

describe('exemptions', () => {
  /** A Pod that the API server accepts, and Podward does not. */
  const refused = (name: string, change: Parameters<typeof changed>[0] = () => {}) =>
    changed((pod) => {
      pod.metadata.name = name;
      const [container] = pod.spec.containers;
      container.livenessProbe = container.readinessProbe;
      change(pod);
    });
  const create = (object: object, as: readonly string[] = [], where = namespace.name) =>
    started.cluster.kubectl(['-n', where, ...as, 'create', '-f', '-'], {
      reject: false,
      input: JSON.stringify(object),
    });
  /** Only this group has permissions. */
  const asUser = (user: string, ...groups: string[]): string[] => [
    `--as=${user}`,
    ...[...groups, 'system:masters'].map((group) => `--as-group=${group}`),
  ];

  beforeAll(async () => {
    const { cluster } = started;
    await cluster.kubectl(['create', 'namespace', 'exempt-ci']);
    await cluster.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', 'exempt-ci', '--timeout=60s']);
    const gvisor = {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'gvisor' },
      handler: 'runsc',
    };
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(gvisor) });
  });

  test.each([
    ['nobody', []],
    ['another user', asUser('jane@example.org', 'admins')],
    [
      'a service account whose group ends like an exempt group',
      asUser('system:serviceaccount:x-admins:default', 'system:serviceaccounts', 'system:serviceaccounts:x-admins'),
    ],
  ])('exempt not %s', async (_, as) => {
    const { code, stderr } = await create(refused('not-exempt'), as);
    expect(stderr).toContain('[liveness-equals-readiness]');
    expect(code).toBe(1);
  });

  const exempt: Record<ExemptionDimension, Parameters<typeof create>> = {
    namespace: [refused('namespace'), [], 'exempt-ci'],
    user: [refused('user'), asUser('jane@example.com')],
    'service-account': [refused('service-account'), asUser('system:serviceaccount:ci:deployer')],
    group: [refused('group'), asUser('jane', 'team-admins')],
    'runtime-class': [refused('runtime-class', (pod) => (pod.spec.runtimeClassName = 'gvisor'))],
    'object-selector': [
      refused('object-selector', (pod) => (pod.metadata.labels['example.com/managed-by'] = 'operator')),
    ],
  };
  test.each(Object.entries(exempt))('by %s', async (dimension, request) => {
    const counts = () =>
      Promise.all(
        ['mutate', 'validate'].map((phase) =>
          series(started.podward, `podward_exempted_reviews_total{phase="${phase}",dimension="${dimension}"}`),
        ),
      );
    const before = await counts();
    expect(await create(...request)).toMatchObject({ code: 0, stdout: `pod/${dimension} created\n`, stderr: '' });
    const after = before.map((count) => count + 1).join();
    await until(async () => (await counts()).join() === after, 'the metric');

    const lines = () => linesOf(auditLog, '"verb":"create"').filter((line) => line.includes(`"name":"${dimension}"`));
    await waitFor('the event', 30, () => lines().length > 0);
    const [event] = lines().map((line) => JSON.parse(line) as Event);
    for (const webhook of ['mutate-deny', 'validate-deny'])
      expect(annotationsOf(event!, webhook)).toEqual({ exempt: dimension, 'review-uid': expect.any(String) });
  });

  test('of a user do not apply to what controllers create for the user', async () => {
    const { spec } = refused('web', (pod) => delete pod.spec.activeDeadlineSeconds);
    // Not those of the other Pods, which the ReplicaSet would adopt.
    const labels = { app: 'owned' };
    const replicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    };
    expect(await create(replicaSet, asUser('jane@example.com'))).toMatchObject({ code: 0, stderr: '' });
    await namespace.kubectl('wait --for=condition=ReplicaFailure replicaset/web --timeout=50s');
    const { status } = await namespace.get('replicaset', 'web');
    expect(status.conditions).toEqual([
      expect.objectContaining({
        reason: 'FailedCreate',
        message: expect.stringContaining('[liveness-equals-readiness]'),
      }),
    ]);
  });
});

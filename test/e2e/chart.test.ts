/** What only a real API server knows of the chart: Pod Security, match conditions and selectors, and Helm 3. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { binary } from '../../devcluster/binaries.ts';
import { run } from '../../devcluster/run.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { chart, everything, render, type Rendered } from '../chart/helm.ts';
import { until } from '../server/client.ts';
import { makeNamespace } from './namespace.ts';
import { ownRelease } from './own-release.ts';

const own = ownRelease();

const kubectl = (args: readonly string[], input?: object) =>
  own.cluster.kubectl(args, { reject: false, ...(input ? { input: JSON.stringify(input) } : {}) });

test('all Pods of the chart pass the restricted Pod Security level', async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'podward.dev/mode': 'off' };
  const restricted = await makeNamespace(labels, own.cluster);
  own.left.push(`namespace/${restricted.name}`);
  const dryRun = (spec: Rendered) => {
    // The accounts of the chart are not in this namespace.
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { ...spec, serviceAccountName: undefined },
    };
    return restricted.kubectl('create --dry-run=server -f -', pod);
  };
  const specs: Rendered[] = [];
  for (const values of [{}, everything]) {
    const objects = await render(values);
    specs.push(
      ...objects.flatMap((object) => (object.kind === 'Pod' ? object.spec : object.spec?.template?.spec) ?? []),
    );
  }
  expect(specs).toHaveLength(6);
  for (const spec of specs) expect(await dryRun(spec)).toMatchObject({ code: 0 });
  const refused = await dryRun({ ...specs[0], hostNetwork: true });
  expect(refused.stderr).toContain('violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true)');
});

describe('the values that limit what Podward reviews', () => {
  const invalid = (name: string, labels = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      containers: [
        { name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80, name: 'TOO_LONG_A_NAME' }] },
      ],
    },
  });
  const create = (pod: JsonObject, ...more: string[]) =>
    kubectl(['create', '--dry-run=server', '--namespace', own.namespace.name, ...more, '-f', '-'], pod);
  /** The example of the README. */
  const [, example = ''] = /limit what the API server sends:\n\n```yaml\n(.*?)```/s.exec(
    readFileSync(join(chart, 'README.md'), 'utf8'),
  )!;

  test('do not send what they exclude', async () => {
    await kubectl(['label', 'namespace', own.namespace.name, 'team=shop']);
    await own.podward.upgrade(parse(example));
    const skipped = () => create(invalid('web', { 'example.com/skip': 'true' }));
    await until(async () => {
      const { stderr } = await skipped();
      return stderr.includes(' is invalid: ') && !/\[[a-z-]+\]\s/.test(stderr);
    }, 'the API server to read the configuration');
    expect((await create(invalid('web'))).stderr).toMatch(/\[[a-z-]+\]/);
    // The API server refuses these Pods itself, without the ID of a rule.
    for (const { code, stderr } of [
      await skipped(),
      await create(invalid('web'), '--as=system:serviceaccount:backup:restore', '--as-group=system:masters'),
      await create(invalid('web'), '--namespace=default'),
    ])
      expect([code, stderr]).toEqual([1, expect.not.stringMatching(/\[[a-z-]+\]\s/)]);
  });

  test('send a Pod with generateName in both phases', async () => {
    const { apiVersion, kind } = invalid('');
    const container = { name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80 }] };
    const pod = {
      apiVersion,
      kind,
      metadata: { generateName: 'web-' },
      spec: { containers: [container] },
    } as JsonObject;
    const { stdout, stderr } = await create(pod, '--output=yaml');
    expect(stderr).toContain('[readiness-probe]');
    expect(stdout).toContain('readinessProbe:');
  });

  test('are refused by the API server if an expression has a mistake', async () => {
    const broken = own.podward.upgrade({
      matchConditions: [{ name: 'broken', expression: 'object.metadata.name ==' }],
    });
    await expect(broken).rejects.toThrow(
      /matchConditions\[\d\]\.expression: Invalid value: "object.metadata.name ==": compilation failed: ERROR/,
    );
    await own.podward.upgrade({});
    expect((await create(invalid('web'))).stderr).toMatch(/\[[a-z-]+\]/);
  });
});

test('Helm 3 installs, upgrades, rolls back and uninstalls the chart', async () => {
  const helm3 = await binary('helm3');
  const helm = (...args: string[]) =>
    run(helm3, [...args, '--namespace', 'helm3', '--kubeconfig', own.cluster.kubeconfig], {
      reject: false,
      timeoutSeconds: 100,
    });
  const values = [
    '--set',
    'image.repository=example.com/podward,failurePolicy=Ignore,uninstallHook.enabled=false,fullnameOverride=three',
  ];
  own.left.push('namespace/helm3');
  expect(await helm('install', 'three', chart, '--create-namespace', ...values)).toMatchObject({ code: 0 });
  const ca = async () =>
    (await kubectl(['get', 'secret', 'three-tls', '-n', 'helm3', '-o', 'jsonpath={.data}'])).stdout;
  const first = await ca();
  expect(await helm('upgrade', 'three', chart, '--reset-then-reuse-values', '--set', 'replicas=3')).toMatchObject({
    code: 0,
  });
  expect(await helm('rollback', 'three', '1')).toMatchObject({ code: 0 });
  expect(await ca()).toBe(first);
  expect(await helm('uninstall', 'three')).toMatchObject({ code: 0 });
  // The garbage collector deletes the Pods.
  await kubectl(['wait', '--for=delete', 'pods', '--all', '-n', 'helm3', '--timeout=60s']);
  const left = await kubectl([
    'get',
    'all,secrets,mutatingwebhookconfigurations,validatingwebhookconfigurations',
    '-A',
    '-l',
    'app.kubernetes.io/instance=three',
    '-o',
    'name',
  ]);
  expect(left).toMatchObject({ code: 0, stdout: '' });
});

/** What happens to the cluster when Podward is down, upgraded or uninstalled. This test has its own cluster, because it breaks it on purpose. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { eventually, makeNamespace, type Namespace } from './namespace.ts';
import { changed, web } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let started: TestCluster;
let namespace: Namespace;

beforeAll(async () => {
  started = await startTestCluster();
  namespace = await makeNamespace({}, started.cluster);
});
afterAll(async () => {
  await started?.stop();
});

const pod = (name: string): any => changed((made) => (made.metadata.name = name));
const otherPort = (): any => changed((made) => (made.spec.containers[0].ports[0].containerPort = 8080));
const json = async (...args: string[]): Promise<any> =>
  JSON.parse((await started.cluster.kubectl([...args, '-o', 'json'])).stdout);
const webhooks = async (): Promise<any[]> =>
  (await json('get', 'mutatingwebhookconfigurations,validatingwebhookconfigurations')).items as any[];

describe('with the server down', () => {
  beforeAll(async () => {
    await namespace.kubectl('apply -f -', web());
    await started.podward.stopServer();
  });
  afterAll(() => started.podward.startServer());

  test('validate fails closed in a covered namespace', async () => {
    const answer = await namespace.kubectl('create -f -', pod('closed'));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toMatch(/failed calling webhook "[^"]*validate[^"]*podward\.dev"/);
  });
  test.each(['kube-system', 'podward-system'])('Pods can be created in %s', async (excluded) => {
    const args = ['-n', excluded, 'create', '-f', '-'];
    await started.cluster.kubectl(['-n', excluded, 'wait', '--for=create', 'serviceaccount/default', '--timeout=60s']);
    const answer = await started.cluster.kubectl(args, { input: JSON.stringify(pod('allowed')) });
    expect(answer.code).toBe(0);
  });
  test('mutate fails open', async () => {
    const validating = (await webhooks()).filter(({ kind }) => kind === 'ValidatingWebhookConfiguration');
    expect(validating).toHaveLength(1);
    await started.cluster.kubectl(['delete', 'validatingwebhookconfiguration', validating[0].metadata.name]);
    try {
      expect(await eventually(() => namespace.kubectl('create -f -', pod('open')))).toMatchObject({ code: 0 });
    } finally {
      await started.podward.upgrade({});
    }
  });
});

test('the API server counts rejected and allowed requests as the alerts expect', async () => {
  const { stdout } = await started.cluster.kubectl(['get', '--raw', '/metrics']);
  for (const series of [
    'apiserver_admission_webhook_rejection_count{error_type="calling_webhook_error",name="validate-deny.podward.dev",',
    'apiserver_admission_webhook_fail_open_count{name="mutate-deny.podward.dev",type="admit"}',
  ])
    expect(stdout).toContain(`\n${series}`);
});

test('an upgrade keeps the certificate and uses the new configuration', async () => {
  const bundles = async () =>
    (await webhooks()).flatMap((item) => item.webhooks.map((hook: any) => hook.clientConfig.caBundle));
  const before = await bundles();
  await started.podward.upgrade({ config: { rules: { 'pod-spec-immutable': { mode: 'warn' } } } });
  expect(await bundles()).toEqual(before);
  const answer = await namespace.kubectl('apply -f -', otherPort());
  expect(answer.stderr).toContain('Warning: ');
  expect(answer.stderr).toContain('pod updates may not change fields');
  await started.podward.upgrade({});
  expect((await namespace.kubectl('apply -f -', otherPort())).stderr).toContain('[pod-spec-immutable]');
});

test('controllers and the kubelet can still update Pods that break a rule', async () => {
  // The object was stored while Podward was down. kube-apiserver itself refuses two containers with one name, so a policy rule is used.
  await started.podward.upgrade({ config: { rules: { 'guarded-metadata': { labels: ['app'] } } } });
  expect(await namespace.kubectl('label pod web extra=yes')).toMatchObject({ code: 0 });
  expect((await namespace.kubectl('label pod web app=other --overwrite')).stderr).toContain('[guarded-metadata]');
  const status = [
    'patch',
    'pod',
    'web',
    '-n',
    namespace.name,
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"message":"seen"}}',
  ];
  expect((await started.cluster.kubectl(status)).code).toBe(0);
  await started.podward.upgrade({});
});

test('uninstall leaves nothing that blocks Pods', async () => {
  await started.podward.uninstall();
  expect(await webhooks()).toEqual([]);
  expect(await eventually(() => namespace.kubectl('create -f -', pod('after')))).toMatchObject({ code: 0, stderr: '' });
  const left = await json('get', 'clusterroles,clusterrolebindings', '-l', 'app.kubernetes.io/name=podward');
  expect(left.items).toEqual([]);
});

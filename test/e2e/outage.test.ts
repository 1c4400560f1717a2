/** What happens to the cluster when Podward is down, upgraded or uninstalled. This test has its own release, because it breaks it on purpose. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from './namespace.ts';
import { ownRelease } from './own-release.ts';
import { changed, noScheduler, web } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const own = ownRelease();

const pod = (name: string): any => changed((made) => (made.metadata.name = name));
const otherPort = (): any => changed((made) => (made.spec.containers[0].ports[0].containerPort = 8080));
const json = async (...args: string[]): Promise<any> =>
  JSON.parse((await own.cluster.kubectl([...args, '-o', 'json'])).stdout);
/** Those of Podward. A cluster may have others. */
const webhooks = async (): Promise<any[]> => {
  const { items } = await json('get', 'mutatingwebhookconfigurations,validatingwebhookconfigurations');
  return (items as any[]).filter((item) => item.webhooks?.some(({ name }: any) => name.endsWith('.podward.dev')));
};

const finalizers = ['example.com/a', 'example.com/b'];
const manyFinalizers = Array.from({ length: 102 }, (_, i) => `example.com/f${i}`);
const template: any = {
  metadata: { labels: { app: 'kept' } },
  spec: {
    schedulerName: noScheduler,
    automountServiceAccountToken: false,
    containers: [{ name: 'web', image: 'registry.example.com/web:1' }],
  },
};
/** Objects with finalizers, which the tests change while the server is down. */
const kept: any[] = [
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'kept', finalizers }, spec: template.spec },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'many', finalizers: manyFinalizers }, spec: template.spec },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'kept', finalizers },
    spec: { replicas: 0, selector: { matchLabels: template.metadata.labels }, template },
  },
  { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'kept', finalizers }, template },
];

describe('with the server down', () => {
  beforeAll(async () => {
    await own.namespace.kubectl('apply -f -', web());
    const created = await own.namespace.kubectl('create -f -', { apiVersion: 'v1', kind: 'List', items: kept });
    expect(created.code).toBe(0);
    await own.podward.stopServer();
  });
  afterAll(() => own.podward.startServer());

  test('validate fails closed in a covered namespace', async () => {
    const answer = await own.namespace.kubectl('create -f -', pod('closed'));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toMatch(/failed calling webhook "[^"]*validate[^"]*podward\.dev"/);
  });
  test.each([
    ['kube-system', () => 'kube-system'],
    ['the namespace of the release', () => own.podward.namespace],
  ])('Pods can be created in %s', async (_, excluded) => {
    const where = ['--namespace', excluded()];
    await own.cluster.kubectl([...where, 'wait', '--for=create', 'serviceaccount/default', '--timeout=60s']);
    const answer = await own.cluster.kubectl([...where, 'create', '-f', '-'], {
      input: JSON.stringify(pod('allowed')),
    });
    expect(answer.code).toBe(0);
    await own.cluster.kubectl([...where, 'delete', 'pod', 'allowed']);
  });

  const patch = (object: string, change: object) =>
    own.namespace.kubectl(`patch ${object} --type=merge --patch ${JSON.stringify(change)}`);
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'a' };
  const web2 = { name: 'web', image: 'registry.example.com/web:2' };

  test.each<[string, string, object]>([
    ['a finalizer is added', 'pod/kept', { metadata: { finalizers: [...finalizers, 'example.com/c'] } }],
    ['a finalizer is replaced', 'pod/kept', { metadata: { finalizers: ['example.com/a', 'example.com/c'] } }],
    ['more than 100 finalizers are left', 'pod/many', { metadata: { finalizers: manyFinalizers.slice(1) } }],
    ['a label changes, too', 'pod/kept', { metadata: { finalizers: [], labels: { a: 'b' } } }],
    ['an annotation changes, too', 'pod/kept', { metadata: { finalizers: [], annotations: { a: 'b' } } }],
    ['an owner is added, too', 'pod/kept', { metadata: { finalizers: [], ownerReferences: [owner] } }],
    ['an image changes, too', 'pod/kept', { metadata: { finalizers: [] }, spec: { containers: [web2] } }],
    [
      'the template of a workload changes, too',
      'replicaset/kept',
      { metadata: { finalizers: [] }, spec: { template: { spec: { containers: [web2] } } } },
    ],
    [
      'a PodTemplate changes, too',
      'podtemplate/kept',
      { metadata: { finalizers: [] }, template: { spec: { containers: [web2] } } },
    ],
  ])('an update is refused if %s', async (_, object, change) => {
    const { code, stderr } = await patch(object, change);
    expect(stderr).toContain('failed calling webhook "validate-deny.podward.dev"');
    expect(code).toBe(1);
  });
  // These come last, because the objects have no finalizers afterwards.
  test.each<[string, string, readonly string[]]>([
    ['one finalizer of a Pod', 'pod/kept', ['example.com/b']],
    ['the last finalizer of a Pod', 'pod/kept', []],
    ['two of 102 finalizers of a Pod', 'pod/many', manyFinalizers.slice(2)],
    ['100 finalizers of a Pod', 'pod/many', []],
    ['the finalizers of a workload', 'replicaset/kept', []],
    ['the finalizers of a PodTemplate', 'podtemplate/kept', []],
  ])('%s can be removed', async (_, object, left) => {
    expect(await patch(object, { metadata: { finalizers: left } })).toMatchObject({ code: 0 });
    const { metadata } = await json('get', object, '-n', own.namespace.name);
    expect(metadata.finalizers ?? []).toEqual(left);
  });

  test('mutate fails open', async () => {
    const validating = (await webhooks()).filter(({ kind }) => kind === 'ValidatingWebhookConfiguration');
    expect(validating).toHaveLength(1);
    await own.cluster.kubectl(['delete', 'validatingwebhookconfiguration', validating[0].metadata.name]);
    try {
      expect(await eventually(() => own.namespace.kubectl('create -f -', pod('open')))).toMatchObject({ code: 0 });
    } finally {
      await own.podward.upgrade({});
    }
  });
});

test('the API server counts rejected and allowed requests as the alerts expect', async () => {
  const { stdout } = await own.cluster.kubectl(['get', '--raw', '/metrics']);
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
  await own.podward.upgrade({ config: { rules: { 'pod-spec-immutable': { mode: 'warn' } } } });
  expect(await bundles()).toEqual(before);
  const answer = await own.namespace.kubectl('apply -f -', otherPort());
  expect(answer.stderr).toContain('Warning: ');
  expect(answer.stderr).toContain('pod updates may not change fields');
  await own.podward.upgrade({});
  expect((await own.namespace.kubectl('apply -f -', otherPort())).stderr).toContain('[pod-spec-immutable]');
});

test('controllers and the kubelet can still update Pods that break a rule', async () => {
  // The object was stored while Podward was down. kube-apiserver itself refuses two containers with one name, so a policy rule is used.
  await own.podward.upgrade({ config: { rules: { 'guarded-metadata': { labels: ['app'] } } } });
  expect(await own.namespace.kubectl('label pod web extra=yes')).toMatchObject({ code: 0 });
  expect((await own.namespace.kubectl('label pod web app=other --overwrite')).stderr).toContain('[guarded-metadata]');
  const status = [
    'patch',
    'pod',
    'web',
    '-n',
    own.namespace.name,
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"message":"seen"}}',
  ];
  expect((await own.cluster.kubectl(status)).code).toBe(0);
  await own.podward.upgrade({});
});

test('uninstall leaves nothing that blocks Pods', async () => {
  await own.podward.uninstall();
  expect(await webhooks()).toEqual([]);
  expect(await eventually(() => own.namespace.kubectl('create -f -', pod('after')))).toMatchObject({
    code: 0,
    stderr: '',
  });
  const left = await json('get', 'clusterroles,clusterrolebindings', '-l', 'app.kubernetes.io/name=podward');
  expect(left.items).toEqual([]);
});

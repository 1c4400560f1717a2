/** Changes that are allowed, deletion, concurrent changes, and the defaults. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiException, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { makeNamespace, type Namespace } from './namespace.ts';
import { changed, web } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let namespace: Namespace;

beforeAll(async () => {
  namespace = await makeNamespace();
  expect((await namespace.kubectl('apply -f -', web())).stderr).toBe('');
});
afterAll(() => namespace?.remove());

const named = (name: string, change: (pod: any) => void = () => {}): any =>
  changed((pod) => {
    pod.metadata.name = name;
    change(pod);
  });

describe('allowed changes', () => {
  const permitted: [string, (pod: any) => void][] = [
    ['a new image', (pod) => (pod.spec.containers[0].image = 'registry.example.com/web:2')],
    [
      'a new image of an init container',
      (pod) => (pod.spec.initContainers[0].image = 'registry.example.com/migrate:2'),
    ],
    ['an added toleration', (pod) => pod.spec.tolerations.push({ key: 'new', operator: 'Exists' })],
    ['a shorter deadline', (pod) => (pod.spec.activeDeadlineSeconds = 300)],
    [
      'labels and annotations',
      (pod) => Object.assign(pod.metadata, { labels: { app: 'web', team: 'a' }, annotations: { note: 'b' } }),
    ],
  ];
  test.each(permitted)('%s: a dry run passes and changes nothing', async (_, change) => {
    const before = await namespace.get('pod', 'web');
    const answer = await namespace.kubectl('apply -f - --dry-run=server', changed(change));
    expect(answer).toMatchObject({ code: 0, stdout: 'pod/web configured (server dry run)\n', stderr: '' });
    expect(await namespace.get('pod', 'web')).toEqual(before);
  });
  test.each(permitted)('%s passes', async (_, change) => {
    await namespace.kubectl('apply -f -', named('permitted'));
    const answer = await namespace.kubectl('apply -f -', {
      ...changed(change),
      metadata: { ...(changed(change) as any).metadata, name: 'permitted' },
    });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    await namespace.kubectl('delete pod permitted --grace-period=0 --force');
  });
  test('a scheduling gate is removed', async () => {
    await namespace.kubectl(
      'apply -f -',
      named('gated', (pod) => (pod.spec.schedulingGates = [{ name: 'example.com/wait' }])),
    );
    expect(
      await namespace.kubectl(
        'apply -f -',
        named('gated', (pod) => delete pod.spec.schedulingGates),
      ),
    ).toMatchObject({ code: 0, stderr: '' });
    const again = await namespace.kubectl(
      'apply -f -',
      named('gated', (pod) => (pod.spec.schedulingGates = [{ name: 'example.com/wait' }])),
    );
    expect(again.stderr).toContain('[scheduling-gates-only-removed]');
  });
});

describe('replace', () => {
  beforeAll(async () => {
    // Kubernetes 1.33 and later set the generation of a new Pod to 1. Earlier versions keep the one that is sent, and set none.
    const pod = named('replaced', ({ metadata }) => (metadata.generation = 4));
    expect(await namespace.kubectl('apply -f -', pod)).toMatchObject({ code: 0, stderr: '' });
    // The spec is changed, so that a lower generation than the current one exists: 0 means "not sent".
    await namespace.kubectl('set image pod/replaced web=registry.example.com/web:3');
  });
  const stored = async (change: (pod: any) => void): Promise<any> => {
    const pod = await namespace.get('pod', 'replaced');
    delete pod.metadata.resourceVersion;
    change(pod);
    return pod;
  };
  test.each<[string, (pod: any) => void, string]>([
    ['a lower generation', (pod) => (pod.metadata.generation -= 1), '[generation-server-owned]'],
    ['a higher generation', (pod) => (pod.metadata.generation = 99), '[generation-server-owned]'],
    [
      'another creationTimestamp',
      (pod) => (pod.metadata.creationTimestamp = '2020-01-01T00:00:00Z'),
      '[creation-timestamp-immutable]',
    ],
  ])('%s is refused', async (_, change, rule) => {
    for (const dryRun of ['', ' --dry-run=server']) {
      const answer = await namespace.kubectl(`replace -f -${dryRun}`, await stored(change));
      expect(answer.code).toBe(1);
      expect(answer.stderr).toContain(rule);
    }
  });
  test.each<[string, (pod: any) => void]>([
    [
      'without generation and creationTimestamp',
      (pod) => {
        delete pod.metadata.generation;
        delete pod.metadata.creationTimestamp;
      },
    ],
    ['creationTimestamp: null', (pod) => (pod.metadata.creationTimestamp = null)],
    ['status edited (the server drops it)', (pod) => (pod.status.phase = 'Failed')],
  ])('%s passes', async (_, change) => {
    expect(await namespace.kubectl('replace -f -', await stored(change))).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('deletion', () => {
  test('finalizers are removed, not added, and labels change, on a Pod that is being deleted', async () => {
    await namespace.kubectl(
      'apply -f -',
      named('leaving', (pod) => (pod.metadata.finalizers = ['example.com/a', 'example.com/b'])),
    );
    await namespace.kubectl('delete pod leaving --wait=false');
    const patch = (text: string) => namespace.kubectl(`patch pod leaving --type=merge -p ${text}`);
    for (const dryRun of ['', ' --dry-run=server']) {
      const added = await patch(
        `{"metadata":{"finalizers":["example.com/a","example.com/b","example.com/c"]}}${dryRun}`,
      );
      expect(added.code).toBe(1);
      expect(added.stderr).toContain('[finalizers-only-removed]');
      expect(added.stderr).toContain('example.com/c');
    }
    expect(await patch('{"metadata":{"labels":{"x":"y"}}}')).toMatchObject({ code: 0 });
    expect(await patch('{"metadata":{"finalizers":["example.com/a"]}}')).toMatchObject({ code: 0 });
    expect(await patch('{"metadata":{"finalizers":null}}')).toMatchObject({ code: 0 });
    expect((await namespace.kubectl('wait pod leaving --for=delete --timeout=60s')).code).toBe(0);
  });
});

describe('concurrency', () => {
  test.each<[string, (pod: any) => void]>([
    ['without a forbidden change', (pod) => (pod.metadata.labels.stale = 'yes')],
    ['with a forbidden change', (pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)],
  ])('a stale copy %s gets 409 Conflict', async (_, change) => {
    const stale = await namespace.get('pod', 'web');
    await namespace.kubectl(`label pod web --overwrite moved=${Date.now()}`);
    change(stale);
    const answer = await namespace.kubectl('replace -f -', stale);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('Error from server (Conflict)');
    expect(answer.stderr).toContain('the object has been modified');
  });

  test('20 clients that label one Pod in a read-modify-write loop all get through', async () => {
    const config = new KubeConfig();
    config.loadFromFile(namespace.cluster.kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    const web = { name: 'web', namespace: namespace.name };
    const label = async (client: number): Promise<void> => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const body = await api.readNamespacedPod(web);
        body.metadata!.labels![`client-${client}`] = 'here';
        const conflict = await api.replaceNamespacedPod({ ...web, body }).then(
          () => false,
          (error: unknown) => {
            if (error instanceof ApiException && error.code === 409) return true;
            throw error;
          },
        );
        if (!conflict) return;
      }
      throw new Error(`client ${client} never got through`);
    };
    await Promise.all(Array.from({ length: 20 }, (_, client) => label(client)));
    const { metadata } = await namespace.get('pod', 'web');
    expect(Object.keys(metadata.labels).filter((key) => key.startsWith('client-'))).toHaveLength(20);
  });
});

const job = (spec: any = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'report' },
  spec: { template: { spec: { containers: [{ name: 'report', image: 'registry.example.com/report:1' }], ...spec } } },
});

describe('restartPolicy of a Job', () => {
  test('is filled in, re-applied unchanged and diffs clean', async () => {
    const made = await namespace.kubectl('apply -f -', job());
    expect(made.stdout).toBe('job.batch/report created\n');
    expect(made.stderr).toContain('Warning: spec.template.spec.restartPolicy');
    expect((await namespace.get('job', 'report')).spec.template.spec.restartPolicy).toBe('OnFailure');
    expect(await namespace.kubectl('apply -f -', job())).toMatchObject({
      stdout: 'job.batch/report unchanged\n',
      stderr: '',
    });
    // kubectl reads the object twice, with its status, so the controller must have finished.
    await namespace.kubectl('wait job/report --for=jsonpath={.status.active}=1 --timeout=50s');
    expect(await namespace.kubectl('diff -f -', job())).toMatchObject({ code: 0, stdout: '' });
  });
  test('server-side apply after client-side apply works twice, without a warning', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await namespace.kubectl('apply --server-side -f -', job());
      expect(answer).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await namespace.get('job', 'report')).spec.template.spec.restartPolicy).toBe('OnFailure');
  });
  test.each(['apply -f -', 'apply --server-side -f -'])(
    'an explicit Always is refused with a reason: %s',
    async (command) => {
      const named = { ...job({ restartPolicy: 'Always' }), metadata: { name: 'always' } };
      const answer = await namespace.kubectl(command, named);
      expect(answer.code).toBe(1);
      expect(answer.stderr).toContain('With Always, the Pods of a Job would never finish.');
      expect(answer.stderr).toContain('[restart-policy-of-kind]');
    },
  );
});

describe('readiness probe', () => {
  const plain = (name: string, annotations: Record<string, string> = {}): any => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, annotations },
    spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 8080 }] }] },
  });
  test('is added with a warning to a container that has no probe and a TCP port', async () => {
    const answer = await namespace.kubectl('apply -f -', plain('probed'));
    expect(answer.stdout).toBe('pod/probed created\n');
    expect(answer.stderr).toMatch(/^Warning: spec\.containers\[0\]\.readinessProbe: .*tcpSocket on port 8080.*\n$/);
    const pod = await namespace.get('pod', 'probed');
    expect(pod.spec.containers[0].readinessProbe).toEqual({
      tcpSocket: { port: 8080 },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(pod.spec.containers[0].livenessProbe).toBeUndefined();
    expect(pod.metadata.annotations['podward.dev/defaulted']).toBe('readinessProbe');
    expect(await namespace.kubectl('apply -f -', plain('probed'))).toMatchObject({
      stdout: 'pod/probed unchanged\n',
      stderr: '',
    });
  });
  test('is announced to the author of a Deployment, and again only when its containers change', async () => {
    const { spec } = plain('served');
    const deployment = (replicas: number, image: string): any => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'served' },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'served' } },
        template: {
          metadata: { labels: { app: 'served' } },
          spec: { containers: [{ ...spec.containers[0], image }] },
        },
      },
    });
    const announced = /^Warning: spec\.template\.spec\.containers\[0\]: Podward adds a .*8080.* of each Pod.*\n$/;
    const created = await namespace.kubectl('apply -f -', deployment(0, 'registry.example.com/web:1'));
    expect(created.stderr).toMatch(announced);
    const scaled = await namespace.kubectl('apply -f -', deployment(1, 'registry.example.com/web:1'));
    expect(scaled).toMatchObject({ stdout: 'deployment.apps/served configured\n', stderr: '' });
    const changedImage = await namespace.kubectl('apply -f -', deployment(1, 'registry.example.com/web:2'));
    expect(changedImage.stderr).toMatch(announced);
  });
  test('is not added to the Pods of a StatefulSet that are peers', async () => {
    const { spec } = plain('peers');
    const answer = await namespace.kubectl('apply -f -', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'peers' },
      spec: {
        serviceName: 'peers',
        selector: { matchLabels: { app: 'peers' } },
        template: { metadata: { labels: { app: 'peers' } }, spec },
      },
    });
    expect(answer).toMatchObject({ stdout: 'statefulset.apps/peers created\n', stderr: '' });
    await namespace.kubectl('wait --for=create pod/peers-0 --timeout=50s');
    const pod = await namespace.get('pod', 'peers-0');
    expect(pod.spec.subdomain).toBe('peers');
    expect(pod.spec.containers[0].readinessProbe).toBeUndefined();
  });
  test('is not added if the annotation opts out', async () => {
    expect(
      await namespace.kubectl('apply -f -', plain('unprobed', { 'podward.dev/default-probes': 'off' })),
    ).toMatchObject({ code: 0, stderr: '' });
    expect((await namespace.get('pod', 'unprobed')).spec.containers[0].readinessProbe).toBeUndefined();
  });
});

describe('a namespace with another mode', () => {
  test.each(['warn', 'audit', 'off'])('in mode %s, Pods are stored as they were sent', async (mode) => {
    const other = await makeNamespace({ 'podward.dev/mode': mode }, namespace.cluster);
    const pod = web();
    pod.spec.containers[0].ports = [{ containerPort: 8080 }];
    for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) delete pod.spec.containers[0][kind];
    expect(await other.kubectl('apply -f -', pod)).toMatchObject({ code: 0, stderr: '' });
    expect((await other.get('pod', pod.metadata.name)).spec.containers[0].readinessProbe).toBeUndefined();
    await other.remove();
  });
  test.each([
    ['warn', 'Warning: '],
    ['audit', ''],
    ['off', ''],
  ])('%s leaves the refusal to kube-apiserver', async (mode, warning) => {
    const other = await makeNamespace({ 'podward.dev/mode': mode }, namespace.cluster);
    await other.kubectl('apply -f -', web());
    const answer = await other.kubectl(
      'apply -f -',
      changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)),
    );
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('pod updates may not change fields');
    expect(answer.stderr.includes('Warning: ')).toBe(warning !== '');
    await other.remove();
  });
});

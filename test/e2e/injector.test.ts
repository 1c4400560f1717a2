/**
 * Sidecar injectors: mutating webhooks that change Pods and Deployments before and after Podward. The name of Podward's configuration sorts
 * after those of most webhooks, and the API server calls Podward again if a later webhook has changed the object.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { eventually, makeNamespace, withoutWarnings, type Namespace } from './namespace.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Patch = { op: 'add' | 'replace'; path: string; value: unknown }[];

const has = (list: any[] | undefined, name: string): boolean => (list ?? []).some((item) => item.name === name);
const annotated = (object: any, name: string, value: string): Patch =>
  object.metadata.annotations === undefined
    ? [{ op: 'add', path: '/metadata/annotations', value: { [name]: value } }]
    : [{ op: 'add', path: `/metadata/annotations/${name.replaceAll('/', '~1')}`, value }];
const sidecar = { name: 'proxy', image: 'registry.example.com/proxy:1', restartPolicy: 'Always' };
const agent = { name: 'agent', image: 'registry.example.com/agent:1' };

/** What each injector does, by the path of its webhook. Each adds only what is missing. */
const injectors: Record<string, (object: any, operation: string) => Patch> = {
  '/volume': ({ spec }) =>
    has(spec.volumes, 'injected')
      ? []
      : [{ op: 'add', path: '/spec/volumes/-', value: { name: 'injected', emptyDir: {} } }],
  /** A native sidecar with a volume of its own. On UPDATE, it is upgraded to the next image. */
  '/sidecar': (pod, operation) => {
    const { initContainers, volumes } = pod.spec;
    const mounts = [{ name: 'proxy-config', mountPath: '/etc/proxy' }];
    const container = { ...sidecar, ports: [{ name: 'http', containerPort: 15000 }], volumeMounts: mounts };
    if (operation === 'UPDATE') {
      const i = (initContainers as any[]).findIndex(({ name }) => name === 'proxy');
      return [
        { op: 'replace', path: `/spec/initContainers/${i}/image`, value: 'registry.example.com/proxy:2' },
        ...annotated(pod, 'sidecar.example.com/version', '2'),
      ];
    }
    return [
      ...(has(initContainers, 'proxy')
        ? []
        : ([{ op: 'add', path: '/spec/initContainers', value: [container, ...(initContainers ?? [])] }] as Patch)),
      ...(has(volumes, 'proxy-config')
        ? []
        : ([{ op: 'add', path: '/spec/volumes/-', value: { name: 'proxy-config', emptyDir: {} } }] as Patch)),
      ...annotated(pod, 'sidecar.example.com/version', '1'),
    ];
  },
  '/agent': ({ spec }) =>
    has(spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/containers/-', value: { ...agent, ports: [{ containerPort: 9000 }] } }],
  '/broken': ({ spec }) =>
    has(spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/containers/-', value: { ...agent, ports: [{ containerPort: 90000 }] } }],
  '/template': ({ spec }) =>
    has(spec.template.spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/template/spec/containers/-', value: agent }],
};

const pair = temporaryFolder();
let server: Server;
let namespace: Namespace;
const configurations: string[] = [];
/** The number of calls, by the path. */
const calls = new Map<string, number>();

beforeAll(async () => {
  makePair(pair);
  const [cert, key] = ['tls.crt', 'tls.key'].map((name) => readFileSync(join(pair, name)));
  server = createServer({ cert, key }, (request, response) => {
    const path = request.url!.split('?')[0]!;
    calls.set(path, (calls.get(path) ?? 0) + 1);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString());
      const patch = injectors[path]!(review.request.object, review.request.operation);
      const patched =
        patch.length === 0
          ? {}
          : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
      const answer = { uid: review.request.uid, allowed: true, ...patched };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ apiVersion: review.apiVersion, kind: review.kind, response: answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  namespace = await makeNamespace({ recorded: 'injector' });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const register = async (name: string, path: string, more: object = {}) => {
    const configuration = `${name}-${namespace.name}`;
    configurations.push(configuration);
    const [apiGroups, resources] = path === '/template' ? [['apps'], ['deployments']] : [[''], ['pods']];
    await namespace.kubectl('create -f -', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: configuration },
      webhooks: [
        {
          name: 'injector.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { url: url + path, caBundle: cert!.toString('base64') },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace.name } },
          objectSelector: { matchLabels: { inject: path.slice(1) } },
          rules: [{ apiGroups, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources }],
          ...more,
        },
      ],
    });
  };
  await register('aa-volume', '/volume');
  await register('aa-sidecar', '/sidecar', { reinvocationPolicy: 'IfNeeded' });
  await register('zzz-agent', '/agent');
  await register('zzz-broken', '/broken');
  await register('aa-template', '/template');
  // The API server watches webhook configurations, and sees the last one after the others.
  await eventually(async () => {
    const answer = await namespace.kubectl('apply --dry-run=server -o json -f -', deployment('probe'));
    return { ...answer, code: answer.stdout.includes('"agent"') ? 0 : 1 };
  });
});
afterAll(async () => {
  await namespace?.kubectl(`delete mutatingwebhookconfiguration ${configurations.join(' ')}`);
  await namespace?.remove();
  server?.closeAllConnections();
  server?.close();
  rmSync(pair, { recursive: true, force: true });
});

const web = { name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80 }] };
const pod = (name: string, inject: string, container: object = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { inject } },
  spec: { containers: [{ ...web, ...container }] },
});
const deployment = (name: string): any => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { inject: 'template' } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [web] } },
  },
});
const probe = (port: number) => ({ tcpSocket: { port } });

describe('an injector that is called before Podward', () => {
  const mounting = { volumeMounts: [{ name: 'injected', mountPath: '/injected' }] };
  test('a mount of a missing volume is refused', async () => {
    const answer = await namespace.kubectl('create -f -', pod('alone', 'none', mounting));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('spec.containers[0].volumeMounts[0].name');
    expect(answer.stderr).toContain('[volume-mounts-resolve]');
  });
  test('a mount of a volume that it injects is allowed', async () => {
    const answer = await namespace.kubectl('create -f -', pod('mounted', 'volume', mounting));
    expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
  });
  test('a native sidecar is allowed, gets no probe, and the injector is called again after Podward', async () => {
    const before = calls.get('/sidecar') ?? 0;
    const answer = await namespace.kubectl('apply -f -', pod('meshed', 'sidecar'));
    expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
    expect(calls.get('/sidecar')).toBe(before + 2);
    const { spec, metadata } = await namespace.get('pod', 'meshed');
    expect(spec.initContainers).toMatchObject([sidecar]);
    expect(spec.initContainers[0].readinessProbe).toBeUndefined();
    expect(spec.containers[0].readinessProbe).toMatchObject(probe(80));
    expect(metadata.annotations).toMatchObject({
      'sidecar.example.com/version': '1',
      'podward.dev/defaulted': 'readinessProbe',
    });
  });
  test('the injected Pod can be applied again, and the injector may change its image', async () => {
    expect(await namespace.kubectl('apply -f -', pod('meshed', 'sidecar'))).toMatchObject({
      code: 0,
      stdout: 'pod/meshed unchanged\n',
      stderr: '',
    });
    expect(await namespace.kubectl('label pod meshed team=a')).toMatchObject({ code: 0, stderr: '' });
    const { spec, metadata } = await namespace.get('pod', 'meshed');
    expect(spec.initContainers[0].image).toBe('registry.example.com/proxy:2');
    expect(metadata.annotations['sidecar.example.com/version']).toBe('2');
  });
  test.each(['', '--server-side '])(
    'a Deployment whose template it changes is the same after each apply %s',
    async (flags) => {
      const shop = deployment(`shop${flags.trim()}`);
      const apply = () => namespace.kubectl(`apply ${flags}-f -`, shop);
      expect(withoutWarnings(await apply())).toMatchObject({ code: 0, stderr: '' });
      for (let round = 0; round < 3; round++) expect(await apply()).toMatchObject({ code: 0, stderr: '' });
      const { metadata, spec } = await namespace.get('deployment', shop.metadata.name);
      expect(metadata.generation).toBe(1);
      expect(spec.template.spec.containers).toMatchObject([web, agent]);
    },
  );
});

describe('an injector that is called after Podward', () => {
  test('Podward is called again, and fills in the defaults of the injected container too', async () => {
    const answer = await namespace.kubectl('apply -f -', pod('agent', 'agent'));
    expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
    const { spec, metadata } = await namespace.get('pod', 'agent');
    expect(spec.containers).toMatchObject([
      { name: 'web', readinessProbe: probe(80) },
      { name: 'agent', readinessProbe: probe(9000) },
    ]);
    expect(metadata.annotations['podward.dev/defaulted']).toBe('readinessProbe');
  });
  test('an invalid container that it injects is refused, with the path of the field', async () => {
    const answer = await namespace.kubectl('apply -f -', pod('broken', 'broken'));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('spec.containers[1].ports[0].containerPort: Invalid value: 90000');
    expect(answer.stderr).toContain('[ports-valid]');
  });
});

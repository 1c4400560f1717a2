/**
 * Sidecar injectors: mutating webhooks that change Pods and Deployments before and after Podward. The name of Podward's configuration sorts
 * after those of most webhooks, and the API server calls Podward again if a later webhook has changed the object.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { JsonObject } from '../../src/json/json.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { agent, injectorServer, sidecar } from './injector-server.ts';
import { eventually, makeNamespace, withoutWarnings, type Namespace } from './namespace.ts';
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let namespace: Namespace;
let server: Server | undefined;
const configurations: string[] = [];

type ClientConfig = (path: string) => JsonObject;

/** This process answers the calls. */
async function startHere(): Promise<ClientConfig> {
  const { cert, key } = makeCertificate('IP:127.0.0.1');
  const listening = injectorServer({ cert, key }).listen(0, '127.0.0.1');
  server = listening;
  await once(listening, 'listening');
  const url = `https://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return (path) => ({ url: url + path, caBundle: cert.toString('base64') });
}

/** A Pod answers the calls, because the API server of a cluster with nodes may not reach this process. The image of Podward has Node. */
async function startInPod(image: string): Promise<ClientConfig> {
  const name = 'injector';
  const { cert, key } = makeCertificate(`DNS:${name}.${namespace.name}.svc`);
  const labels = { app: name };
  const program = `
    import { readFileSync } from 'node:fs';
    import { injectorServer } from '/${name}/server.ts';
    const [cert, key] = ['cert', 'key'].map((file) => readFileSync('/${name}/' + file));
    injectorServer({ cert, key }).listen(8443);`;
  const files = {
    cert: cert.toString('base64'),
    key: key.toString('base64'),
    'server.ts': readFileSync(new URL('injector-server.ts', import.meta.url), 'base64'),
  };
  const container = {
    name,
    image,
    command: ['node', '--input-type=module', '--eval', program],
    ports: [{ containerPort: 8443 }],
    volumeMounts: [{ name, mountPath: `/${name}` }],
  };
  const items = [
    { kind: 'Secret', data: files },
    { kind: 'Service', spec: { selector: labels, ports: [{ port: 443, targetPort: 8443 }] } },
    { kind: 'Pod', spec: { containers: [container], volumes: [{ name, secret: { secretName: name } }] } },
  ].map((object) => ({ apiVersion: 'v1', metadata: { name, labels }, ...object }));
  const created = await namespace.kubectl('create -f -', { apiVersion: 'v1', kind: 'List', items });
  expect(withoutWarnings(created)).toMatchObject({ code: 0, stderr: '' });
  const ready = await namespace.kubectl(`wait pod/${name} --for=condition=Ready --timeout=50s`);
  expect(ready).toMatchObject({ code: 0 });
  const service = { namespace: namespace.name, name };
  return (path) => ({ service: { ...service, path }, caBundle: files.cert });
}

function makeCertificate(sans: string): { cert: Buffer; key: Buffer } {
  const folder = temporaryFolder();
  makePair(folder, { sans });
  const [cert, key] = ['tls.crt', 'tls.key'].map((name) => readFileSync(join(folder, name)));
  rmSync(folder, { recursive: true });
  return { cert: cert!, key: key! };
}

beforeAll(async () => {
  namespace = await makeNamespace({ recorded: 'injector' });
  const { image } = namespace.cluster;
  const clientConfig = await (image === undefined ? startHere() : startInPod(image));
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
          clientConfig: clientConfig(path),
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
  const probed = await eventually(async () => {
    const answer = await namespace.kubectl('apply --dry-run=server -o json -f -', deployment('probe'));
    return { ...answer, code: answer.stdout.includes('"agent"') ? 0 : 1 };
  });
  expect(probed).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await namespace?.kubectl(`delete mutatingwebhookconfiguration ${configurations.join(' ')}`);
  await namespace?.remove();
  server?.closeAllConnections();
  server?.close();
});

const web = { name: 'web', image: 'registry.example.com/web:1', ports: [{ containerPort: 80 }] };
const pod = (name: string, inject: string, container: object = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { inject } },
  spec: { schedulerName: noScheduler, containers: [{ ...web, ...container }] },
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
    const answer = await namespace.kubectl('apply -f -', pod('meshed', 'sidecar'));
    expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
    const { spec, metadata } = await namespace.get('pod', 'meshed');
    expect(spec.initContainers).toMatchObject([sidecar]);
    expect(spec.initContainers[0].readinessProbe).toBeUndefined();
    expect(spec.containers[0].readinessProbe).toMatchObject(probe(80));
    expect(metadata.annotations).toMatchObject({
      'sidecar.example.com/calls': '2',
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

/** Podward judges objects after other mutating webhooks have changed them, because the name of its configuration sorts last. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { eventually, makeNamespace, type Namespace } from './namespace.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const pair = temporaryFolder();
let server: Server;
let namespace: Namespace;
let configuration: string;

/** Adds the volume that a Pod of this test already mounts. */
const patch = [{ op: 'add', path: '/spec/volumes/-', value: { name: 'injected', emptyDir: {} } }];

beforeAll(async () => {
  makePair(pair);
  const [cert, key] = ['tls.crt', 'tls.key'].map((name) => readFileSync(join(pair, name)));
  server = createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString());
      const has = review.request.object.spec.volumes.some(({ name }: any) => name === 'injected');
      const patched = has
        ? {}
        : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
      const answer = { uid: review.request.uid, allowed: true, ...patched };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ apiVersion: review.apiVersion, kind: review.kind, response: answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  namespace = await makeNamespace();
  configuration = `aa-injector-${namespace.name}`;
  const webhook = {
    name: 'injector.example.com',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      caBundle: cert!.toString('base64'),
    },
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace.name } },
    objectSelector: { matchLabels: { inject: 'yes' } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  };
  const kind = 'MutatingWebhookConfiguration';
  await namespace.kubectl('create -f -', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: configuration },
    webhooks: [webhook],
  });
});
afterAll(async () => {
  await namespace?.kubectl(`delete mutatingwebhookconfiguration ${configuration}`);
  await namespace?.remove();
  server?.closeAllConnections();
  server?.close();
  rmSync(pair, { recursive: true, force: true });
});

const pod = (name: string, labels: Record<string, string>): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'registry.example.com/web:1',
        volumeMounts: [{ name: 'injected', mountPath: '/injected' }],
      },
    ],
  },
});

test('a mount of a missing volume is refused', async () => {
  const answer = await namespace.kubectl('create -f -', pod('alone', {}));
  expect(answer.code).toBe(1);
  expect(answer.stderr).toContain('spec.containers[0].volumeMounts[0].name');
  expect(answer.stderr).toContain('[volume-mounts-resolve]');
});

test('a mount of a volume that another webhook injects is allowed', async () => {
  const answer = await eventually(() => namespace.kubectl('create -f -', pod('injected', { inject: 'yes' })));
  expect(answer).toMatchObject({ code: 0, stderr: '' });
});

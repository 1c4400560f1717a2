/** cert-manager as Pods: it issues the certificate, injects the CA, and replaces the certificate while Podward reviews requests. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isReviewed, startLoad, type LoadResult } from '../../../bench/load.ts';
import { installCertManager, uninstallCertManager } from '../../../devcluster/node/cert-manager.ts';
import { issueSeconds } from '../../../devcluster/cert-manager.ts';
import type { Node } from '../../../devcluster/node/node.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { figure, seconds } from '../figure.ts';
import { makeNamespace, refusalIn, type Namespace } from '../namespace.ts';
import { install, remove, systemNamespace, untilReviewed } from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let node: Node;
let target: Target;
let namespace: Namespace;
beforeAll(async () => {
  node = await ownNode();
  target = ownNodeTarget(node);
  figure(`cert-manager installed after ${await seconds(installCertManager(node))} s`);
  namespace = await makeNamespace(target);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
  if (node) await uninstallCertManager(node);
});

const json = async (...args: string[]): Promise<any> =>
  JSON.parse((await node.kubectl([...args, '-o', 'json'])).stdout);

/** The serial number of the certificate that the Service presents, or an empty text if it presents none. */
async function servedSerial(): Promise<string> {
  const { items } = await json('get', 'services', '-n', systemNamespace);
  const { clusterIP, ports } = items[0].spec;
  const { stdout } = await node.exec('openssl', ['s_client', '-connect', `${clusterIP}:${ports[0].port}`], {
    reject: false,
  });
  const x509 = await node.exec('openssl', ['x509', '-noout', '-serial'], { input: stdout, reject: false });
  return x509.stdout.trim();
}

test('the webhook of cert-manager validates its objects', async () => {
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'two-types' },
    spec: { selfSigned: {}, ca: { secretName: 'ca' } },
  };
  const { stderr } = await namespace.kubectl('create --dry-run=server -f -', issuer);
  expect(stderr).toContain('admission webhook "webhook.cert-manager.io" denied the request');
});

test('helm install --wait gets a certificate and a CA', async () => {
  const time = await seconds(install(target, { certificates: { mode: 'certManager' } }));
  figure(`helm install --wait with cert-manager: ${time} s`);
  const injected = Date.now();
  await waitFor('the CA in the webhook configurations', issueSeconds, async () => {
    const { items } = await json('get', 'validatingwebhookconfigurations,mutatingwebhookconfigurations');
    const own = items.filter(({ metadata }: any) => metadata.name === 'zz-podward');
    return own.length === 2 && own.every((one: any) => one.webhooks.every((hook: any) => hook.clientConfig.caBundle));
  });
  await untilReviewed(target, namespace.name);
  figure(`CA injected and Podward called ${((Date.now() - injected) / 1000).toFixed(1)} s later`);
  expect(await refusalIn(namespace, target)).toContain('Did you mean "Always"?');
});

test('a renewed certificate is served by the same Pods, and no request fails meanwhile', async () => {
  const pods = async () =>
    (await json('get', 'pods', '-n', systemNamespace, '-l', 'app.kubernetes.io/component=server')).items.map(
      (pod: any) => [pod.metadata.uid, pod.status.containerStatuses[0].restartCount],
    );
  const [before, serial] = [await pods(), await servedSerial()];
  expect(serial).toMatch(/^serial=[0-9A-F]+$/);
  const leaf = (await json('get', 'certificates.cert-manager.io', '-n', systemNamespace)).items.find(
    ({ spec }: any) => spec.isCA !== true,
  );
  const load = await startLoad(node, { namespace: namespace.name, perSecond: 5 });
  let result: LoadResult;
  try {
    const start = Date.now();
    // cert-manager issues a certificate anew when its Secret is missing.
    await node.kubectl(['delete', 'secret', leaf.spec.secretName, '-n', systemNamespace]);
    // The kubelet updates the files of a Secret within about a minute and a half.
    await waitFor(
      'the new certificate to be served',
      240,
      async () => !['', serial].includes(await servedSerial()),
      1000,
    );
    figure(`the new certificate was served after ${Math.round((Date.now() - start) / 1000)} s`);
  } finally {
    result = await load.stop();
  }
  const { failed, examples } = result;
  expect({ failed, examples }).toEqual({ failed: 0, examples: [] });
  expect(isReviewed(result)).toBe(true);
  expect(await pods()).toEqual(before);
  expect(await refusalIn(namespace, target)).toContain('Did you mean "Always"?');
});

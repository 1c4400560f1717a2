/** Certificates by cert-manager: issued, injected, and renewed without a restart and without a failed call. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from '@jest/globals';
import { startLoad, type LoadResult } from '../../bench/load.ts';
import { certManagerCrds } from '../../devcluster/binaries.ts';
import { applyCrds, installCertManager, issueSeconds } from '../../devcluster/cert-manager.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { newestCertManagerVersion } from '../../devcluster/versions.ts';
import { certificateModes, template } from '../chart/helm.ts';
import { root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { ownCluster } from './own-cluster.ts';
import { changed, web } from './web.ts';

const own = ownCluster({
  prepare: installCertManager,
  podward: { values: { certificates: { mode: 'certManager' } } },
});

const refusal = async (): Promise<string> =>
  (
    await own.namespace.kubectl(
      'apply -f -',
      changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080)),
    )
  ).stderr;

test('a refusal arrives over the issued certificate', async () => {
  expect(await own.namespace.kubectl('apply -f -', web())).toMatchObject({ code: 0, stderr: '' });
  expect(await refusal()).toContain('from 80 to 8080');
});

const name = 'podward-cert-manager-tls';
const leafInSecret = async (): Promise<string | undefined> => {
  const path = `/api/v1/namespaces/${own.podward.namespace}/secrets/${name}`;
  const secret = await own.cluster.api.get<{ data?: Record<string, string> }>(path);
  const pem = Buffer.from(secret?.data?.['tls.crt'] ?? '', 'base64').toString();
  return pem === '' ? undefined : new X509Certificate(pem).fingerprint256;
};
const servedLeaf = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const { host, port } = own.podward.listen();
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });

/** As `cmctl renew` asks for it. */
const issuing = {
  status: {
    conditions: [
      {
        type: 'Issuing',
        status: 'True',
        reason: 'ManuallyTriggered',
        message: 'renewed by a test',
        lastTransitionTime: new Date().toISOString(),
      },
    ],
  },
};

test.each<[string, string[]]>([
  [
    'cert-manager renews the certificate',
    ['patch', 'certificate', name, '--subresource=status', '--type=merge', '--patch', JSON.stringify(issuing)],
  ],
  ['the Secret is deleted', ['delete', 'secret', name]],
])('a new leaf is served without a restart and without a failed call when %s', async (_, change) => {
  const load = await startLoad(own.cluster, { namespace: own.namespace.name, perSecond: 20 });
  let result: LoadResult;
  try {
    const before = await servedLeaf();
    expect(await leafInSecret()).toBe(before);
    await own.cluster.kubectl([...change, '-n', own.podward.namespace]);
    await waitFor('another leaf', issueSeconds, async () => ![undefined, before].includes(await leafInSecret()));
    await waitFor('the other leaf to be served', 60, async () => (await servedLeaf()) === (await leafInSecret()));
  } finally {
    result = await load.stop();
  }
  const { reviews, failed, examples } = result;
  expect({ failed, examples }).toEqual({ failed: 0, examples: [] });
  expect(reviews).toBeGreaterThan(20);
  expect(own.podward.serverIsRunning()).toBe(true);
  expect(await refusal()).toContain('from 80 to 8080');
});

test('the command of the runbook shows the state of the certificate', async () => {
  const commands = commandsToType('test/e2e/cert-manager.test.ts');
  const { stdout } = await own.cluster.kubectl(
    commands
      .take(/^kubectl describe /)
      .split(' ')
      .slice(1),
  );
  expect(commands.rest()).toEqual([]);
  expect(stdout).toMatch(/Message: +Certificate is up to date and has not expired/);
});

test('the objects are valid in the newest version of cert-manager', async () => {
  const { cluster } = own;
  await applyCrds(cluster, await certManagerCrds({ version: newestCertManagerVersion }));
  const strict = ['--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict'];
  const dryRun = (input: string) =>
    cluster.kubectl(['apply', ...strict, '--namespace', own.podward.namespace, '-f', '-'], { reject: false, input });
  const { stdout } = await template(certificateModes.certManager, { namespace: own.podward.namespace });
  const objects = stdout.split(/^---$/m).filter((text) => text.includes('apiVersion: cert-manager.io/v1'));
  expect(objects).toHaveLength(4);
  const fromChart = await dryRun(objects.join('---\n'));
  expect(fromChart).toMatchObject({ code: 0, stderr: '' });
  expect(fromChart.stdout.match(/serverside-applied \(server dry run\)/g)).toHaveLength(4);
  const fromFile = await dryRun(await readFile(join(root, 'certs/podward.yaml'), 'utf8'));
  expect(fromFile).toMatchObject({ code: 0, stderr: '' });
  const wrong = await dryRun(objects.join('---\n').replace('renewBefore:', 'renewBefor:'));
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('renewBefor') });
});

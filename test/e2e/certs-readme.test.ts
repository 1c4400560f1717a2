/** certs/README.md: the commands that install the chart with a certificate from cert-manager, from top to bottom. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installCertManager, issueSeconds } from '../../devcluster/cert-manager.ts';
import { attachPodward, type Podward } from '../../devcluster/podward.ts';
import { logTail } from '../../devcluster/processes.ts';
import { run } from '../../devcluster/run.ts';
import { startBareTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { eventually, makeNamespace } from './namespace.ts';
import { web } from './web.ts';

let started: Pick<TestCluster, 'cluster' | 'stop'>;
let podward: Podward | undefined;
let folder: string;

beforeAll(async () => {
  started = await startBareTestCluster();
  await installCertManager(started.cluster);
  // Like the root of a clone, so that ca.crt is not written to the real one.
  folder = mkdtempSync(join(tmpdir(), 'podward-certs-'));
  for (const name of ['certs', 'charts']) symlinkSync(join(root, name), join(folder, name));
});
afterAll(async () => {
  await podward?.close(0);
  await started?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

test('Podward serves with the certificate of cert-manager, and the API server trusts it', async () => {
  const { bin, kubeconfig } = started.cluster;
  // Without nodes, no Pod gets ready, and nothing may listen on port 443.
  writeFileSync(join(folder, 'values.yaml'), 'service: {port: 8443}\nuninstallHook: {enabled: false}\n');
  const commands = commandsToType('test/e2e/certs-readme.test.ts');
  for (const command of commands.rest()) {
    const script = command
      .replace(/^kubectl /, `${bin.kubectl} `)
      .replace(/^helm (.*) --wait/, `${bin.helm} $1 --values values.yaml`);
    const options = { cwd: folder, env: { KUBECONFIG: kubeconfig }, timeoutSeconds: issueSeconds + 20 };
    await run('bash', ['-c', script], options).catch((error: Error) => {
      throw new Error(`${error.message}\n${logTail(started.cluster.dir, 'cert-manager-controller', 60)}`);
    });
  }
  podward = await attachPodward(started.cluster);
  await podward.startServer();
  const namespace = await makeNamespace({}, started.cluster);
  expect(await eventually(() => namespace.kubectl('apply -f -', web()))).toMatchObject({ code: 0 });
});

/** The certificate is replaced under load: `helm upgrade` renews it, and an operator brings another CA. `make rotations` does this 20 times. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rotateUnderLoad } from '../../bench/rotation.ts';
import { run } from '../../devcluster/run.ts';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { pages, printedCommands, typedIn } from '../docs/commands.ts';
import { makePair, temporaryFolder } from '../server/certificates.ts';
import { typist } from './typing.ts';

let started: TestCluster;
beforeAll(async () => {
  started = await startTestCluster();
});
afterAll(() => started?.stop());

test('no review fails, each new certificate is served, and bad ones are refused', async () => {
  const wanted = { rotations: 4, reviews: 100, perSecond: 20, seconds: 60 };
  const result = await rotateUnderLoad(started, wanted);
  expect(result).toMatchObject({ rotations: 4, badPairsRefused: 4, failed: 0, examples: [] });
  expect(result.handshakes.failed).toBe(0);
  expect(result.reviews).toBeGreaterThanOrEqual(wanted.reviews);
});

test('the commands of the runbook and of NOTES show the certificate and let helm upgrade renew it', async () => {
  const { cluster, podward } = started;
  const answer = typist(cluster);
  const type = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await answer(command);
    if (code !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout;
  };
  const runbook = typedIn('docs/runbooks.md', 'kubectl', 'helm');
  const named = (part: string): string => runbook.find((command) => command.includes(part))!;
  expect(await type(named('helm get values'))).toMatch(/^ {2}mode: helm$/m);
  const shown = await type(named('-noout -text'));
  expect(shown).toContain('DNS:podward.podward-system.svc');

  const notes = printedCommands().find(([, command]) => command.includes('jsonpath='))![1];
  const date = await type(
    notes.replace('secret X', 'secret podward-tls').replace('--namespace X', '--namespace podward-system'),
  );
  expect(date).toBe('2099-01-01');

  const [stored, live] = ['manifest', 'not-after'].map((part) =>
    typedIn('docs/upgrading.md', 'kubectl', 'helm').findLast((command) => command.includes(part)),
  );
  const last = (await type(typedIn('docs/upgrading.md', 'helm').find((command) => command.includes('history'))!))
    .trim()
    .split('\n')
    .at(-1)!;
  expect(last).toMatch(/^\d+\s.*\sdeployed\s/);
  expect(await type(stored!.replace(' N ', ` ${Number.parseInt(last)} `))).toContain(`"${await type(live!)}"`);

  const renewal = runbook.findIndex((command) => command.includes('annotate'));
  expect(runbook[renewal + 1]).toMatch(/^helm upgrade .* --force-conflicts$/);
  await type(runbook[renewal]!);
  await podward.upgrade({});
  const renewed = await type(named('-noout -text'));
  expect(renewed).not.toBe(shown);
  expect(renewed).toContain('Issuer: CN = podward-ca');
});

test('after kubectl patch, helm upgrade and helm rollback need the flag that the runbook names', async () => {
  const { cluster } = started;
  const typed = async (command: string, reject = false) => {
    const [tool, ...args] = command.split(' ') as ['kubectl' | 'helm', ...string[]];
    const where = ['--namespace', 'podward-system'];
    return run(cluster.bin[tool], [...args, ...where], { env: { KUBECONFIG: cluster.kubeconfig }, reject });
  };
  const serial = async (): Promise<string> => {
    const { stdout } = await typed('kubectl get secret podward-tls --output jsonpath={.data.tls\\.crt}');
    return new X509Certificate(Buffer.from(stdout, 'base64')).serialNumber;
  };
  const folder = temporaryFolder();
  makePair(folder);
  const foreign = readFileSync(join(folder, 'tls.crt'));
  rmSync(folder, { recursive: true });
  const patch = JSON.stringify({ data: { 'tls.crt': foreign.toString('base64') } });
  const upgrade = 'helm upgrade podward charts/podward --reset-then-reuse-values';
  const rollback = 'helm rollback podward 1';
  for (const command of [upgrade, rollback]) {
    await typed(`kubectl patch secret podward-tls --patch ${patch}`, true);
    expect(await serial()).toBe(new X509Certificate(foreign).serialNumber);
    await typed('kubectl annotate secret podward-tls podward.dev/not-after-', true);
    expect(await typed(command)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Apply failed with 1 conflict'),
    });
    expect(await typed(`${command} --force-conflicts`)).toMatchObject({ code: 0 });
    expect(await serial()).not.toBe(new X509Certificate(foreign).serialNumber);
  }
  for (const page of ['docs/runbooks.md', 'docs/upgrading.md'])
    expect(pages().get(page)).toMatch(/`Apply failed with 1 conflict`\. Add\s`--force-conflicts`/);
});

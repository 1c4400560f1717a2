/** The certificate is replaced under load: `helm upgrade` renews it, and an operator brings another CA. `make rotations` does this 20 times. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rotateUnderLoad } from '../../bench/rotation.ts';
import { run } from '../../devcluster/run.ts';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { printedCommands, typedIn } from '../docs/commands.ts';

let started: TestCluster;
beforeAll(async () => {
  started = await startTestCluster();
}, 300_000);
afterAll(() => started?.stop());

test('no review fails, each new certificate is served, and bad ones are refused', async () => {
  const wanted = { rotations: 4, reviews: 100, perSecond: 20, seconds: 60 };
  const result = await rotateUnderLoad(started, wanted);
  expect(result).toMatchObject({ rotations: 4, badPairsRefused: 4, failed: 0, examples: [] });
  expect(result.handshakes.failed).toBe(0);
  expect(result.reviews).toBeGreaterThanOrEqual(wanted.reviews);
}, 600_000);

test('the commands of the runbook and of NOTES show the certificate and let helm upgrade renew it', async () => {
  const { cluster, podward } = started;
  const type = async (command: string): Promise<string> => {
    const { kubectl, helm } = cluster.bin;
    const script = command.replace(/^kubectl /, `${kubectl} `).replace(/^helm /, `${helm} `);
    return (await run('bash', ['-c', script], { env: { KUBECONFIG: cluster.kubeconfig } })).stdout;
  };
  const runbook = typedIn('docs/runbooks.md', 'kubectl', 'helm');
  const named = (part: string): string => runbook.find((command) => command.includes(part))!;
  expect(await type(named('helm get values'))).toMatch(/^ {2}mode: helm$/m);
  const shown = await type(named('openssl x509'));
  expect(shown).toContain('DNS:podward.podward-system.svc');

  const notes = printedCommands().find(([, command]) => command.includes('jsonpath='))![1];
  const date = await type(
    notes.replace('secret X', 'secret podward-tls').replace('--namespace X', '--namespace podward-system'),
  );
  expect(date).toBe('2099-01-01');

  await type(named('annotate'));
  await podward.upgrade({});
  const renewed = await type(named('openssl x509'));
  expect(renewed).not.toBe(shown);
  expect(renewed).toContain('Issuer: CN = podward-ca');
});

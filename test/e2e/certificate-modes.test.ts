/** The README of the chart: how to change certificates.mode of a release without rejecting a request, and to delete what is left. */
import { expect, test } from '@jest/globals';
import { installCertManager } from '../../devcluster/cert-manager.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { typedIn } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { ownCluster } from './own-cluster.ts';
import { typist } from './typing.ts';
import { changed, web } from './web.ts';

// Without `follow`, the server keeps the certificate that it was started with, as Pods do until they are replaced.
const own = ownCluster({ prepare: installCertManager, podward: { follow: false } });

/** In a cluster without nodes, no Pod gets ready. `reconcile` does what a rollout does. */
async function type(command: string): Promise<void> {
  const { code, stderr } = await typist(own.cluster)(command.replace(' --wait', ''));
  if (code !== 0) throw new Error(`${command}: ${stderr}`);
}

const secrets = async (): Promise<string[]> => {
  const where = ['-n', own.podward.namespace, '--field-selector=type=kubernetes.io/tls', '-o', 'name'];
  return (await own.cluster.kubectl(['get', 'secrets', ...where])).stdout.split('\n').filter(Boolean).sort();
};

/** The API server reads a changed webhook configuration a moment later, so the first answers may come from the previous one. */
async function decides(failurePolicy: string): Promise<void> {
  const live = ['get', 'validatingwebhookconfiguration', 'zz-podward', '-o'];
  const path = 'jsonpath={.webhooks[?(@.name=="validate-deny.podward.dev")].failurePolicy}';
  expect((await own.cluster.kubectl([...live, path])).stdout).toBe(failurePolicy);
  await waitFor('Podward to refuse a change', 30, async () => (await refusal()).includes('from 80 to 8080'));
  expect(await create('decided')).toMatchObject({ code: 0, stderr: '' });
}
const refusal = async (): Promise<string> => {
  const otherPort = changed((pod) => (pod.spec.containers[0].ports[0].containerPort = 8080));
  return (await own.namespace.kubectl('apply -f -', otherPort)).stderr;
};
const create = (name: string) =>
  own.namespace.kubectl(
    'create --dry-run=server -f -',
    changed((pod) => (pod.metadata.name = name)),
  );

const commands = commandsToType('test/e2e/certificate-modes.test.ts');
const failClosed = typedIn('charts/podward/README.md', 'helm').find((command) =>
  / --set failurePolicy=Fail$/.test(command),
)!;

test('from helm to certManager', async () => {
  expect(await own.namespace.kubectl('apply -f -', web())).toMatchObject({ code: 0, stderr: '' });
  await decides('Fail');
  await type(commands.take(/^helm .*certificates\.mode=certManager$/));
  expect(await create('during')).toMatchObject({ code: 0 });
  await type(commands.take(/^kubectl wait /));
  expect(await create('during')).toMatchObject({ code: 0 });
  await own.podward.reconcile();
  await decides('Ignore');
  await type(failClosed);
  await decides('Fail');
  expect(await secrets()).toEqual(['secret/podward-cert-manager-ca', 'secret/podward-cert-manager-tls']);
});

test('from certManager to helm', async () => {
  const command = commands.take(/^helm .*certificates\.mode=helm$/);
  await expect(type(command.replace(' --force-conflicts', ''))).rejects.toThrow(/Apply failed with \d+ conflict/);
  await type(command);
  expect(await create('during')).toMatchObject({ code: 0 });
  await own.podward.reconcile();
  await decides('Ignore');
  await type(failClosed);
  await decides('Fail');
});

test('the Secrets of cert-manager are deleted', async () => {
  for (const command of commands.rest()) await type(command);
  await own.podward.restart();
  await decides('Fail');
  expect(await secrets()).toEqual(['secret/podward-tls']);
});

/** The README of the chart: how to change certificates.mode of a release without rejecting a request, and to delete what is left. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { installCertManager } from '../../devcluster/cert-manager.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { root, typedIn } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { makeCa, makeSigned, temporaryFolder } from '../server/certificates.ts';
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

const page = 'charts/podward/README.md';
const commands = commandsToType('test/e2e/certificate-modes.test.ts');
const changeTo = (mode: string): string =>
  typedIn(page, 'helm')
    .find((command) => / --set failurePolicy=Ignore,certificates\.mode=certManager$/.test(command))!
    .replace(/certManager$/, mode);
const failClosed = typedIn(page, 'helm').find((command) => / --set failurePolicy=Fail$/.test(command))!;
/** What comes after the first command. */
async function complete(): Promise<void> {
  expect(await create('during')).toMatchObject({ code: 0 });
  await own.podward.reconcile();
  await decides('Ignore');
  await type(failClosed);
  await decides('Fail');
}

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

test('from helm to certManager', async () => {
  expect(await own.namespace.kubectl('apply -f -', web())).toMatchObject({ code: 0, stderr: '' });
  await decides('Fail');
  await type(commands.take(/^helm .*certificates\.mode=certManager$/));
  expect(await create('during')).toMatchObject({ code: 0 });
  await type(commands.take(/^kubectl wait /));
  await complete();
  expect(await secrets()).toEqual(['secret/podward-cert-manager-ca', 'secret/podward-cert-manager-tls']);
});

test('from certManager to helm', async () => {
  const command = commands.take(/^helm .*certificates\.mode=helm$/);
  await expect(type(command.replace(' --force-conflicts', ''))).rejects.toThrow(/Apply failed with \d+ conflict/);
  await type(command);
  await complete();
});

test('the Secrets of cert-manager are deleted', async () => {
  for (const command of commands.rest()) await type(command);
  await own.podward.restart();
  await decides('Fail');
  expect(await secrets()).toEqual(['secret/podward-tls']);
});

test('from helm to existingSecret, with the further values of the page', async () => {
  const ca = join(folder, 'ca');
  const pair = join(folder, 'pair');
  makeCa(ca, 'own-ca');
  makeSigned(pair, ca, { sans: `DNS:podward.${own.podward.namespace}.svc` });
  const secret = ['create', 'secret', 'tls', 'own-tls', `--cert=${pair}/tls.crt`, `--key=${pair}/tls.key`];
  await own.cluster.kubectl(['-n', own.podward.namespace, ...secret]);
  const further = `certificates.existingSecret.name=own-tls --set-file certificates.existingSecret.caBundle=${ca}/tls.crt`;
  await type(`${changeTo('existingSecret')},${further}`);
  await complete();
});

test('from existingSecret to helm', async () => {
  const [, further] = /`--set (certificates\.existingSecret\.name=,\S+=)`/.exec(
    readFileSync(join(root, page), 'utf8'),
  )!;
  await type(`${changeTo('helm')},${further}`);
  await complete();
  expect(await secrets()).toEqual(['secret/own-tls', 'secret/podward-tls']);
});

/** The commands of the pages that need Pods that run, typed as they are written, in the order in which an operator may need them. */
import { delimiter, dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Node } from '../../../devcluster/node/node.ts';
import { systemPath } from '../../../devcluster/packages.ts';
import type { CommandResult } from '../../../devcluster/run.ts';
import { waitFor } from '../../../devcluster/wait.ts';
import { root } from '../../docs/commands.ts';
import { commandsToType } from '../../docs/tried.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { release, remove, systemNamespace, untilReviewed, upgrade } from '../release.ts';
import { ownNode, ownNodeTarget, type Target } from '../target.ts';

const commands = commandsToType('test/node/own-node/commands.test.ts');

let node: Node;
let target: Target;
let namespace: Namespace;
beforeAll(async () => {
  node = await ownNode();
  target = ownNodeTarget(node);
  namespace = await makeNamespace(target);
});
afterAll(async () => {
  await namespace?.remove();
  if (target) await remove(target);
});

/** The names that the reader, or a template of the chart, fills in. */
const named = (command: string): string =>
  command
    .replace('deployment/X', `deployment/${release}`)
    .replace('helm test X', `helm test ${release}`)
    .replace('secret X', `secret ${release}-tls`)
    .replace('validatingwebhookconfiguration X', `validatingwebhookconfiguration zz-${release}`)
    .replace('--namespace X', '--namespace podward-system')
    .replace(' NAME ', ` ${namespace.name} `)
    .replaceAll('podward-system', systemNamespace);

/** In bash on the node, in the root of the repository. */
async function run(script: string): Promise<CommandResult> {
  const { kubectl, helm } = node.bin;
  const PATH = [dirname(kubectl), dirname(helm), systemPath()].join(delimiter);
  const env = { KUBECONFIG: node.kubeconfig, PATH };
  const place = `cd ${root}\n`;
  return node.exec('bash', ['-c', place + named(script)], { env, reject: false, timeoutSeconds: 280 });
}

/** The output of a command that must succeed. */
async function type(script: string): Promise<string> {
  const { code, stdout, stderr } = await run(script);
  if (code !== 0) throw new Error(`${named(script)}: exit code ${code}\n${stderr}${stdout}`);
  return stdout;
}
const typed = (pattern: RegExp): Promise<string> => type(commands.take(pattern));

const hookLabels = 'app.kubernetes.io/component in (test,uninstall)';
/** The Jobs and Pods of the hooks. */
async function ofHooks(): Promise<string[]> {
  const args = ['get', 'jobs,pods', '--namespace', systemNamespace, '--selector', hookLabels, '-o', 'name'];
  return (await target.kubectl(args)).stdout.split('\n').filter(Boolean);
}
const webhooks = async (): Promise<string> =>
  (await target.kubectl(['get', 'mutatingwebhookconfigurations,validatingwebhookconfigurations', '-o', 'name'])).stdout;
const failurePolicy = async (): Promise<string> => {
  const path = 'jsonpath={.webhooks[?(@.name=="validate-deny.podward.dev")].failurePolicy}';
  return (await target.kubectl(['get', 'validatingwebhookconfiguration', `zz-${release}`, '-o', path])).stdout;
};

test('the installation in two steps, and what its notes say', async () => {
  await typed(/^ctr /);
  expect(await typed(/^helm install .* failurePolicy=Ignore$/)).toContain('To wait until Podward is ready');
  expect(await failurePolicy()).toBe('Ignore');
  await typed(/^helm upgrade .* failurePolicy=Fail$/);
  expect(await failurePolicy()).toBe('Fail');
  await untilReviewed(target, namespace.name);

  await typed(/^kubectl rollout status deployment\/X /);
  for (const pattern of [/^helm test X /, /^helm test podward /])
    expect(await typed(pattern)).toMatch(/Phase: +Succeeded/);
  expect(await ofHooks()).toEqual([]);
  expect(await typed(/^kubectl get secret X /)).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test('an upgrade, a restart and a rollback', async () => {
  const keep = commands.take(/^helm upgrade podward .* --wait$/);
  await type(keep);
  expect(await failurePolicy()).toBe('Fail');
  await typed(/^kubectl rollout restart /);
  expect(await typed(/^kubectl rollout status deployment\/podward /)).toContain('successfully rolled out');

  const last = (await typed(/^helm history /)).trim().split('\n').at(-1)!;
  expect(last).toMatch(/^3\s.*\sdeployed\s/);
  const stored = await type(commands.take(/^helm get manifest /).replace(' N ', ' 3 '));
  expect(stored).toContain(await typed(/^kubectl get secret podward-tls .*not-after/));
  await type(commands.take(/^helm rollback podward N /).replace(' N ', ' 2 '));
  expect(await typed(/^helm get values /)).toMatch(/^ {2}mode: helm$/m);
  await waitFor('the replaced replicas to be gone', 120, async () => {
    const where = ['--namespace', systemNamespace, '--selector', 'app.kubernetes.io/component=server'];
    return (await target.kubectl(['get', 'pods', ...where, '-o', 'name'])).stdout.trim().split('\n').length === 2;
  });
});

test('the logs', async () => {
  for (const command of commands.rest(/^kubectl logs /)) {
    const [read = '', ...filter] = command.split(' | ');
    expect(await type(read)).toMatch(new RegExp(`^\\[pod/${release}-\\S+\\] \\{.*"msg":"ready"`, 'm'));
    // Most of these lines do not occur, so grep finds nothing, and exits with 1.
    if (filter.length > 0) expect(await run(command)).toMatchObject({ stderr: '' });
  }
});

test('the metrics of each replica, without Prometheus', async () => {
  const sections = (await typed(/^for pod in /)).split(/^pod\//m).slice(1);
  expect(sections).toHaveLength(2);
  for (const section of sections)
    expect(section).toMatch(new RegExp(`^${release}-\\S+\n[^]*^podward_certificate_expiry_timestamp_seconds \\d`, 'm'));
});

test('the certificate that is served is compared with caBundle', async () => {
  const script = [/^kubectl port-forward /, /^for i in /, /^openssl /, /^kill /].map((one) => commands.take(one));
  expect(await type(script.join('\n'))).toContain('Verification: OK');
});

test('helm upgrade renews a certificate without the annotation', async () => {
  const show = commands.take(/^kubectl get secret podward-tls .* openssl x509 /);
  const before = await type(show);
  expect(before).toContain(named('DNS:podward.podward-system.svc'));
  await typed(/^kubectl annotate secret /);
  await typed(/^helm upgrade podward .* --force-conflicts$/);
  expect(await type(show)).not.toBe(before);
});

test('in an emergency, one command removes the webhook configurations, and helm upgrade restores them', async () => {
  for (const pattern of [/zz-podward$/, /configuration X$/]) {
    await typed(pattern);
    expect(await webhooks()).not.toContain(`/zz-${release}`);
    await type('helm upgrade podward charts/podward --namespace podward-system --reset-then-reuse-values --wait');
    expect(await failurePolicy()).toBe('Fail');
  }
  const mode = async (): Promise<string> =>
    (await target.kubectl(['get', 'namespace', namespace.name, '-L', 'podward.dev/mode'])).stdout;
  await typed(/^kubectl label --overwrite namespace NAME .*=warn$/);
  expect(await mode()).toMatch(/ warn$/m);
  await typed(/^kubectl label namespace NAME .*=off /);
  expect(await mode()).toMatch(/ off$/m);
});

test('hooks that fail leave a Pod and a Job with their logs, and one command deletes them', async () => {
  await upgrade(target, '--set', 'image.tag=missing');
  expect((await run('helm test podward --namespace podward-system --timeout 5s')).code).toBe(1);
  expect((await run('helm uninstall podward --namespace podward-system --timeout 10s')).code).toBe(1);
  expect(await webhooks()).toContain(`/zz-${release}`);

  await type('kubectl delete mutatingwebhookconfiguration,validatingwebhookconfiguration zz-podward');
  await typed(/^helm uninstall .* --no-hooks$/);
  const stays = (await ofHooks()).map((name) => name.replace(/-uninstall-\w+$/, '-uninstall-…')).sort();
  expect(stays).toEqual([`job.batch/${release}-uninstall`, `pod/${release}-test`, `pod/${release}-uninstall-…`]);
  await typed(/^kubectl delete jobs,pods /);
  expect(await ofHooks()).toEqual([]);
  const accounts = ['get', 'serviceaccounts,clusterroles,clusterrolebindings', '--all-namespaces'];
  const own = ['--selector', `app.kubernetes.io/instance=${release}`, '-o', 'name'];
  expect((await target.kubectl([...accounts, ...own])).stdout).toBe('');
});

test('the quick installation, and what an uninstallation leaves', async () => {
  await typed(/^helm upgrade --install /);
  await typed(/^helm uninstall podward --namespace podward-system$/);
  expect(await webhooks()).not.toContain(`/zz-${release}`);
  // The garbage collector deletes the Pod of the Job.
  await waitFor('the deletion of the hooks', 60, async () => (await ofHooks()).length === 0);
  await typed(/^kubectl delete namespace /);
  await typed(/^kubectl label namespaces --selector podward\.dev\/mode /);
  const { stdout } = await target.kubectl(['get', 'namespaces', '--selector', 'podward.dev/mode', '-o', 'name']);
  expect(stdout).toBe('');
});

test('there are no others', () => expect(commands.rest()).toEqual([]));

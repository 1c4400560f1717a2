/** The chart of cert-manager is installed in a namespace that Podward reviews, in mode deny. */
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cacheFolder } from '../../devcluster/binaries.ts';
import { goModuleFolder } from '../../devcluster/go-build.ts';
import { certManagerVersion } from '../../devcluster/versions.ts';
import { playKubelet } from './kubelet.ts';
import { makeNamespace, withoutWarnings, type Answer, type Namespace } from './namespace.ts';

let namespace: Namespace;
let chart: string;
beforeAll(async () => {
  namespace = await makeNamespace({ recorded: 'cert-manager' });
  const module = 'github.com/cert-manager/cert-manager';
  const source = await goModuleFolder(module, certManagerVersion, join(cacheFolder(), 'go'));
  chart = await mkdtemp(join(tmpdir(), 'podward-chart-'));
  const from = join(source, 'deploy', 'charts', 'cert-manager');
  for (const name of ['templates', 'values.yaml']) await cp(join(from, name), join(chart, name), { recursive: true });
  // Go's module cache is read-only, and a copy of a read-only directory cannot be deleted.
  await chmod(join(chart, 'templates'), 0o755);
  // The release of cert-manager writes its version into the template of this file.
  const description = await readFile(join(from, 'Chart.template.yaml'), 'utf8');
  await writeFile(join(chart, 'Chart.yaml'), description.replaceAll('v0.1.0', `v${certManagerVersion}`));
});
afterAll(async () => {
  await namespace?.remove();
  await rm(chart, { recursive: true, force: true });
});

/** No scheduler assigns the Pods to a node. The chart has no value for schedulerName. */
const nowhere = ['', 'webhook.', 'cainjector.', 'startupapicheck.']
  .map((part) => `${part}nodeSelector.node=none`)
  .join();

const helm = (args: string): Promise<Answer> =>
  namespace.cluster.helm([...args.split(' '), '--namespace', namespace.name, '--timeout=100s'], {
    reject: false,
    timeoutSeconds: 110,
  });

test('its Deployments, its Job and their Pods are allowed', async () => {
  const kubelet = playKubelet(namespace);
  try {
    expect(withoutWarnings(await helm(`install cert-manager ${chart} --set ${nowhere} --wait`))).toMatchObject({
      code: 0,
    });
    const { stdout } = await namespace.kubectl('get deployments -o name');
    expect(stdout.trim().split('\n')).toHaveLength(3);
    const upgraded = await helm(`upgrade cert-manager ${chart} --set ${nowhere},replicaCount=2 --wait`);
    expect(upgraded).toMatchObject({ code: 0 });
  } finally {
    await helm('uninstall cert-manager --wait');
    expect(await kubelet.stop()).toEqual([]);
  }
});

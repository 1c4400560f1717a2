/** `make test-versions` on a machine that can neither download nor build another version than the one in its cache. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { etcdVersion, helmVersion, kubernetesVersions, newestKubernetesVersion } from '../../devcluster/versions.ts';
import { cachedFile, executable } from './cache.ts';
import { temporaryFolders } from './temporary.ts';

const script = join(import.meta.dirname, '..', 'e2e', 'versions.ts');
const temporary = temporaryFolders();
const nowhere = 'http://127.0.0.1:9';

const run = (cache: string, env: Readonly<Record<string, string>>, ...versions: readonly string[]) =>
  spawnSync(process.execPath, [script, ...versions], {
    cwd: temporary(),
    encoding: 'utf8',
    env: {
      PATH: temporary(),
      PODWARD_CACHE: cache,
      PODWARD_RELEASE_URL: nowhere,
      PODWARD_ETCD_RELEASE_URL: nowhere,
      ...env,
    },
  });

/** A cache with one version, whose kube-controller-manager has this text in it, and a directory with a Jest whose only test passes. */
function oneVersion(version: string, text = ''): { cache: string; bin: string } {
  const [cache, bin] = [temporary(), temporary()];
  for (const name of ['kube-apiserver', 'kubectl']) executable(cachedFile(cache, name, version), '');
  executable(cachedFile(cache, 'kube-controller-manager', version), text);
  executable(cachedFile(cache, 'etcd', etcdVersion), '');
  executable(cachedFile(cache, 'helm', helmVersion), '');
  const results = JSON.stringify({ numPassedTests: 1, numFailedTests: 0, numTotalTests: 1, testResults: [] });
  executable(
    join(bin, 'jest'),
    `#!/bin/sh\nfor option; do case $option in --outputFile=*) echo '${results}' > "\${option#*=}" ;; esac; done\n`,
  );
  return { cache, bin };
}

test('it passes, if the tests of each version pass', () => {
  const { cache, bin } = oneVersion(newestKubernetesVersion);
  const { status, stdout } = run(cache, { PATH: bin }, newestKubernetesVersion);
  expect(stdout).toContain(`${newestKubernetesVersion}: passed: 1 of 1 tests passed`);
  expect(status).toBe(0);
});

test('it fails, if a version can be neither downloaded nor built', () => {
  const { cache, bin } = oneVersion(newestKubernetesVersion);
  const { status, stdout } = run(cache, { PATH: bin });
  expect(stdout).toContain(`${newestKubernetesVersion}: passed: 1 of 1 tests passed`);
  expect(stdout.match(/^1\.\d+\.\d+: unavailable: .*cannot be downloaded or built: .*$/gm)).toHaveLength(
    kubernetesVersions.length - 1,
  );
  expect(status).toBe(1);
});

test('it lists the modules of an earlier patch version that are in a program', () => {
  const modules = { api: 'v0.33.13', apimachinery: 'v0.33.9', endpointslice: 'v0.33.12' };
  const text = Object.entries(modules).map(
    ([name, used]) => `dep\tk8s.io/${name}\tv0.0.0\n=>\tk8s.io/${name}\t${used}\th1:=\n`,
  );
  const { cache, bin } = oneVersion('1.33.13', text.join(''));
  expect(run(cache, { PATH: bin }).stdout).toContain(
    '1.33.13 (with k8s.io/apimachinery v0.33.9, k8s.io/endpointslice v0.33.12): passed: 1 of 1 tests passed',
  );
});

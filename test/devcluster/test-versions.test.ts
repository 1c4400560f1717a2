/** `make test-versions` on a machine that can neither download nor build a version. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { etcdVersion, helmVersion, kubernetesVersions, newestKubernetesVersion } from '../../devcluster/versions.ts';
import { cachedFile, executable } from './cache.ts';
import { temporaryFolders } from './temporary.ts';

const script = join(import.meta.dirname, '..', 'e2e', 'versions.ts');
const temporary = temporaryFolders();
const nowhere = 'http://127.0.0.1:9';

const run = (cache: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [script], {
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

test('it fails, because no test ran', () => {
  const { status, stdout, stderr } = run(temporary());
  expect(stdout.match(/^1\.\d+\.\d+: unavailable: .*$/gm)).toHaveLength(kubernetesVersions.length);
  expect(stderr).toContain('No version is available, so no test ran.\n');
  expect(status).toBe(1);
});

test.each([
  ['it passes', {}, 0],
  ['it fails in CI, where every version is tested', { CI: 'true' }, 1],
])('%s, if the tests of the only version in the cache pass', (_, env, expected) => {
  const [cache, bin] = [temporary(), temporary()];
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'kubectl'])
    executable(cachedFile(cache, name, newestKubernetesVersion), '');
  executable(cachedFile(cache, 'etcd', etcdVersion), '');
  executable(cachedFile(cache, 'helm', helmVersion), '');
  const results = JSON.stringify({ numPassedTests: 1, numFailedTests: 0, numTotalTests: 1, testResults: [] });
  executable(
    join(bin, 'jest'),
    `#!/bin/sh\nfor option; do case $option in --outputFile=*) echo '${results}' > "\${option#*=}" ;; esac; done\n`,
  );
  const { status, stdout } = run(cache, { PATH: bin, ...env });
  expect(stdout).toContain(`${newestKubernetesVersion}: passed: 1 of 1 tests passed`);
  expect(stdout.match(/: unavailable: /g)).toHaveLength(kubernetesVersions.length - 1);
  expect(status).toBe(expected);
});

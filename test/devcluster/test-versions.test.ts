/** `make test-versions` on a machine that can neither download nor build a version. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kubernetesVersions } from '../../devcluster/versions.ts';
import { temporaryFolders } from './temporary.ts';

const script = join(import.meta.dirname, '..', 'e2e', 'versions.ts');
const temporary = temporaryFolders();
const nowhere = 'http://127.0.0.1:9';

test('it fails, because no test ran', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: temporary(),
    encoding: 'utf8',
    env: {
      PATH: temporary(),
      PODWARD_CACHE: temporary(),
      PODWARD_RELEASE_URL: nowhere,
      PODWARD_ETCD_RELEASE_URL: nowhere,
    },
  });
  expect(stdout.match(/^1\.\d+\.\d+: unavailable: .*$/gm)).toHaveLength(kubernetesVersions.length);
  expect(stderr).toContain('No version is available, so no test ran.\n');
  expect(status).toBe(1);
});

/** `make test-node` as root in a container that is not privileged. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const program = join(import.meta.dirname, '..', 'prepare.ts');

test.each([
  ['the tests are skipped with one line', '', 3, /^make test-node: skipped, because .*\bCAP_SYS_ADMIN\.\n$/],
  ['nothing is skipped in CI', 'true', 1, /^make test-node: .*\bCAP_SYS_ADMIN\. With CI=true, .*\n$/],
])('without the capability to create namespaces, %s', (_what, CI, expected, output) => {
  const { status, stderr } = spawnSync('setpriv', ['--bounding-set=-sys_admin', process.execPath, program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', CI },
  });
  expect(stderr).toMatch(output);
  expect(status).toBe(expected);
});

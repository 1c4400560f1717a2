/** The last lines of `.ci/run`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');

test.each([
  [0, 0, 0],
  [0, 1, 1],
  [2, 0, 2],
])('make exits with %d and %d tests failed', (makeStatus, failed, status) => {
  const folder = mkdtempSync(join(tmpdir(), 'podward-ci-'));
  try {
    for (const path of ['scripts', 'node_modules/.bin', 'bin']) mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['.ci/run', 'scripts/count-tests.ts']) cpSync(join(root, path), join(folder, path));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'scripts/sweep.ts'), '');
    symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
    const results = { numPassedTests: 3, numFailedTests: failed, numPendingTests: 0, testResults: [] };
    const make = `mkdir -p .cache/results && echo '${JSON.stringify(results)}' > .cache/results/unit.json`;
    writeFileSync(join(folder, 'bin/make'), `#!/bin/sh\n${make}\nexit ${makeStatus}\n`);
    chmodSync(join(folder, 'bin/make'), 0o755);
    const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
    const ended = spawnSync(join(folder, '.ci/run'), { encoding: 'utf8', env });
    expect(ended.stdout).toMatch(new RegExp(`^The tests took \\d+ minutes\\.\\n3 passed, ${failed} failed\\n$`));
    expect(ended.status).toBe(status);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

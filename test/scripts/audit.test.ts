import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The registry is one that does not exist, so nothing depends on the network. */
function audit(packages: object, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'podward-audit-'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  writeFileSync(join(folder, 'package.json'), '{"name":"a","version":"1.0.0"}');
  const { status, stdout, stderr } = spawnSync('node', [join(root, 'scripts/audit.ts'), folder, ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
    },
  });
  rmSync(folder, { recursive: true });
  return { status, output: stdout + stderr };
}

const integrity = `sha512-${'A'.repeat(86)}==`;
const entry = (license: string, more: object = {}) => ({ version: '1.0.0', license, integrity, ...more });

test('a license that is not permitted is a problem, unless the package is only for development', () => {
  const { status, output } = audit({
    'node_modules/a': entry('GPL-3.0'),
    'node_modules/b': entry('MIT'),
    'node_modules/c': entry('GPL-3.0', { dev: true }),
  });
  expect(status).toBe(1);
  expect(output).toContain('licenses: 2 packages, 1 problems');
  expect(output).toContain('node_modules/a: the license GPL-3.0 is not one of');
});

test('a registry that does not answer is reported, and is a failure unless --if-possible is given', () => {
  const packages = {
    '': { name: 'a', version: '1.0.0', dependencies: { b: '1.0.0' } },
    'node_modules/b': entry('MIT'),
  };
  for (const [args, status] of [
    [[], 2],
    [['--if-possible'], 0],
  ] as const) {
    const result = audit(packages, ...args);
    expect(result.output).toContain('not checked, because the registry cannot be asked: ');
    expect(result.status).toBe(status);
  }
});

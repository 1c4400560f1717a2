/** `npm ci` does not verify a package whose entry in the lock file has no hash. */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const sha512 = `sha512-${'A'.repeat(86)}==`;

function check(...lock: string[]) {
  const { status, stderr } = spawnSync('node', [join(root, 'scripts/lock-integrity.ts'), '--check', ...lock], {
    encoding: 'utf8',
    // The Node of the machine may be too old for the script.
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
  });
  return { status, complaints: stderr.split('\n').filter((line) => line !== '') };
}

test('every entry of package-lock.json has a hash, and none names a host', () => {
  expect(check()).toEqual({ status: 0, complaints: [] });
});

test.each<[name: string, path: string, entry: object, complaints: number]>([
  ['a hash', 'node_modules/a', { version: '1.0.0', integrity: sha512 }, 0],
  ['no hash', 'node_modules/a', { version: '1.0.0' }, 1],
  ['a weak hash', 'node_modules/a', { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 1],
  ['an optional package', 'node_modules/a', { version: '1.0.0', optional: true, os: ['darwin'] }, 1],
  ['a package inside another', 'node_modules/b/node_modules/a', { version: '1.0.0' }, 1],
  ['a link to a folder', 'node_modules/a', { resolved: 'packages/a', link: true }, 0],
  ['a folder of the repository', 'packages/a', { version: '1.0.0' }, 0],
  ['what the tarball of its parent holds', 'node_modules/b/node_modules/a', { version: '1.0.0', inBundle: true }, 0],
  [
    'a host',
    'node_modules/a',
    { version: '1.0.0', integrity: sha512, resolved: 'https://registry.example.com/a.tgz' },
    1,
  ],
])('%s', (_name, path, entry, complaints) => {
  const folder = mkdtempSync(join(tmpdir(), 'podward-lock-'));
  try {
    const lock = join(folder, 'package-lock.json');
    writeFileSync(lock, JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' }, [path]: entry } }));
    const result = check(lock);
    expect(result.status).toBe(complaints === 0 ? 0 : 1);
    expect(result.complaints).toHaveLength(complaints);
    for (const line of result.complaints) expect(line).toContain(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

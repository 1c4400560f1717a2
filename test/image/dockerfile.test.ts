/** Runs what `docker build` runs, without a container. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isInstalled } from '../../devcluster/packages.ts';
import { copiedFiles } from '../../scripts/image/fingerprint.ts';

const root = join(import.meta.dirname, '..', '..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const isSkipped = !isInstalled('strip', 'apt-get') && process.env['CI'] !== 'true';

(isSkipped ? test.skip : test)('the stage `build` of the Dockerfile copies all files that it needs', () => {
  expect(dockerfile).toContain('\nRUN node scripts/image/files.ts /out\n\nFROM ');
  const folder = mkdtempSync(join(tmpdir(), 'podward-stage-'));
  try {
    for (const { source, target } of copiedFiles(dockerfile)) {
      cpSync(join(root, source), join(folder, target), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { NODE_OPTIONS: _, ...env } = process.env;
    const out = join(folder, 'out');
    execFileSync(process.execPath, ['scripts/image/files.ts', out], { cwd: folder, env, stdio: 'pipe' });
    for (const path of ['usr/local/bin/node', 'app/dist/main.js', 'var/lib/dpkg/status.d/libc6'])
      expect(existsSync(join(out, path))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

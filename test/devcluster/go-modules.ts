/** A Go module proxy in a directory. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Publishes a version of a module: its files, by path. */
export function publish(proxy: string, path: string, version: string, files: Readonly<Record<string, string>>): void {
  const folder = join(proxy, path, '@v');
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, 'list'), `${version}\n`);
  writeFileSync(join(folder, `${version}.info`), JSON.stringify({ Version: version }));
  writeFileSync(join(folder, `${version}.mod`), files['go.mod']!);
  const source = mkdtempSync(join(tmpdir(), 'podward-test-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), text);
    }
    const git = (...args: string[]) => execFileSync('git', args, { cwd: source, encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', '.');
    const archive = join(folder, `${version}.zip`);
    git('archive', '--format=zip', `--prefix=${path}@${version}/`, `--output=${archive}`, git('write-tree'));
  } finally {
    rmSync(source, { recursive: true });
  }
}

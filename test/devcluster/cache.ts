/** A cache of binaries that a test fills. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

export const os = platform();
export const cpu = arch() === 'x64' ? 'amd64' : arch();

export function executable(file: string, content: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o755 });
  return file;
}

export function cachedFile(cache: string, name: string, version: string): string {
  return join(cache, 'bin', name, version, `${os}-${cpu}`, name);
}

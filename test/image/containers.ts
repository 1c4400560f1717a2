/** The image that `make image` builds, and commands in it. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { unpack, type Image } from '../../scripts/image/archive.ts';
import { startContainer, type Container } from '../../scripts/image/container.ts';

export interface Unpacked extends Image {
  readonly folder: string;
  readonly rootfs: string;
  start(options: Omit<Container, 'rootfs' | 'config'>): Running;
  remove(): void;
}

interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  stdout(): string;
}

export function unpackImage(archive: string): Unpacked {
  const folder = mkdtempSync(join(tmpdir(), 'podward-image-'));
  const rootfs = join(folder, 'rootfs');
  const image = unpack(archive, rootfs);
  let count = 0;
  return {
    ...image,
    folder,
    rootfs,
    start: (options) =>
      running(startContainer(join(folder, `bundle-${count++}`), { rootfs, config: image.config, ...options })),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function running(process: ChildProcess): Running {
  let [stdout, stderr] = ['', ''];
  process.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  process.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(process, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { process, ended, stdout: () => stdout };
}

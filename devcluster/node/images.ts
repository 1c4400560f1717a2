import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { binary } from '../binaries.ts';
import type { Progress } from '../progress.ts';
import { run } from '../run.ts';
import { corednsVersion } from '../versions.ts';
import type { ImageSpec } from './archive.ts';
import { busybox } from './requirements.ts';

/** For Pods of tests: a shell and its usual commands. */
export const testImage = 'localhost/busybox:1';
/** The container that holds the network namespace of a Pod. */
export const pauseImage = 'localhost/pause:1';
export const corednsImage = `localhost/coredns:${corednsVersion}`;

/** The images that every node has. */
export async function systemImages(progress: Progress): Promise<ImageSpec[]> {
  return [
    // A shell that reaps the processes of a Pod with shareProcessNamespace.
    {
      name: pauseImage,
      entrypoint: ['/bin/sh', '-c', 'trap "exit 0" INT TERM; while :; do sleep 3600 & wait $!; done'],
      fill: fillBusybox,
    },
    { name: testImage, fill: fillBusybox },
    programImage(corednsImage, await binary('coredns', { progress })),
  ];
}

/** An image with one static program. The kubelet can verify that its user is not root. */
export function programImage(name: string, program: string): ImageSpec {
  const inside = `/${basename(program)}`;
  return { name, entrypoint: [inside], user: '65532:65532', fill: (root) => copyFile(program, join(root, inside)) };
}

async function fillBusybox(root: string): Promise<void> {
  const bin = join(root, 'bin');
  await mkdir(bin);
  await mkdir(join(root, 'tmp'), { mode: 0o1777 });
  await copyFile(busybox, join(bin, 'busybox'));
  const { stdout } = await run(busybox, ['--list']);
  for (const applet of stdout.trim().split('\n')) {
    if (applet !== 'busybox') await symlink('busybox', join(bin, applet));
  }
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from '../run.ts';

export interface ImageSpec {
  /** The name with the tag. */
  name: string;
  entrypoint?: readonly string[];
  /** Default: root. */
  user?: string;
  /** Puts the files of the image into the empty folder `root`. */
  fill: (root: string) => Promise<void>;
}

/** Writes an image of one layer as the archive that `docker save` writes. An image of static programs needs no other builder. */
export async function writeArchive(file: string, { name, entrypoint, user, fill }: ImageSpec): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(`${file}.`);
  try {
    const root = join(folder, 'root');
    await mkdir(root);
    await fill(root);
    const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', '--mtime=@0'];
    await run('tar', ['-cf', join(folder, 'layer.tar'), ...owner, '-C', root, '.']);
    const config = {
      architecture: arch() === 'x64' ? 'amd64' : arch(),
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        ...(user ? { User: user } : {}),
        ...(entrypoint ? { Entrypoint: entrypoint } : {}),
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256(join(folder, 'layer.tar'))}`] },
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(
      join(folder, 'manifest.json'),
      JSON.stringify([{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]),
    );
    await run('tar', ['-cf', file, '-C', folder, 'manifest.json', 'config.json', 'layer.tar']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

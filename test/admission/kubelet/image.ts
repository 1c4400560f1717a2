/** An image without a registry: tool.go compiled, in an archive as `docker save` would make it. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../devcluster/run.ts';

/** Two names of the same image, so that the image of a Pod can be changed. */
export const images = ['localhost/tool:1', 'localhost/tool:2'] as const;

/** @returns the path of the archive, which is in `folder`. */
export async function makeImageArchive(folder: string): Promise<string> {
  const root = join(folder, 'image');
  const layer = join(root, 'layer');
  mkdirSync(layer, { recursive: true });
  const source = join(import.meta.dirname, 'tool.go');
  copyFileSync(source, join(root, 'main.go'));
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(layer, 'tool'), 'main.go'], {
    cwd: root,
    env: { CGO_ENABLED: '0', GOWORK: 'off' },
  });
  await run('tar', ['-C', layer, '-cf', join(root, 'layer.tar'), 'tool']);
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'layer.tar')))
    .digest('hex');
  const config = {
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    os: 'linux',
    config: { Entrypoint: ['/tool'], Cmd: ['pause'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  };
  writeFileSync(join(root, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: images, Layers: ['layer.tar'] }];
  writeFileSync(join(root, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(folder, 'image.tar');
  await run('tar', ['-C', root, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  return archive;
}

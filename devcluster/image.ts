/** package.json, and the image that `make image` makes of this version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './state.ts';

interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  type: string;
  engines: { node: string };
  bin: Record<string, string>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

export const imageName = `localhost/podward:${manifest.version}`;
export const imageFolder = join(root, '.cache', 'image');
/** A docker-archive. */
export const imageArchive = join(imageFolder, 'podward.tar');

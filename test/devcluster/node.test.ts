/** The parts of a node that need no root. The others are tested by `make test-node`. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeArchive } from '../../devcluster/node/archive.ts';
import { networkOf } from '../../devcluster/node/network.ts';
import { startNode } from '../../devcluster/node/node.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();

test.each([
  [0, '198.18.0.1', '198.18.0.2'],
  [63, '198.18.0.253', '198.18.0.254'],
  [64, '198.18.1.1', '198.18.1.2'],
  [2 ** 15 - 1, '198.19.255.253', '198.19.255.254'],
])('the network of node %i', (index, gateway, address) => {
  expect(networkOf(index)).toEqual({ link: `podward${index}`, gateway, address });
  // IFNAMSIZ is 16, with the final zero.
  expect(networkOf(index).link.length).toBeLessThan(16);
});

// With a version that does not exist, so that no node starts in any case.
test.each(['/run/podward', '/var/lib/podward/.devcluster/node', '/var/log/podward'])(
  'a node does not start in %s, which it would hide from itself',
  (dir) =>
    expect(startNode({ dir, version: 'none' })).rejects.toThrow(
      `the state directory ${dir} must not be in /run, /var/lib or /var/log`,
    ),
);

test('nor in a directory with a link there', () => {
  const link = join(temporary(), 'link');
  symlinkSync('/var/lib', link);
  const dir = join(link, 'podward', 'node');
  return expect(startNode({ dir, version: 'none' })).rejects.toThrow(`the state directory ${dir} must not be in`);
});

test('an image archive', async () => {
  const folder = temporary();
  const file = join(folder, 'image.tar');
  const fill = async (root: string) => writeFileSync(join(root, 'program'), 'text', { mode: 0o755 });
  await writeArchive(file, { name: 'localhost/try:1', entrypoint: ['/program'], user: '1:1', fill });
  execFileSync('tar', ['-xf', file, '-C', folder]);
  const read = (name: string): Buffer => execFileSync('cat', [join(folder, name)]);
  const [manifest] = JSON.parse(read('manifest.json').toString());
  expect(manifest.RepoTags).toEqual(['localhost/try:1']);
  const { config, rootfs } = JSON.parse(read(manifest.Config).toString());
  expect(config).toMatchObject({ Entrypoint: ['/program'], User: '1:1' });
  const layer = read(manifest.Layers[0]);
  expect(rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(layer).digest('hex')}`]);
  const list = execFileSync('tar', ['-tvf', join(folder, manifest.Layers[0]), '--numeric-owner'], { encoding: 'utf8' });
  expect(list).toMatch(/^-rwxr-xr-x 0\/0 .* \.\/program$/m);
});

/** The previous version of Podward, with its program and its chart, so that a test can upgrade from it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageArchive } from '../../devcluster/image.ts';
import { writeArchive } from '../../devcluster/node/archive.ts';
import type { Node } from '../../devcluster/node/node.ts';
import { unpack } from '../../scripts/image/archive.ts';
import { figure } from './figure.ts';

/**
 * A commit without Events, reports, the check of existing Pods, and their values. After a release, name its tag here. With CI=true, the clone must have
 * it, because an upgrade from HEAD to HEAD shows little.
 */
const wanted = '886d2c6c';
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Previous {
  /** The folder of the chart. */
  readonly chart: string;
  readonly image: string;
  remove(): void;
}

/** Loads its image into the node: that of `make image`, with the program of the previous version. */
export async function loadPrevious(node: Node): Promise<Previous> {
  const folder = mkdtempSync(join(tmpdir(), 'podward-previous-'));
  const remove = (): void => rmSync(folder, { recursive: true });
  try {
    const sources = join(folder, 'sources');
    extract(commit(), sources);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const program = join(folder, 'app');
    execFileSync(process.execPath, ['scripts/image/package.ts', program], { cwd: sources, env, stdio: 'pipe' });
    const rootfs = join(folder, 'rootfs');
    const { config } = unpack(imageArchive, rootfs);
    const archive = join(folder, 'image.tar');
    const image = 'localhost/podward:previous';
    await writeArchive(archive, {
      name: image,
      entrypoint: config.Entrypoint,
      user: config.User,
      async fill(layer) {
        cpSync(rootfs, layer, { recursive: true, verbatimSymlinks: true });
        rmSync(join(layer, 'app'), { recursive: true });
        cpSync(program, join(layer, 'app'), { recursive: true });
      },
    });
    await node.loadImage(archive);
    return { chart: join(sources, 'charts/podward'), image, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function commit(): string {
  try {
    execFileSync('git', ['cat-file', '-e', `${wanted}^{commit}`], { cwd: root, stdio: 'pipe' });
    return wanted;
  } catch {
    const missing = `This clone does not have the commit ${wanted}, the previous version of Podward. Run git fetch --unshallow.`;
    if (process.env['CI'] === 'true') throw new Error(missing);
    figure(`${missing} Until then, this upgrade is from HEAD to HEAD.`);
    return 'HEAD';
  }
}

/** The files of the commit, with the packages of today. */
function extract(revision: string, to: string): void {
  const archive = execFileSync('git', ['archive', '--prefix=sources/', revision], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', join(to, '..')], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'));
}

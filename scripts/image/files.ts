/** The files that the image adds to its base. Run as a program in the Dockerfile, it writes them to the folder that is its argument. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifest } from '../../devcluster/image.ts';
import { writePackage } from './package.ts';

/** Writes the package and the Node that runs this script. Returns the packages in the bundle, such as `express@5.3.0`. */
export async function writeFiles(folder: string): Promise<string[]> {
  writeNode(join(folder, 'usr/local/bin'));
  return writePackage(join(folder, 'app'));
}

/** Without its symbols, which only a debugger needs, the program is 17 MiB smaller. */
function writeNode(folder: string): void {
  const wanted = `v${manifest.devDependencies['node']}`;
  if (process.version !== wanted) {
    throw new Error(
      `The image must have Node ${wanted}, but this is ${process.version}. Run this script with make image.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const node = join(folder, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  execFileSync('strip', [node], { stdio: 'inherit' });
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (version !== wanted) throw new Error(`${node} does not run after strip: it printed ${version}.`);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node scripts/image/files.ts FOLDER');
  await writeFiles(resolve(folder));
}

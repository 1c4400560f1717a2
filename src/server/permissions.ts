/** What the process for large reviews may do, enforced by Node: read its own program, and nothing else in the file system. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Flags of Node with which the program cannot write files, read other files such as the private key, start processes or load native code.
 * It may start a thread, because parent.ts needs one. (Node 24 cannot forbid connections.)
 */
export const permissionFlags = (program: string): readonly string[] => [
  '--permission',
  ...foldersOf(program).map((folder) => `--allow-fs-read=${folder}`),
  '--allow-worker',
  // Node warns of --allow-worker at every start.
  '--disable-warning=SecurityWarning',
];

/** The package of the program, and each node_modules in which Node looks for its dependencies. */
export function foldersOf(program: string): readonly string[] {
  const around = [...ancestors(program)];
  const own = around.find((folder) => existsSync(join(folder, 'package.json'))) ?? dirname(program);
  const modules = around.map((folder) => join(folder, 'node_modules')).filter((folder) => existsSync(folder));
  return [...new Set([own, ...modules.map((folder) => realpathSync(folder))])];
}

function* ancestors(path: string): Generator<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Cluster } from './cluster.ts';

/** The commands with which a user's shell uses the cluster, indented: with its kubectl and helm, unless the user has others. */
export async function shellCommands({ kubeconfig, bin }: Pick<Cluster, 'kubeconfig' | 'bin'>): Promise<string> {
  const folders = [];
  for (const [name, file] of Object.entries(bin)) if (!(await isOnPath(name))) folders.push(dirname(file));
  const path = folders.length === 0 ? '' : `  export PATH=${[...folders, '$PATH'].join(delimiter)}\n`;
  return `  export KUBECONFIG=${kubeconfig}\n${path}`;
}

async function isOnPath(command: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return Promise.any(folders.map((folder) => access(join(folder, command), constants.X_OK))).then(
    () => true,
    () => false,
  );
}

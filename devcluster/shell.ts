import { delimiter, dirname } from 'node:path';
import type { Cluster } from './cluster.ts';
import { isOnPath } from './packages.ts';

/** The commands with which a user's shell uses the cluster, indented: with its kubectl and helm, unless the user has others. */
export function shellCommands({ kubeconfig, bin }: Pick<Cluster, 'kubeconfig' | 'bin'>): string {
  const folders = Object.entries(bin).flatMap(([name, file]) => (isOnPath(name) ? [] : [dirname(file)]));
  const path = folders.length === 0 ? '' : `  export PATH=${[...folders, '$PATH'].join(delimiter)}\n`;
  return `  export KUBECONFIG=${kubeconfig}\n${path}`;
}

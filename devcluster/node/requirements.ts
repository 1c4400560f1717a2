import { constants, existsSync, readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Progress } from '../progress.ts';
import { run } from '../run.ts';

export const cniPlugins = '/usr/lib/cni';
export const busybox = '/bin/busybox';

/** Debian does not put the folders of root's commands into the PATH of other shells. */
const path = ['/usr/local/sbin', '/usr/sbin', '/sbin', ...(process.env['PATH'] ?? '').split(delimiter)];
export const nodePath: string = path.join(delimiter);

/** What a node takes from the operating system, and the Debian package of each. */
const requirements: readonly { package: string; found: () => boolean | Promise<boolean> }[] = [
  { package: 'containerd', found: () => onPath('containerd', 'ctr', 'containerd-shim-runc-v2') },
  { package: 'runc', found: () => onPath('runc') },
  { package: 'containernetworking-plugins', found: () => existsSync(join(cniPlugins, 'bridge')) },
  { package: 'iptables', found: () => onPath('iptables', 'iptables-restore') },
  { package: 'ipset', found: () => onPath('ipset') },
  { package: 'iproute2', found: () => onPath('ip') },
  { package: 'util-linux', found: () => onPath('unshare', 'nsenter') },
  { package: 'openssl', found: () => onPath('openssl') },
  { package: 'busybox-static', found: () => existsSync(busybox) && !isDynamic(busybox) },
];

/** Why no node can run on this machine, or undefined. */
export function obstacle(): string | undefined {
  if (platform() !== 'linux') return 'a node requires Linux';
  if (process.getuid?.() !== 0) return 'a node requires root, for containers and network interfaces';
  return undefined;
}

/**
 * Installs the missing packages on Debian and Ubuntu.
 *
 * @throws an Error that lists what is missing if it cannot be installed.
 */
export async function ensurePackages(progress: Progress): Promise<void> {
  const missing = await missingPackages();
  if (missing.length === 0) return;
  const names = missing.join(', ');
  if (!(await onPath('apt-get'))) {
    throw new Error(`a node requires what these Debian packages contain: ${names}. Install them and try again.`);
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = async () => {
    await run('apt-get', ['update', '-qq'], { env, reject: false });
    await run('apt-get', ['install', '--yes', '-qq', '--no-install-recommends', ...missing], { env });
  };
  await progress.during(`installing the Debian packages ${names} with apt-get`, install());
  const still = await missingPackages();
  if (still.length > 0) throw new Error(`the Debian packages ${still.join(', ')} lack files that a node requires`);
}

async function missingPackages(): Promise<string[]> {
  const missing = [];
  for (const requirement of requirements) if (!(await requirement.found())) missing.push(requirement.package);
  return missing;
}

async function onPath(...commands: string[]): Promise<boolean> {
  for (const command of commands) {
    const found = await Promise.any(path.map((folder) => access(join(folder, command), constants.X_OK))).then(
      () => true,
      () => false,
    );
    if (!found) return false;
  }
  return true;
}

/** Whether a program names a dynamic linker, which an image without libraries lacks. */
function isDynamic(file: string): boolean {
  return readFileSync(file).includes('/ld-');
}

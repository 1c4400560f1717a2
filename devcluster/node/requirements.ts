import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { canInstall, installCommand, installPackages, isInstalled } from '../packages.ts';
import type { Progress } from '../progress.ts';

export const cniPlugins = '/usr/lib/cni';
export const busybox = '/bin/busybox';
/** The namespaces of a node. A child of unshare runs in them. */
export const unshareFlags: readonly string[] = ['--fork', '--pid', '--mount', '--mount-proc', '--net', '--uts'];

/** What a node takes from the operating system, and the Debian package of each. */
const requirements: readonly { package: string; found: () => boolean }[] = [
  { package: 'containerd', found: () => isInstalled('containerd', 'ctr', 'containerd-shim-runc-v2') },
  { package: 'runc', found: () => isInstalled('runc') },
  { package: 'containernetworking-plugins', found: () => existsSync(join(cniPlugins, 'bridge')) },
  { package: 'iptables', found: () => isInstalled('iptables', 'iptables-restore') },
  { package: 'ipset', found: () => isInstalled('ipset') },
  { package: 'iproute2', found: () => isInstalled('ip') },
  { package: 'util-linux', found: () => isInstalled('unshare', 'nsenter') },
  { package: 'openssl', found: () => isInstalled('openssl') },
  { package: 'busybox-static', found: () => existsSync(busybox) && !isDynamic(busybox) },
];

/** Why no node can run on this machine, or undefined. */
export function obstacle(): string | undefined {
  if (platform() !== 'linux') return 'a node requires Linux';
  if (process.getuid?.() !== 0) return 'a node requires root, for containers and network interfaces';
  const { status, stderr } = spawnSync('unshare', [...unshareFlags, 'true'], { encoding: 'utf8' });
  // The status is null if the program is missing, which `ensurePackages` installs.
  return status
    ? `a node requires namespaces, which root cannot create here (${stderr.trim()}). In a container, root needs the capability CAP_SYS_ADMIN`
    : undefined;
}

/**
 * Installs the missing packages on Debian and Ubuntu.
 *
 * @throws an Error that lists what is missing if it cannot be installed.
 */
export async function ensurePackages(progress: Progress): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const names = missing.join(', ');
  if (!canInstall()) {
    throw new Error(
      `a node requires what these Debian packages contain: ${names}. On Debian, run as root: ${installCommand(missing)}`,
    );
  }
  await progress.during(`installing the Debian packages ${names} with apt-get`, installPackages(missing));
  const still = missingPackages();
  if (still.length > 0) throw new Error(`the Debian packages ${still.join(', ')} lack files that a node requires`);
}

const missingPackages = (): string[] => requirements.filter(({ found }) => !found()).map(({ package: name }) => name);

/** Whether a program names a dynamic linker, which an image without libraries lacks. */
function isDynamic(file: string): boolean {
  return readFileSync(file).includes('/ld-');
}

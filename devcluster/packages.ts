/** Programs of the machine, and the Debian packages with those that are missing. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';

/** Debian does not put the folders of root's commands into the PATH of other shells. */
export const systemPath = (): string =>
  ['/usr/local/sbin', '/usr/sbin', '/sbin', process.env['PATH'] ?? ''].join(delimiter);

/** Whether all of these programs are in the PATH of root. */
export const isInstalled = (...programs: readonly string[]): boolean =>
  programs.every((program) => isOnPath(program, systemPath()));

/** Whether a shell with this PATH finds the program. */
export const isOnPath = (program: string, path = process.env['PATH'] ?? ''): boolean =>
  path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** How a person installs the packages. */
export const installCommand = (names: readonly string[]): string => `apt-get install -y ${names.join(' ')}`;

/** Whether this process can install packages: as root, on Debian, Ubuntu and the like. */
export const canInstall = (): boolean => process.getuid?.() === 0 && isInstalled('apt-get');

export async function installPackages(names: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Lists that could not be updated may still do.
  await run('apt-get', ['update', '-qq'], { env, reject: false });
  await run('apt-get', ['install', '--yes', '-qq', '--no-install-recommends', ...names], { env });
}

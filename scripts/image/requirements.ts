/** The programs that `make image` needs. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBuilder, ImageError, isInstalled, type Builder } from './builder.ts';

const isDebian = (): boolean => existsSync('/etc/debian_version');
const isRoot = process.getuid?.() === 0;

/** Returns the builder. Where CI is true and this is root on Debian, the function installs what is missing. */
export async function requirements(env: NodeJS.ProcessEnv): Promise<Builder> {
  const missing = isInstalled('strip') ? [] : ['binutils'];
  let builder = await findBuilder(env['PODWARD_IMAGE_BUILDER']);
  if (builder === undefined) missing.push('buildah');
  // It starts the image, which measures the start. docker and podman have one of their own.
  if (isRoot && !isInstalled('runc')) missing.push('runc');
  if (missing.length === 0) return builder!;
  if (env['CI'] !== 'true' || !isRoot || !isDebian()) {
    const what = builder === undefined ? 'docker, podman or buildah' : missing.join(' and ');
    throw new ImageError(`${what} is required. On Debian, run: apt-get install -y ${missing.join(' ')}`);
  }
  install(missing);
  builder ??= await findBuilder(undefined);
  if (builder === undefined) throw new ImageError('buildah was installed, but does not work.');
  return builder;
}

function install(packages: readonly string[]): void {
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-q', ...args], {
      stdio: 'pipe',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}

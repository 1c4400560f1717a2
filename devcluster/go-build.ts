import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import type { Progress } from './progress.ts';
import { type CommandResult, run } from './run.ts';

/** A Go module and its commands. */
export interface GoModule {
  path: string;
  version: string;
  /** Import paths of main packages, or of the packages that `sources` import. */
  packages: readonly string[];
  /** The files of a main package, by name, for a module whose command cannot be built by its import path. */
  sources?: Readonly<Record<string, string>>;
  /** More arguments of `go build`. */
  flags?: readonly string[];
  /** `-X` flags of the linker, as importpath.name=value. */
  set?: readonly string[];
}

export class GoMissing extends Error {}

/**
 * Builds a command of a module to `target`, in a new module under `workspaces` that requires it. `go install` cannot build the
 * commands of Kubernetes, because their go.mod replaces the staging modules with local directories.
 */
export async function goBuild(
  module: GoModule,
  packagePath: string | undefined,
  target: string,
  workspaces: string,
  progress: Progress,
): Promise<void> {
  const folder = join(workspaces, `${module.path.replaceAll('/', '+')}@${module.version}`);
  await withLock(`${folder}.lock`, async () => {
    await prepare(module, folder, workspaces, progress);
    const name = packagePath ?? module.path;
    // The programs are built for tests. Without debug information and inlining, a build takes a third less time, and the program is a bit slower.
    const gcflags = ['-gcflags=all=-dwarf=false -l', '-gcflags=std=-dwarf=false'];
    const ldflags = ['-s', '-w', ...(module.set ?? []).flatMap((setting) => ['-X', setting])].join(' ');
    const flags = ['-trimpath', ...gcflags, '-ldflags', ldflags, ...(module.flags ?? [])];
    await progress.during(
      `building ${name}@${module.version} from source (takes minutes the first time)`,
      go(['build', ...flags, '-o', target, packagePath ?? '.'], folder),
    );
    const earlier = await earlierModules(target, module.version);
    if (earlier.length === 0) return;
    progress.note(
      `${name}@${module.version} is built with ${earlier.join(', ')}, because Go cannot download ${stagingVersion(module.version)}`,
    );
  });
}

/**
 * The staging modules of an earlier patch version that are in a binary, such as `k8s.io/endpointslice v0.31.13` in Kubernetes 1.31.14. Go writes the
 * versions of all modules into each binary. A release has no such module.
 */
export async function earlierModules(file: string, version: string): Promise<readonly string[]> {
  const own = stagingVersion(version);
  const modules = (await readFile(file, 'latin1')).matchAll(/=>\t(k8s\.io\/[\w-]+)\t(v[\d.]+)\t/g);
  const earlier = [...modules].filter(([, , used]) => used !== own && isSameMinor(used!, own));
  // The list is twice in a binary.
  return [...new Set(earlier.map(([, path, used]) => `${path} ${used}`))];
}

/** The directory of a module in the module cache of Go. */
export async function goModuleFolder(path: string, version: string, workspaces: string): Promise<string> {
  await mkdir(workspaces, { recursive: true });
  return (await describe(`${path}@v${version}`, workspaces)).Dir;
}

async function prepare(module: GoModule, folder: string, workspaces: string, progress: Progress): Promise<void> {
  await mkdir(folder, { recursive: true });
  const prepared = join(folder, 'prepared');
  const have = await readFile(prepared, 'utf8').catch(() => '');
  const description = JSON.stringify(module);
  if (have === description) return;
  const work = async () => {
    const original = await readFile((await describe(`${module.path}@v${module.version}`, workspaces)).GoMod, 'utf8');
    const imports = module.packages.map((path) => `\t_ "${path}"\n`).join('');
    const sources = module.sources ?? {
      'tools.go': `//go:build tools\n\npackage tools\n\nimport (\n${imports})\n`,
    };
    for (const name of await readdir(folder)) if (name.endsWith('.go')) await rm(join(folder, name));
    for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, name), source);
    const tidy = async (earlier: Versions = {}) => {
      await writeFile(join(folder, 'go.mod'), goMod(original, module, earlier));
      await go(['mod', 'tidy'], folder);
    };
    await tidy().catch(async (error: Error) => {
      const earlier = await earlierPatches(stagingModules(original), stagingVersion(module.version), workspaces);
      if (Object.keys(earlier).length === 0) throw error;
      await tidy(earlier);
    });
    await writeFile(prepared, description);
  };
  await progress.during(`downloading the Go modules of ${module.path}@${module.version}`, work());
}

/** Versions of modules, such as `v0.31.13`, by the path of the module. */
type Versions = Readonly<Record<string, string>>;

/**
 * A go.mod that builds the same as the go.mod of the module: it has the same language version, runtime settings and replacements,
 * and for each staging module the version that was published with that release, or the one in `earlier`.
 */
export function goMod(
  original: string,
  { path, version }: Pick<GoModule, 'path' | 'version'>,
  earlier: Versions = {},
): string {
  const lines = linesOf(original);
  const remote = lines.flatMap((line) => {
    const replacement = line.replace(/^replace\s+/, '');
    return /^\S+(?: v\S+)? => [^.\s]\S* v\S+$/.test(replacement) ? [replacement] : [];
  });
  return [
    'module podward.dev/devcluster',
    ...lines.filter((line) => /^(go|godebug) [^(]/.test(line)),
    `require ${path} v${version}`,
    ...stagingModules(original).map((name) => `replace ${name} => ${name} ${earlier[name] ?? stagingVersion(version)}`),
    ...remote.map((replacement) => `replace ${replacement}`),
    '',
  ].join('\n');
}

/** The modules in the repository of Kubernetes that are published by themselves. Its go.mod has them as `k8s.io/NAME v0.0.0`. */
function stagingModules(goMod: string): readonly string[] {
  const names = linesOf(goMod).flatMap((line) => /^(?:require\s+)?(k8s\.io\/\S+) v0\.0\.0$/.exec(line)?.[1] ?? []);
  return [...new Set(names)];
}

function linesOf(goMod: string): readonly string[] {
  return goMod.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
}

/** The version of the staging modules in a release of Kubernetes: `v0.31.14` in 1.31.14. */
function stagingVersion(version: string): string {
  return `v${version.replace(/^1\./, '0.')}`;
}

/** For the modules that Go cannot download in this version: the newest earlier patch version that it can download. */
async function earlierPatches(paths: readonly string[], version: string, cwd: string): Promise<Versions> {
  const earlier: Record<string, string> = {};
  for (const path of paths) {
    const find = (query: string) => describe(`${path}@${query}`, cwd).catch(() => undefined);
    const found = (await find(version)) ?? (await find(`<${version}`));
    if (found && found.Version !== version && isSameMinor(found.Version, version)) earlier[path] = found.Version;
  }
  return earlier;
}

function isSameMinor(version: string, other: string): boolean {
  return version.replace(/\d+$/, '') === other.replace(/\d+$/, '');
}

/** Downloads a module, unless it is in the module cache of Go. */
async function describe(query: string, cwd: string): Promise<{ Version: string; GoMod: string; Dir: string }> {
  const { stdout } = await go(['mod', 'download', '-json', query], cwd);
  return JSON.parse(stdout) as { Version: string; GoMod: string; Dir: string };
}

async function go(args: string[], cwd: string): Promise<CommandResult> {
  try {
    // With GOGC=400, the compiler needs 15% less CPU time, and more memory.
    return await run('go', args, { cwd, env: { CGO_ENABLED: '0', GOWORK: 'off', GOGC: '400' } });
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new GoMissing('Go is not installed', { cause: error });
    throw error;
  }
}

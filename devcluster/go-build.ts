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
    await prepare(module, folder, progress);
    const name = packagePath ?? module.path;
    const ldflags = ['-s', '-w', ...(module.set ?? []).flatMap((setting) => ['-X', setting])].join(' ');
    await progress.during(
      `building ${name}@${module.version} from source (takes minutes the first time)`,
      go(
        ['build', '-trimpath', '-ldflags', ldflags, ...(module.flags ?? []), '-o', target, packagePath ?? '.'],
        folder,
      ),
    );
  });
}

/** The directory of a module in the module cache of Go. */
export async function goModuleFolder(path: string, version: string, workspaces: string): Promise<string> {
  await mkdir(workspaces, { recursive: true });
  return (await describe({ path, version, packages: [] }, workspaces)).Dir;
}

async function prepare(module: GoModule, folder: string, progress: Progress): Promise<void> {
  await mkdir(folder, { recursive: true });
  const prepared = join(folder, 'prepared');
  const have = await readFile(prepared, 'utf8').catch(() => '');
  const description = JSON.stringify(module);
  if (have === description) return;
  const work = async () => {
    const { GoMod } = await describe(module, folder);
    await writeFile(join(folder, 'go.mod'), goMod(await readFile(GoMod, 'utf8'), module));
    const imports = module.packages.map((path) => `\t_ "${path}"\n`).join('');
    const sources = module.sources ?? {
      'tools.go': `//go:build tools\n\npackage tools\n\nimport (\n${imports})\n`,
    };
    for (const name of await readdir(folder)) if (name.endsWith('.go')) await rm(join(folder, name));
    for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, name), source);
    await go(['mod', 'tidy'], folder);
    await writeFile(prepared, description);
  };
  await progress.during(`downloading the Go modules of ${module.path}@${module.version}`, work());
}

/**
 * A go.mod that builds the same as the go.mod of the module: it has the same language version, runtime settings and replacements,
 * and for each staging module (`k8s.io/NAME v0.0.0`) the version that was published with that release.
 */
export function goMod(original: string, { path, version }: Pick<GoModule, 'path' | 'version'>): string {
  const lines = original.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  const staging = lines.flatMap((line) => /^(?:require\s+)?(k8s\.io\/\S+) v0\.0\.0$/.exec(line)?.[1] ?? []);
  const remote = lines.flatMap((line) => {
    const replacement = line.replace(/^replace\s+/, '');
    return /^\S+(?: v\S+)? => [^.\s]\S* v\S+$/.test(replacement) ? [replacement] : [];
  });
  return [
    'module podward.dev/devcluster',
    ...lines.filter((line) => /^(go|godebug) [^(]/.test(line)),
    `require ${path} v${version}`,
    ...[...new Set(staging)].map((name) => `replace ${name} => ${name} v${version.replace(/^1\./, '0.')}`),
    ...remote.map((replacement) => `replace ${replacement}`),
    '',
  ].join('\n');
}

async function describe(module: GoModule, cwd: string): Promise<{ GoMod: string; Dir: string }> {
  const { stdout } = await go(['mod', 'download', '-json', `${module.path}@v${module.version}`], cwd);
  return JSON.parse(stdout) as { GoMod: string; Dir: string };
}

async function go(args: string[], cwd: string): Promise<CommandResult> {
  try {
    return await run('go', args, { cwd, env: { CGO_ENABLED: '0', GOWORK: 'off' } });
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new GoMissing('Go is not installed', { cause: error });
    throw error;
  }
}

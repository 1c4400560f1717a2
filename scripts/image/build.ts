/** `make image`: builds the image, and prints its size and the time that it takes to start. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { streamProgress } from '../../devcluster/progress.ts';
import { unpack } from './archive.ts';
import { buildImage, ImageError, isInstalled } from './builder.ts';
import { writeDebian } from './debian.ts';
import { writeFiles } from './files.ts';
import { manifest } from './package.ts';
import { requirements } from './requirements.ts';
import { sbomOf } from './sbom.ts';
import { startMilliseconds } from './start.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.cache', 'image');
const archive = join(folder, 'podward.tar');
const sbomFile = join(folder, 'podward.cdx.json');
const reportFile = join(folder, 'podward.json');
const name = `localhost/podward:${manifest.version}`;

/** What docs/decisions/0019-image.md promises, in MiB: for every base what a node pulls, and for the Debian packages what it then stores. */
const maxPulled = 60;
const maxStored = 120;
const mib = (bytes: number): number => bytes / 2 ** 20;

interface Report {
  /** A hash of everything that the image is made of. */
  readonly inputs: string;
  readonly lines: readonly string[];
}

try {
  const report = upToDate() ?? (await build());
  console.log([...report.lines, `Archive: ${relative(root, archive)}`, `SBOM: ${relative(root, sbomFile)}`].join('\n'));
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  console.error(`make image: ${error.message}`);
  process.exitCode = 1;
}

function upToDate(): Report | undefined {
  if (!existsSync(archive) || !existsSync(sbomFile) || !existsSync(reportFile)) return undefined;
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  return report.inputs === inputs() ? report : undefined;
}

function inputs(): string {
  const hash = createHash('sha256');
  const files = [
    'package.json',
    'package-lock.json',
    'README.md',
    'LICENSE',
    'Dockerfile',
    '{src,scripts/image,docs/rules,docs/defaults}/**',
    'docs/modes.md',
  ];
  for (const path of globSync(files, { cwd: root }).sort()) {
    if (statSync(join(root, path)).isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  for (const variable of ['PODWARD_IMAGE_BUILDER', 'PODWARD_IMAGE_BASE'])
    hash.update(`${process.env[variable] ?? ''}\0`);
  return hash.digest('hex');
}

async function build(): Promise<Report> {
  const progress = streamProgress(process.stderr, 'image');
  mkdirSync(folder, { recursive: true });
  const builder = await requirements(process.env);
  const base = await baseOf(process.env);
  const before = inputs();
  const scratch = mkdtempSync(join(folder, 'build-'));
  try {
    const stage = join(scratch, 'stage');
    const built = join(scratch, 'podward.tar');
    const packages = await progress.during('bundle', writeFiles(join(stage, 'out')));
    if (base === 'scratch') await progress.during('Debian packages', (async () => writeDebian(join(stage, 'out')))());
    const options = { name, version: manifest.version, stage, base, context: root, archive: built, scratch };
    await progress.during(`${builder} build`, buildImage(builder, options));
    const rootfs = join(scratch, 'rootfs');
    const image = unpack(built, rootfs);
    const sbom = await sbomOf(rootfs, packages);
    const size = `Size: ${mib(image.bytes).toFixed(1)} MiB on a node, ${mib(image.compressedBytes).toFixed(1)} MiB to pull`;
    if (mib(image.compressedBytes) >= maxPulled || (base === 'scratch' && mib(image.bytes) >= maxStored)) {
      throw new ImageError(
        `${size}. It must be less than ${maxPulled} MiB to pull, and ${maxStored} MiB with Debian packages.`,
      );
    }
    const start = await startLine(() => startMilliseconds(rootfs, image.config, scratch));
    const report: Report = { inputs: before, lines: [`Image: ${name}, built with ${builder}`, size, start] };
    // Only a complete image replaces the last one.
    renameSync(built, archive);
    writeFileSync(sbomFile, `${JSON.stringify(sbom, undefined, 2)}\n`);
    writeFileSync(reportFile, `${JSON.stringify(report)}\n`);
    return report;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** runc needs root. */
async function startLine(measure: () => Promise<number>): Promise<string> {
  if (process.getuid?.() !== 0 || !isInstalled('runc')) return 'Start: not measured, because this needs root and runc';
  return `Start: ready after ${(await measure()).toFixed(0)} ms`;
}

/** Undefined for the base of the Dockerfile, and `scratch` for Debian packages, if the registry of that base cannot be reached. */
async function baseOf(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const chosen = env['PODWARD_IMAGE_BASE'];
  if (chosen !== undefined && chosen !== '') return chosen === 'debian' ? 'scratch' : chosen;
  const [, registry = ''] = /^ARG BASE=([^/]+)\//m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  try {
    // Any answer will do: without credentials, most registries respond with 401.
    await fetch(`https://${registry}/v2/`, { signal: AbortSignal.timeout(5_000) });
    return undefined;
  } catch {
    if (isInstalled('apt-get')) return 'scratch';
    throw new ImageError(
      `${registry} cannot be reached, and the packages for another base need apt-get, as on Debian.`,
    );
  }
}

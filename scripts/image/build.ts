/** `make image`: builds the image, and prints its size and the time that it takes to start. */
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { imageArchive, imageFolder, imageName, manifest } from '../../devcluster/image.ts';
import { withLock } from '../../devcluster/lock.ts';
import { isInstalled } from '../../devcluster/packages.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { unpack } from './archive.ts';
import { buildImage, ImageError } from './builder.ts';
import { defaultBase, unreachable } from './base.ts';
import { writeFiles } from './files.ts';
import { fingerprint, hashesOf } from './fingerprint.ts';
import { debianPackages } from './libraries.ts';
import { mib, tooLarge } from './limits.ts';
import { requirements } from './requirements.ts';
import { sbomOf } from './sbom.ts';
import { startMilliseconds, withEngine, withRunc } from './start.ts';

const root = join(import.meta.dirname, '..', '..');
const sbomFile = join(imageFolder, 'podward.cdx.json');
const reportFile = join(imageFolder, 'podward.json');

interface Report {
  readonly inputs: string | undefined;
  /** The hashes of the archive and of the list of software. */
  readonly outputs: string | undefined;
  readonly base: string;
  readonly lines: readonly string[];
}

const progress = streamProgress(process.stderr, 'image');

try {
  const base = await baseOf(process.env);
  const report = upToDate(base) ?? (await buildAlone(base));
  console.log(
    [...report.lines, `Archive: ${relative(root, imageArchive)}`, `SBOM: ${relative(root, sbomFile)}`].join('\n'),
  );
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  console.error(`make image: ${error.message}`);
  process.exitCode = 1;
}

function buildAlone(base: string): Promise<Report> {
  return withLock(
    join(imageFolder, 'lock'),
    async () => upToDate(base) ?? (await build(base)),
    (pid) => progress.note(`waiting for process ${pid}, which is building the image`),
  );
}

function upToDate(base: string): Report | undefined {
  if (!existsSync(reportFile)) return undefined;
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  if (report.inputs === undefined || report.outputs === undefined) return undefined;
  return report.inputs === inputs(base) && report.outputs === outputs() ? report : undefined;
}

function inputs(base: string): string | undefined {
  const builder = process.env['PODWARD_IMAGE_BUILDER'];
  const stage = process.env['PODWARD_IMAGE_BUILD'];
  return fingerprint({ root, node: process.execPath, builder, base, stage, debian: debianPackages });
}

function outputs(): string | undefined {
  return hashesOf([imageArchive, sbomFile]);
}

async function build(base: string): Promise<Report> {
  // Of builds that were killed.
  for (const left of globSync('build-*', { cwd: imageFolder })) remove(join(imageFolder, left));
  const builder = await requirements(process.env, base);
  const before = inputs(base);
  const scratch = mkdtempSync(join(imageFolder, 'build-'));
  try {
    // Without a registry, there is no image for the stage.
    const stage = base === 'scratch' ? join(scratch, 'stage') : undefined;
    const built = join(scratch, 'podward.tar');
    if (stage !== undefined) await progress.during('bundle', writeFiles(join(stage, 'out')));
    const { version } = manifest;
    const node = process.env['PODWARD_IMAGE_BUILD'];
    const options = { name: imageName, version, stage, node, base, context: root, archive: built, scratch };
    await progress.during(`${builder} build`, buildImage(builder, options));
    const rootfs = join(scratch, 'rootfs');
    const image = unpack(built, rootfs);
    const sbom = await sbomOf(rootfs);
    const size = `Size: ${mib(image.bytes).toFixed(1)} MiB on a node, ${mib(image.compressedBytes).toFixed(1)} MiB to pull`;
    const problem = tooLarge(image, base);
    if (problem !== undefined) throw new ImageError(`${size}. ${problem}`);
    const launch = builder === 'buildah' ? withRunc(rootfs, image.config) : withEngine(builder, imageName);
    const isMeasured = builder !== 'buildah' || (process.getuid?.() === 0 && isInstalled('runc'));
    const start = isMeasured
      ? `Start: ready after ${(await startMilliseconds(launch, scratch)).toFixed(0)} ms`
      : 'Start: not measured, because this needs root and runc, docker or podman';
    // Only a complete image replaces the last one.
    renameSync(built, imageArchive);
    writeFileSync(sbomFile, `${JSON.stringify(sbom, undefined, 2)}\n`);
    const lines = [`Image: ${imageName}, built with ${builder}`, size, start];
    const report: Report = { inputs: before, outputs: outputs(), base, lines };
    writeFileSync(reportFile, `${JSON.stringify(report)}\n`);
    return report;
  } finally {
    remove(scratch);
  }
}

/** The image is complete even if a file stays, for example one of another user. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    progress.note(`${folder} could not be removed: ${(error as Error).message}`);
  }
}

/** The base of the Dockerfile, or `scratch`, if a registry cannot be reached. */
async function baseOf(env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = env['PODWARD_IMAGE_BASE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const registry = await unreachable();
  if (registry === undefined) return defaultBase;
  if (isInstalled('apt-get')) return 'scratch';
  throw new ImageError(
    `${registry} cannot be reached, and the libraries for an empty base need apt-get, as on Debian.`,
  );
}

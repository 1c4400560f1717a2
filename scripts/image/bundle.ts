/** Bundles src/ and the packages that it uses into JavaScript files. `node scripts/image/bundle.ts [FOLDER]` writes to dist/ or to the folder. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** The programs. All files of the bundle are in one folder, so that a program finds another one beside itself. */
export const entries = ['src/main.ts', 'src/server/review-process.ts'];

const licensesFile = 'THIRD-PARTY-LICENSES.txt';
const separator = `\n${'-'.repeat(80)}\n\n`;

/** Writes the bundle to `folder`, with the licenses of the packages in it. */
export async function bundle(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The names and short lines are kept, so that a stack trace in the log can be read.
    minifyWhitespace: true,
    lineLimit: 120,
    legalComments: 'none',
    // `debug` uses it if a development dependency has installed it. The bundle must not depend on this.
    external: ['supports-color'],
    metafile: true,
    logLevel: 'warning',
    // Some packages are CommonJS modules that require Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = [...new Set(inputs.flatMap((input) => packageOf(input) ?? []))].sort();
  const packages = folders.map((path) => ({ folder: join(root, path), manifest: manifestOf(join(root, path)) }));
  const licenses = packages.map((one) => licenseOf(one.folder, one.manifest));
  writeFileSync(join(folder, licensesFile), licenses.join(separator));
}

/** The packages in the bundle in `folder`, such as `express@5.3.0`. */
export function packagesIn(folder: string): string[] {
  const texts = readFileSync(join(folder, licensesFile), 'utf8').split(separator);
  const titles = texts.map((text) => /^(\S+) (\S+), license: /.exec(text)).filter((title) => title !== null);
  return [...new Set(titles.map(([, name, version]) => `${name}@${version}`))];
}

/** `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/lib/index.js`. */
const packageOf = (input: string): string | undefined => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

function licenseOf(folder: string, { name, version, license }: Manifest): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)(\b|-)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version}, license: ${license ?? 'see below'}`, ...texts].join('\n\n').concat('\n');
}

if (import.meta.main) await bundle(process.argv[2] ?? join(root, 'dist'));

/**
 * The package that users get: the folder /app of the image, and the content of the npm package. The packages that Podward uses are in the
 * bundle, so it has no dependencies. Run as a program, it writes the folder that is its argument.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifest } from '../../devcluster/image.ts';
import { bundle } from './bundle.ts';

const root = join(import.meta.dirname, '..', '..');

export async function writePackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, description, license, type, engines, bin } = manifest;
  const repository = repositoryOf(process.env);
  const shipped = { name, version, description, license, type, engines, bin, ...repository };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(shipped, undefined, 2)}\n`);
  for (const path of ['README.md', 'LICENSE', 'docs/rules', 'docs/defaults', 'docs/modes.md']) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  await bundle(join(folder, 'dist'));
}

/** npm accepts a provenance statement only if the package names the repository that was built. GitHub Actions sets the variables. */
function repositoryOf({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }: NodeJS.ProcessEnv): object {
  if (server === undefined || repository === undefined) return {};
  return { repository: { type: 'git', url: `git+${server}/${repository}.git` } };
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node scripts/image/package.ts FOLDER');
  await writePackage(resolve(folder));
}

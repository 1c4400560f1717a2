/** The program of the image, which starts in a fraction of the time that the sources need. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** Writes it into the folder. Returns what Node runs, with the flags of the image. */
export function makeBundle(folder: string): string[] {
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(process.execPath, [root('scripts/image/package.ts'), join(folder, 'app')], { stdio: 'pipe', env });
  const entry = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(root('Dockerfile'), 'utf8'))![1]!;
  const [, ...args] = JSON.parse(entry) as string[];
  return args.map((arg) => arg.replace('/app/', `${folder}/app/`));
}

// Runs podward as on a terminal, and draws its output as docs/images/*.svg. With --check, it does not write anything, and fails if an image
// is stale. The output contains no path, time or machine name, so that every machine draws the same images.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawTerminal } from './terminal-svg.ts';

interface Picture {
  readonly name: string;
  /** What a user types after `podward`. */
  readonly args: readonly string[];
  /** Further arguments for what is the default on a terminal, because the output of this script is a pipe. */
  readonly asOnTerminal?: readonly string[];
  /** The number of lines that are drawn. The beginning of a page is enough to show its form. */
  readonly lines: number;
}

const pictures: readonly Picture[] = [
  { name: 'check', args: ['check', 'shop.yaml'], asOnTerminal: ['--output', 'pretty'], lines: 60 },
  { name: 'compact', args: ['check', '--output', 'compact', 'shop.yaml'], lines: 60 },
  { name: 'explain', args: ['explain', 'restart-policy-of-kind'], lines: 32 },
];

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'images');

for (const picture of pictures) {
  const file = join(folder, `${picture.name}.svg`);
  const svg = draw(picture);
  if (!process.argv.includes('--check')) writeFileSync(file, svg);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
    console.error(`docs/images/${picture.name}.svg: stale. Run make pages.`);
    process.exitCode = 1;
  }
}

function draw({ args, asOnTerminal = [], lines }: Picture): string {
  const output = run([...args, ...asOnTerminal])
    .trimEnd()
    .split('\n');
  const shown = output.length > lines ? [...output.slice(0, lines), '…'] : output;
  return drawTerminal(`podward ${args.join(' ')}`, shown);
}

/** The output of the command, whatever its exit status. */
function run(args: readonly string[]): string {
  const { NO_COLOR: _, ...env } = process.env;
  try {
    return execFileSync(process.execPath, [join(root, 'src', 'main.ts'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...env, FORCE_COLOR: '1', NODE_OPTIONS: '' },
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

// Runs podward as on a terminal with 80 columns, and draws its output as docs/images/*.svg. With --check, it does not write anything, and
// fails if an image is stale. The output contains no path, time or machine name, so that every machine draws the same images.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawTerminal } from './terminal-svg.ts';

interface Picture {
  readonly name: string;
  readonly args: readonly string[];
  /** The number of lines that are drawn. The beginning of a page is enough to show its form. */
  readonly lines: number;
}

const pictures: readonly Picture[] = [
  { name: 'check', args: ['check', '--output', 'pretty', 'shop.yaml'], lines: 60 },
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

function draw({ args, lines }: Picture): string {
  const output = run(args).trimEnd().split('\n');
  const shown = output.length > lines ? [...output.slice(0, lines), '…'] : output;
  // This is the default format on a terminal.
  const typed = args.filter((arg) => arg !== '--output' && arg !== 'pretty').join(' ');
  return drawTerminal(`podward ${typed}`, shown);
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

/**
 * Runs `podward check` on each of the shapes, or on every fifth of them, one after another in one process: `node hostile-run.ts BYTES [5]`.
 * Prints a line of JSON for each.
 */
import { shapes } from './hostile-files.ts';
import { run } from './run.ts';

export interface Answer {
  readonly name: string;
  readonly status: number;
  readonly summary: string;
  readonly errors: readonly string[];
}

const [bytes, every = 1] = process.argv.slice(2).map(Number);
for (const [i, [name, shape]] of [...shapes].entries()) {
  if (i % every !== 0) continue;
  // The report for a terminal holds the most. On a wide terminal, the summary is one line.
  const { status, stdout, stderr } = await run({ ...shape(bytes!), terminal: true, width: 500 });
  const summary = stdout.split('\n').find((line) => / checked, /.test(line)) ?? '';
  // Each error is followed by its line of the file, and by an empty line.
  const errors = stderr.split('\n\n').slice(0, -1);
  const answer: Answer = { name, status, summary, errors };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

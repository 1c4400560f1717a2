/** `podward check` on each of the shapes, one after the other in one process: `node hostile-run.ts BYTES`. A line of JSON for each. */
import { shapes } from './hostile-files.ts';
import { run } from './run.ts';

const bytes = Number(process.argv[2]);
for (const [name, shape] of shapes) {
  const t = performance.now();
  const { status, stdout, stderr } = await run(shape(bytes));
  const answer = {
    name,
    status,
    summary: stdout.trimEnd().split('\n').at(-1),
    errors: stderr.split('\n').slice(0, -1),
  };
  process.stdout.write(`${JSON.stringify({ ...answer, t: performance.now() - t })}\n`);
}

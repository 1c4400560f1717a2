/** Owns a reviewer, for conditions that are not possible inside a test: it runs out of files, or waits to be killed. */
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startReviewer, type Job } from '../../src/server/reviewer.ts';

const ended: string[] = [];
const reviewer = await startReviewer({
  limitMs: 60_000,
  heapMb: 64,
  program: fileURLToPath(new URL('hostile-process.ts', import.meta.url)),
  ended: (reason, words) => void ended.push(`${reason} ${words}`),
});
const job = (what: string): Job => {
  const text = Buffer.from(`do:${what} `);
  const rest = {
    phase: 'validate',
    mode: 'deny',
    configuration: '{}',
    minors: [36],
    deadline: Infinity,
    abandoned: () => false,
  } as const;
  return { size: text.length, chunks: [text], ...rest };
};
const said = async (what: string): Promise<unknown> => {
  const result = await reviewer.review(job(what));
  return result.outcome === 'verdict' ? result.verdict.outcome : result;
};

if (process.argv[2] === 'loop') {
  void said('loop');
  process.stdout.write('looping\n');
} else {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    // No file descriptor is left.
  }
  const first = await said('exit');
  while (!reviewer.failing) await new Promise((resolve) => setTimeout(resolve, 20));
  const during = await said('during');
  for (const file of files) closeSync(file);
  const after = await said('after');
  reviewer.stop();
  process.stdout.write(JSON.stringify({ first, during, after, failing: reviewer.failing, ended }));
}

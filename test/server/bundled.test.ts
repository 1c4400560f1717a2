/** The server as in the image: bundled, and started with the flags of the image. */
import { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { reviewOf } from '../admission/requests.ts';
import { makeBundle } from './bundle.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { post } from './client.ts';
import { startProgram } from './podward.ts';

test('a small and a large review are judged', async () => {
  const folder = temporaryFolder();
  makePair(folder);
  const podward = await startProgram(makeBundle(folder), [`--tls-dir=${folder}`, '--drain-seconds=0']);
  for (const padding of ['', 'x'.repeat(1_000_000)]) {
    const answer = await post(podward.port, '/validate/deny', JSON.stringify(reviewOf({ options: { padding } })));
    expect(JSON.parse(answer.text)).toMatchObject({ response: { allowed: true } });
  }
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
  rmSync(folder, { recursive: true });
});

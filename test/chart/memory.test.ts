import { expect, test } from '@jest/globals';
import { maxInFlightBytes, checkHeapMb, maxConnections, reviewerHeapMb } from '../../src/server/limits.ts';
import { maxReviewBytes } from '../../src/admission/limits.ts';
import { semiSpaceMb } from '../../src/server/launch.ts';
import { only, render } from './helm.ts';

/** Measured, in MiB: the pages of the program, which all processes share, and what each process needs in addition to its heap. */
const program = 60;
const aside = 20;
/** In MiB: most of it is OpenSSL's. */
const perConnection = 0.03;
const young = (semiSpace: number): number => 3 * semiSpace;

test('the processes of the server at all of their limits at once fit into the memory limit', async () => {
  const [{ resources, env }] = only(await render(), 'Deployment').spec.template.spec.containers;
  const options = String(env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS').value);
  const flag = (name: string): number => Number(new RegExp(`--${name}=(\\d+)`).exec(options)![1]);
  const mib = (bytes: number): number => bytes / 2 ** 20;
  const server =
    flag('max-old-space-size') +
    young(flag('max-semi-space-size')) +
    aside +
    mib(maxInFlightBytes) +
    maxConnections * perConnection;
  // The body is also copied into one buffer, and into a string of the heap.
  const reviewer = reviewerHeapMb + young(semiSpaceMb) + aside + 2 * mib(maxReviewBytes);
  const check = checkHeapMb + young(semiSpaceMb) + aside;
  expect(program + server + reviewer + check).toBeLessThan(parseInt(resources.limits.memory, 10));
});

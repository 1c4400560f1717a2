import { expect, test } from '@jest/globals';
import {
  maxInFlightBytes,
  checkHeapMb,
  existingPodsHeapMb,
  maxConnections,
  maxPodPageBytes,
  reviewerHeapMb,
} from '../../src/server/limits.ts';
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
  // A page is also in the server, and in the process it is copied as a body is.
  const existingPods = existingPodsHeapMb + young(semiSpaceMb) + aside + 3 * mib(maxPodPageBytes);
  // The two processes never run at the same time (src/server/turns.ts).
  expect(program + server + reviewer + Math.max(check, existingPods)).toBeLessThan(
    parseInt(resources.limits.memory, 10),
  );
});

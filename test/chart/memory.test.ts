import { readFile } from 'node:fs/promises';
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
import { root } from '../docs/commands.ts';
import { chart, notesOf, only, render } from './helm.ts';

/** Measured, in MiB: the pages of the program, which all processes share, and what each process needs in addition to its heap. */
const program = 60;
const aside = 20;
/** In MiB: most of it is OpenSSL's. */
const perConnection = 0.03;
const mib = 2 ** 20;
const young = (semiSpace: number): number => 3 * semiSpace;

/** What the processes of the server need at all of their limits at once, in MiB. */
async function needed(inFlightBytes = maxInFlightBytes, connections = maxConnections): Promise<number> {
  const { env } = await container();
  const options = String(env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS').value);
  const flag = (name: string): number => Number(new RegExp(`--${name}=(\\d+)`).exec(options)![1]);
  const server =
    flag('max-old-space-size') +
    young(flag('max-semi-space-size')) +
    aside +
    inFlightBytes / mib +
    connections * perConnection;
  // The body is also copied into one buffer, and into a string of the heap.
  const reviewer = reviewerHeapMb + young(semiSpaceMb) + aside + (2 * maxReviewBytes) / mib;
  const check = checkHeapMb + young(semiSpaceMb) + aside;
  // A page is also in the server, and in the process it is copied as a body is.
  const existingPods = existingPodsHeapMb + young(semiSpaceMb) + aside + (3 * maxPodPageBytes) / mib;
  // The two processes never run at the same time (src/server/turns.ts).
  return program + server + reviewer + Math.max(check, existingPods);
}

const container = async () => only(await render(), 'Deployment').spec.template.spec.containers[0];

test('the memory limit is above what the server can need, and the page of the values says how much that is', async () => {
  const { resources } = await container();
  const least = Math.floor(await needed());
  expect(least).toBeLessThan(parseInt(resources.limits.memory, 10));
  const values = await readFile(`${chart}/values.yaml`, 'utf8');
  expect(values).toContain(`[${least} MiB]`);
  expect(values).toContain(`the limit must be at least ${least}Mi.`);
});

test('the memory request is above what make soak has measured', async () => {
  const { resources } = await container();
  const [, most] = /at most (\d+) MiB, slope/.exec(await readFile(`${root}/docs/performance.md`, 'utf8'))!;
  expect(parseInt(resources.requests.memory, 10)).toBeGreaterThan(Number(most));
});

test.each<[string | number | null, string[], number | undefined]>([
  ['768Mi', [], undefined],
  ['753Mi', [], undefined],
  ['752Mi', [], await needed()],
  ['0.5Gi', [], undefined],
  ['1Gi', [], undefined],
  ['700M', [], await needed()],
  ['789577728', [], undefined],
  ['789577727', [], await needed()],
  [null, [], undefined],
  ['768Mi', [`--max-in-flight-bytes=${128 * mib}`], await needed(128 * mib)],
  ['512Mi', [`--max-in-flight-bytes=${16 * mib}`], await needed(16 * mib)],
  ['768Mi', ['--max-connections=4096'], await needed(maxInFlightBytes, 4096)],
])('the notes with the limit %s and %j', async (memory, extraArgs, most) => {
  const text = await notesOf({ resources: { limits: { memory } }, extraArgs });
  const [, said] = /NOTE: Podward can need up to (\d+) MiB of memory, but resources.limits.memory is /.exec(text) ?? [];
  expect(said).toBe(most && String(Math.floor(most)));
});

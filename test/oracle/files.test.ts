/** kubectl's own code and Podward read the same content in the same files. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText } from '../../src/check/documents.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { defaultKubernetesVersion } from '../../devcluster/versions.ts';
import { given, seed, texts } from '../property.ts';
import { readerBinary } from './build.ts';
import { randomFile } from './files.ts';
import { createRandom } from './random.ts';
import { isSameReading, readAsKubectl, readAsPodward } from './reader.ts';

const count = 50_000;

test(`${count} random files, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const files = Array.from({ length: count }, () => randomFile(random));
  const reader = await readerBinary(defaultKubernetesVersion, streamProgress());
  const expected = await readAsKubectl(reader, files);
  const different = files.filter((file, i) => !isSameReading(readAsPodward(file), expected[i]!));
  // There are many files of both kinds.
  const refused = expected.filter(({ error }) => error !== undefined).length;
  expect(Math.min(refused, count - refused)).toBeGreaterThan(count / 5);
  const [first] = different;
  if (first === undefined) return;
  const property = fc.asyncProperty(texts, async (text) => {
    const file = Buffer.from(text);
    const podward = readAsPodward(file);
    const [kubectl] = await readAsKubectl(reader, [file]);
    if (!isSameReading(podward, kubectl!)) expect(podward).toEqual(kubectl);
  });
  await fc.assert(property, given([[decodeText(first)]]));
  throw new Error(`the bytes ${Buffer.from(first).toString('base64')} are read differently, but not their text`);
});

/** kubectl's own code and Podward read the same content in the same files. */
import { expect, test } from '@jest/globals';
import { decodeText } from '../../src/cli/documents.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { readerBinary } from './build.ts';
import { randomFile } from './files.ts';
import { createRandom } from './random.ts';
import { isSameReading, readAsKubectl, readAsPodward } from './reader.ts';

const seed = Number(process.env['SEED'] ?? 20261125);
const count = 50_000;

test(`${count} random files, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const files = Array.from({ length: count }, () => randomFile(random));
  const expected = await readAsKubectl(await readerBinary('1.36.1', streamProgress()), files);
  const different = files.flatMap((file, i) => {
    const podward = readAsPodward(file);
    return isSameReading(podward, expected[i]!) ? [] : [{ text: decodeText(file), podward, kubectl: expected[i] }];
  });
  // There are many files of both kinds.
  const refused = expected.filter(({ error }) => error !== undefined).length;
  expect(Math.min(refused, count - refused)).toBeGreaterThan(count / 5);
  expect(different).toEqual([]);
}, 300_000);

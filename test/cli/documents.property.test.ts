import { expect, test } from '@jest/globals';
import { decodeText, parse } from '../../src/cli/documents.ts';
import { randomFile } from '../oracle/files.ts';
import { createRandom } from '../oracle/random.ts';

test('no text makes it throw', () => {
  const random = createRandom(20261125);
  for (let i = 0; i < 2_000; i++) expect(() => parse(decodeText(randomFile(random)))).not.toThrow();
});

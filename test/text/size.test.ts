import { expect, test } from '@jest/globals';
import { sizeText } from '../../src/text/size.ts';

test.each([
  [20 * 1024 * 1024, '20 MiB'],
  [1024 * 1024, '1 MiB'],
  [1536 * 1024, '1536 KiB'],
  [64 * 1024, '64 KiB'],
  [1025, '1025 bytes'],
  [1000, '1000 bytes'],
  [1, '1 byte'],
  [0, '0 bytes'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

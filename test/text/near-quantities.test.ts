import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { nearQuantities } from '../../src/text/near-quantities.ts';

test.each([
  ['512MB', ['512M']],
  ['100Mb', ['100M', '100Mi']],
  ['512mb', ['512M', '512Mi']],
  ['1 Gi', ['1Gi']],
  [' 500 m ', ['500m']],
  ['512mi', ['512Mi']],
  ['512MiB', ['512Mi']],
  ['512mib', ['512Mi']],
  ['1g', ['1G', '1Gi']],
  ['2K', ['2k', '2Ki']],
  ['2KB', ['2k']],
  ['1.5Tb', ['1.5T', '1.5Ti']],
  ['10 bytes', ['10']],
  ['10B', ['10']],
  ['1,5', ['1.5']],
  ['1,25Gi', ['1.25Gi']],
  ['-1GB', ['-1G']],
  [`${'1'.repeat(30)}MB`, [`${'1'.repeat(30)}M`]],
])('%s is similar to %p', (text, near) => expect(nearQuantities(text)).toEqual(near));

test.each([
  '1',
  '1Gi',
  '',
  'Gi',
  'x',
  '1.000,5',
  '1,000',
  '1,0,0',
  '1mm',
  '5xmi',
  '5mix',
  '5 cores',
  '1e',
  `${'1'.repeat(33)}MB`,
  1,
  null,
  {},
])('%p is similar to none', (text) => expect(nearQuantities(text)).toEqual([]));

test('every suggestion is a quantity', () => {
  const texts = fc
    .tuple(fc.double({ noNaN: true }).map(String), fc.string({ maxLength: 6 }))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      for (const near of nearQuantities(text)) expect(parseQuantity(near)).toBeDefined();
    }),
  );
});

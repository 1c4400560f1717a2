import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { nearQuantities, type Counted } from '../../src/text/near-quantities.ts';

test.each<[string, Counted, string[]]>([
  ['512MB', 'bytes', ['512M']],
  ['100Mb', 'bytes', ['100M', '100Mi']],
  ['512mb', 'bytes', ['512M', '512Mi']],
  ['1 Gi', 'bytes', ['1Gi']],
  ['500 m', 'bytes', ['500M', '500Mi']],
  ['512mi', 'bytes', ['512Mi']],
  ['512MiB', 'bytes', ['512Mi']],
  ['512mib', 'bytes', ['512Mi']],
  ['1g', 'bytes', ['1G', '1Gi']],
  ['2K', 'bytes', ['2k', '2Ki']],
  ['2KB', 'bytes', ['2k']],
  ['1.5Tb', 'bytes', ['1.5T', '1.5Ti']],
  ['10 bytes', 'bytes', ['10']],
  ['10B', 'bytes', ['10']],
  ['1,25Gi', 'bytes', ['1.25Gi']],
  [`${'1'.repeat(30)}MB`, 'bytes', [`${'1'.repeat(30)}M`]],
  ['1,5', 'cpu', ['1.5']],
  [' 500 m ', 'cpu', ['500m']],
  ['512mi', 'cpu', ['512m']],
  ['1 core', 'cpu', ['1']],
  ['2cores', 'cpu', ['2']],
  ['0.5 vCPU', 'cpu', ['0.5']],
  ['500mcpu', 'cpu', ['500m']],
  ['250 millicores', 'cpu', ['250m']],
  ['1 0', 'things', ['10']],
  ['2B', 'things', ['2']],
])('%s of %s is similar to %p', (text, counted, near) => expect(nearQuantities(text, counted)).toEqual(near));

test.each<[unknown, Counted]>([
  ['1', 'bytes'],
  ['1Gi', 'bytes'],
  ['', 'bytes'],
  ['', 'cpu'],
  ['x', 'cpu'],
  ['cores', 'cpu'],
  ['1.000,5', 'bytes'],
  ['1,000', 'bytes'],
  ['1,0,0', 'bytes'],
  ['1,5', 'bytes'],
  ['- 1Gi', 'bytes'],
  ['-1GB', 'bytes'],
  ['1mm', 'bytes'],
  ['5xmi', 'bytes'],
  ['5mix', 'bytes'],
  ['5 cores', 'bytes'],
  ['1e', 'bytes'],
  ['1e5 0', 'bytes'],
  [`${'1'.repeat(33)}MB`, 'bytes'],
  ['1 Gi', 'cpu'],
  ['1g', 'cpu'],
  ['1e', 'cpu'],
  ['-1 core', 'cpu'],
  ['1 Gi', 'things'],
  ['1,5', 'things'],
  [1, 'bytes'],
  [null, 'cpu'],
  [{}, 'things'],
])('%p of %s is similar to none', (text, counted) => expect(nearQuantities(text, counted)).toEqual([]));

test('every suggestion is a quantity', () => {
  const texts = fc
    .tuple(fc.double({ noNaN: true }).map(String), fc.string({ maxLength: 6 }))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, fc.constantFrom<Counted>('cpu', 'bytes', 'things'), (text, counted) => {
      for (const near of nearQuantities(text, counted)) expect(parseQuantity(near)).toBeDefined();
    }),
  );
});

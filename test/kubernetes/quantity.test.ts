import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseQuantity, sameQuantity } from '../../src/kubernetes/quantity.ts';

describe('sameQuantity', () => {
  test.each([
    ['1', '1000m'],
    ['1', 1],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.', '1'],
    ['1Gi', '1024Mi'],
    ['1.5Gi', '1536Mi'],
    ['1k', '1e3'],
    ['1E', '1e18'],
    ['1E3', '1k'],
    ['+1', '1'],
    ['-0', '0'],
    ['0', '0Gi'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['word', 'word'],
  ])('%s is %s', (a, b) => {
    expect(sameQuantity(a, b)).toBe(true);
    expect(sameQuantity(b, a)).toBe(true);
  });

  test.each([
    ['1', '1001m'],
    ['1Gi', '1G'],
    ['1M', '1m'],
    ['1', '-1'],
    ['word', 'other'],
    ['', '0'],
    [null, '0'],
    [undefined, '0'],
    ['1 ', '1'],
    ['1K', '1k'],
  ])('%s is not %s', (a, b) => {
    expect(sameQuantity(a, b)).toBe(false);
    expect(sameQuantity(b, a)).toBe(false);
  });
});

describe('parseQuantity', () => {
  test.each([
    ['1n', 1n],
    ['1', 1_000_000_000n],
    ['1Ei', 2n ** 60n * 1_000_000_000n],
    ['1e-9', 1n],
    ['1e-64', 1n],
  ])('%s', (text, value) => expect(parseQuantity(text)).toBe(value));

  test.each([
    '',
    '.',
    'm',
    '1mm',
    '1ki',
    'e3',
    '1e',
    '0x1',
    '1_000',
    '--1',
    '1e513',
    '9'.repeat(513),
    {},
    [],
    true,
    NaN,
  ])('%p is no quantity', (value) => expect(parseQuantity(value)).toBeUndefined());

  test('an amount in thousandths, however it is written', () => {
    const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(amount, (milli) => {
        const value = milli * 1_000_000n;
        expect(parseQuantity(`${milli}m`)).toBe(value);
        expect(parseQuantity(`${milli}000u`)).toBe(value);
        expect(parseQuantity(`${milli}e-3`)).toBe(value);
        const digits = String(milli < 0n ? -milli : milli).padStart(4, '0');
        expect(parseQuantity(`${milli < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`)).toBe(value);
      }),
    );
  });

  test('binary and decimal suffixes are steps of 1024 and 1000', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(['Ki', 'Mi'], ['Mi', 'Gi'], ['Gi', 'Ti'], ['Ti', 'Pi'], ['Pi', 'Ei']),
        (n, [small, big]) => {
          expect(sameQuantity(`${n}${big}`, `${n * 1024}${small}`)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(['n', 'u'], ['m', ''], ['', 'k'], ['k', 'M'], ['P', 'E']),
        (n, [small, big]) => {
          expect(sameQuantity(`${n}${big}`, `${n}000${small}`)).toBe(true);
        },
      ),
    );
  });

  test('any text is answered', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseQuantity(value)));
  });
});

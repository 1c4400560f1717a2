import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseQuantity, quantityText, sameQuantity } from '../../src/kubernetes/quantity.ts';

describe('sameQuantity', () => {
  test.each([
    ['1', '1000m'],
    ['1', 1],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['.25', '250m'],
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
    ['8Ei', '9Ei'],
    ['-8Ei', '-9Ei'],
    ['8Ei', '9007199254740992Ki'],
    ['8Ei', '9223372036854775807'],
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
    ['7Ei', '8Ei'],
    ['8Ei', '9223372036854775808'],
    ['9223372036854775807', '9223372036854775808'],
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
    ['1.0n', 1n],
    ['1e512', 10n ** 521n],
    ['0'.repeat(512), 0n],
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
    [['1']],
    true,
    NaN,
  ])('%p is not a quantity', (value) => expect(parseQuantity(value)).toBeUndefined());

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

  test('any text has a result', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseQuantity(value)));
  });
});

describe('quantityText', () => {
  // The results of resource.Quantity in k8s.io/apimachinery.
  test.each([
    ['0', '0'],
    ['0.75', '750m'],
    ['750m', '750m'],
    ['1.5', '1500m'],
    ['2', '2'],
    ['1000', '1k'],
    ['1234567', '1234567'],
    ['1e18', '1E'],
    ['-1500m', '-1500m'],
    ['1n', '1n'],
    ['1500u', '1500u'],
    ['1Mi', '1048576'],
  ])('%s is %s', (text, written) => expect(quantityText(parseQuantity(text)!, '')).toBe(written));

  test.each([
    ['4Mi', '4Mi'],
    ['1.5Gi', '1536Mi'],
    ['1025', '1025'],
    ['1024', '1Ki'],
    ['1023', '1023'],
    ['1000', '1k'],
    ['-1Ki', '-1Ki'],
    ['1024.5', '1024500m'],
    ['0', '0'],
    ['7Ei', '7Ei'],
    // A binary unit would lower the amount.
    ['9223372036854775808', '9223372036854775808'],
  ])('%s in binary units is %s', (text, written) => expect(quantityText(parseQuantity(text)!, '1Gi')).toBe(written));

  test('an amount larger than the largest unit', () => {
    expect(quantityText(parseQuantity('1e21')!, '')).toBe('1000E');
  });

  test('only a text with a binary unit makes the unit binary', () => {
    const amount = parseQuantity('4Mi')!;
    expect(quantityText(amount, '1G')).toBe('4194304');
    expect(quantityText(amount, 1)).toBe('4194304');
    expect(quantityText(amount, null)).toBe('4194304');
  });

  test('the text is the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.constantFrom('', 'Ki'), (amount, like) => {
        expect(parseQuantity(quantityText(amount, like))).toBe(amount);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  canonicalQuantity,
  parseQuantity,
  quantityText,
  sameQuantity,
  thousandthsOf,
  unitsOf,
} from '../../src/kubernetes/quantity.ts';

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
    [' 1', '1'],
    ['1\u00a0', '1'],
    ['1e4294967296', '1'],
    ['1e-5000', '1n'],
    ['1e5000', '1e6000'],
    [`${'9'.repeat(600)}e-5000`, '1n'],
    [`${'0'.repeat(600)}1Gi`, '1Gi'],
    [`1.5${'0'.repeat(600)}Gi`, '1536Mi'],
    [`0.${'3'.repeat(600)}`, '333333334n'],
    [`0.0000000001${'0'.repeat(600)}`, '1n'],
    [`0.${'0'.repeat(600)}1Ei`, '1n'],
    [`1${'0'.repeat(600)}e-600`, '1'],
    [`1e-${'0'.repeat(600)}3`, '1m'],
    [`${'9'.repeat(600)}Gi`, '8Ei'],
    [`${'9'.repeat(513)}`, '1e512'],
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
    ['1K', '1k'],
    ['7Ei', '8Ei'],
    ['8Ei', '9223372036854775808'],
    ['9223372036854775807', '9223372036854775808'],
    ['9'.repeat(512), '8'.repeat(512)],
    ['9'.repeat(512), '9'.repeat(513)],
    ['9'.repeat(513), `-${'9'.repeat(513)}`],
    [`0.${'3'.repeat(600)}`, '333333333n'],
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
    ['.', 0n],
    ['+', 0n],
    ['m', 0n],
    ['Mi', 0n],
    ['E', 0n],
    ['e3', 0n],
    ['.n', 0n],
    ['0Ei', 0n],
    ['.5Ei', 2n ** 59n * 1_000_000_000n],
    ['0'.repeat(512), 0n],
  ])('%s', (text, value) => expect(parseQuantity(text)).toBe(value));

  test.each([
    '',
    ' ',
    '\t1',
    '1mm',
    '1ki',
    // Without digits, these are not 0.
    'Pi',
    'Ei',
    '.Ei',
    'e-10',
    '1e99999999999999999999',
    '1e',
    '0x1',
    '1_000',
    '--1',
    `1e${'9'.repeat(600)}`,
    `${'9'.repeat(600)}x`,
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

  test('the work grows no faster than the text', () => {
    const long = 1_000_000;
    const start = process.cpuUsage();
    for (const digit of [' ', '0', '9', '.']) {
      for (const end of ['', 'x', '1', '.5', 'e9']) void parseQuantity(`${digit.repeat(long)}${end}`);
      void parseQuantity(`1.${digit.repeat(long)}Gi`);
      void parseQuantity(`1e${digit.repeat(long)}`);
      void parseQuantity(`1${digit.repeat(long)}1`);
    }
    // Each of these takes milliseconds of CPU time. With all digits, one takes a quarter of a second, and with a quadratic search, minutes.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
  });

  test('any text has a result', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseQuantity(value)));
  });
});

describe('the 64-bit integers of kube-apiserver', () => {
  test.each([
    ['1', 1000n, 1n],
    ['1500m', 1500n, 2n],
    ['1n', 1n, 1n],
    ['8Pi', 2n ** 53n * 1000n, 2n ** 53n],
    // The thousandths of a large amount need more bits.
    ['16Pi', -432345564227567616n, 2n ** 54n],
    ['7Ei', -(2n ** 63n), 7n * 2n ** 60n],
    ['99999999999999999999', 200376420520688664n, 7766279631452241919n],
    // An amount of few digits is 0 if it is too large.
    ['1e19', 0n, 0n],
    ['1e18', 0n, 10n ** 18n],
  ])('%s', (text, milli, units) => {
    expect({ milli: thousandthsOf(text), units: unitsOf(text) }).toEqual({ milli, units });
  });

  test('a text that is not a quantity has none', () => {
    expect([thousandthsOf('x'), unitsOf('x'), canonicalQuantity('x')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('canonicalQuantity', () => {
  test.each([
    ['1', '1'],
    ['0', '0'],
    ['+0', '0'],
    [' 1m ', '1m'],
    ['1000m', '1'],
    ['1024Ki', '1Mi'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['1000e0', '1e3'],
    ['10e-1', '1'],
    ['0e3', '0'],
    ['1000E', '1'],
    [`${'0'.repeat(600)}1e600`, `${'0'.repeat(600)}1e600`],
    [`0.5${'0'.repeat(600)}`, '500m'],
    ['10000E', '10'],
    ['1.5Gi', '1536Mi'],
    // Kubernetes keeps some texts although another is shorter.
    ['01', '01'],
    ['+1', '+1'],
    ['1.', '1.'],
    ['1e0', '1e0'],
    ['+1Mi', '+1Mi'],
  ])('%s is printed as %s', (text, printed) => expect(canonicalQuantity(text)).toBe(printed));
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

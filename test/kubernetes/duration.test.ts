import { expect, test } from '@jest/globals';
import { isDurationText } from '../../src/kubernetes/duration.ts';

test.each([
  '0',
  '+0',
  '-0',
  '1h',
  '1h30m10.5s',
  '.5h',
  '5.h',
  '1us2\u00b5s3\u03bcs4ms5ns',
  '-1s',
  '00000000000000000000000000001s',
  '0.00000000000000000000000001s',
  '2562047h47m16.854775807s',
  '-2562047h47m16.854775808s',
  // The sum of the two is 2^64, for which Go has no room.
  '9223372036854775808ns9223372036854775808ns',
])('%s is a duration', (text) => expect(isDurationText(text)).toBe(true));

test.each([
  '',
  '+',
  '--1s',
  '1',
  'h',
  '.h',
  '1d',
  '1 h',
  '1H',
  '1..5h',
  '1e3s',
  '1h ',
  '2562047h47m16.854775808s',
  '2562048h',
  '9223372036854775809ns',
  '9223372036854775808ns1ns',
])('%j is not a duration', (text) => expect(isDurationText(text)).toBe(false));

import { describe, expect, test } from '@jest/globals';
import { canonicalIp, ipError, ipFamily } from '../../src/kubernetes/ip.ts';

const addresses = ['10.9.8.7', '0.0.0.0', '255.255.255.255', '::', '::1', '1::', '2001:DB8::ffff', '1:2:3:4:5:6:7:8'];
const alsoAddresses = ['1:2:3:4:5:6:7::', '::1.2.3.4', '64:ff9b::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '::0001'];
const oldForms = [
  '010.9.8.7',
  '1.02.3.4',
  '1.2.3.004',
  '::01.2.3.4',
  '::ffff:0:1.2.3.00',
  '00001::1',
  '::ffff:1.2.3.4',
  '0:0:0:0:0:ffff:102:304',
];
const none = ['', 'x', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.4.', ' 1.2.3.4', '0x1.2.3.4', '1.2.3.4::'];
const alsoNone = [
  ':',
  ':1',
  '1:',
  ':::',
  '1::2::3',
  '12345::',
  'g::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8::',
  'fe80::1%eth0',
];

describe('ipError', () => {
  test.each([...addresses, ...alsoAddresses])('%s is an address', (text) => {
    expect(ipError(text, true)).toBeUndefined();
    expect(ipError(text, false)).toBeUndefined();
  });
  test.each(oldForms)('%s is an address only before 1.36', (text) => {
    expect(ipError(text, false)).toBeUndefined();
    expect(ipError(text, true)).toMatch(
      /^must (not have leading zeros|have no more than four digits|be a plain IPv4 address)/,
    );
  });
  test.each([...none, ...alsoNone, '1:2:3:4:5:6:7:1.2.3.4'])('%j is not an address', (text) => {
    expect(ipError(text, false)).toMatch(/^must be an IP address/);
  });
});

test.each([
  ['010.9.8.007', '10.9.8.7'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['0:0:0:0:0:ffff:102:304', '1.2.3.4'],
  ['64:ff9b::01.2.3.4', '64:ff9b::102:304'],
  ['2001:DB8:0:0:1:0:0:0', '2001:db8:0:0:1::'],
  ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['00001::', '1::'],
  ['0::0', '::'],
  ['1.2.3', undefined],
  ['1::2::3', undefined],
])('the canonical form of %s is %s', (text, expected) => {
  expect(canonicalIp(text)).toBe(expected);
  if (expected !== undefined) expect(ipError(expected, true)).toBeUndefined();
});

test.each([
  ['10.9.8.7', 4],
  ['::ffff:1.2.3.4', 4],
  ['64:ff9b::1.2.3.4', 6],
  ['::', 6],
  ['x', undefined],
])('the IP family of %s is %s', (text, family) => expect(ipFamily(text)).toBe(family));

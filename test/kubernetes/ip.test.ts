import { describe, expect, test } from '@jest/globals';
import { ipError } from '../../src/kubernetes/ip.ts';

const addresses = ['10.9.8.7', '0.0.0.0', '255.255.255.255', '::', '::1', '1::', '2001:DB8::ffff', '1:2:3:4:5:6:7:8'];
const alsoAddresses = ['1:2:3:4:5:6:7::', '::1.2.3.4', '64:ff9b::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '::0001'];
const oldForms = ['010.9.8.7', '1.2.3.004', '::01.2.3.4', '00001::1', '::ffff:1.2.3.4', '0:0:0:0:0:ffff:102:304'];
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
  test.each(oldForms)('%s was one before 1.36', (text) => {
    expect(ipError(text, false)).toBeUndefined();
    expect(ipError(text, true)).toMatch(/^must (not have leading zeros|be a plain IPv4 address)/);
  });
  test.each([...none, ...alsoNone, '1:2:3:4:5:6:7:1.2.3.4'])('%j is none', (text) => {
    expect(ipError(text, false)).toMatch(/^must be an IP address/);
  });
});

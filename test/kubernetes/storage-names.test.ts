import { describe, expect, test } from '@jest/globals';
import { iscsiNameError, isHostPort } from '../../src/kubernetes/storage-names.ts';

const hex = '0123456789ABCDEF';

describe('iscsiNameError', () => {
  test.each([
    'iqn.2001-04.com.example:storage.disk1',
    'iqn.2001-04.com.example:storage:disk1',
    'iqn x iqn.2001-04.a:b',
    'iqn.2001-04.a_iqn.2001-04.b:c',
    'iqn.2001-04.a-.:c',
    `eui.${hex}`,
    `eui😀${hex}`,
    `naa.${hex}${hex}`,
  ])('%s is a name', (name) => {
    expect(iscsiNameError(name)).toBeUndefined();
  });
  test.each([
    ['', 'must begin'],
    ['IQN.2001-04.a:b', 'must begin'],
    ['iqn.2001-04.com.example', 'must have the form'],
    ['iqn.2001-04.com.example:', 'must have the form'],
    ['iqn.2001-04.:a', 'must have the form'],
    ['iqn.2001-4.a:b', 'must have the form'],
    ['iqn.2001-04.a_b:c', 'must have the form'],
    ['iqn.2001-04.a:b c', 'must have the form'],
    ['iqn.2001-04.a:b|', 'must have the form'],
    [`eui.${hex}0`, 'must consist of "eui."'],
    [`eui\n${hex}`, 'must consist of "eui."'],
    [`naa.${hex}`, 'must consist of "naa."'],
  ])('%j %s', (name, problem) => {
    expect(iscsiNameError(name)).toMatch(problem);
  });
});

describe('isHostPort', () => {
  test.each(['a:1', ':', 'a:', '[::1]:2', '[]:2', '[a]:b'])('%s', (text) => expect(isHostPort(text)).toBe(true));
  test.each(['', 'a', '[::1]', '[::1', 'a:b:c', '::1:2', '[a]b:1', 'a]:1', '[a[]:1', '[a]:1]', '[a]:1[', '[a]:1:2'])(
    '%j is none',
    (text) => expect(isHostPort(text)).toBe(false),
  );
});

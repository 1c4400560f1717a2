import { describe, expect, test } from '@jest/globals';
import {
  domainKeyError,
  isKubernetesSigner,
  longestCertificate,
  signerNameError,
  trustBundleNameError,
} from '../../src/kubernetes/certificates.ts';

const long = (length: number): string => 'x'.repeat(length);

describe('signerNameError', () => {
  test.each(['a.b/c', 'a.b/c.d-e', `a.b/${long(253)}`, `a.b/${long(253)}.${long(253)}`, `${'a.'.repeat(126)}b/c`])(
    '%s is a name',
    (name) => expect(signerNameError(name)).toBeUndefined(),
  );
  test.each([
    ['a.b', 'must consist of a domain'],
    ['a.b/c/d', 'must consist of a domain'],
    ['a/b', 'must have a lowercase domain'],
    ['A.b/c', 'must have a lowercase domain'],
    [`${'a.'.repeat(127)}b/c`, 'must have a lowercase domain'],
    [`a.${long(64)}/c`, 'must have a lowercase domain'],
    ['a.b/', 'must have a lowercase name'],
    ['a.b/c..d', 'must have a lowercase name'],
    ['a.b/c_d', 'must have a lowercase name'],
    [`a.b/${long(254)}`, 'must have a lowercase name'],
    [`a.b/${long(253)}.${long(253)}.${long(60)}`, 'must be no more than 571 characters'],
  ])('%s %s', (name, problem) => expect(signerNameError(name)).toMatch(problem));
});

describe('trustBundleNameError', () => {
  test.each(['a', 'a.b', 'a.b:c:d', 'A_b:c'])('%s is a name', (name) => {
    expect(trustBundleNameError(name)).toBeUndefined();
  });
  test.each([
    ['', 'must not be empty'],
    ['A', 'must consist of'],
    ['a:', 'must not be empty'],
    [':a', "must have the name of a signer before the ':'"],
    ['a/b:c', "must have ':' in place of '/'"],
  ])('%j %s', (name, problem) => expect(trustBundleNameError(name)).toMatch(problem));
});

describe('domainKeyError', () => {
  test.each(['a.b/c', 'A.b/C'])('%s is a key', (key) => expect(domainKeyError(key)).toBeUndefined());
  test.each([
    ['', 'must not be empty'],
    ['a', 'must have a domain'],
    ['a b/c', 'must have a lowercase domain'],
  ])('%j %s', (key, problem) => expect(domainKeyError(key)).toMatch(problem));
});

test.each(['kubernetes.io/a', 'a.kubernetes.io/b', 'kubernetes.io'])('%s is a signer of Kubernetes', (signer) => {
  expect(isKubernetesSigner(signer)).toBe(true);
  expect(longestCertificate(signer)).toBe(86400);
});
test.each(['mykubernetes.io/a', 'example.com/kubernetes.io', ''])('%j is none', (signer) => {
  expect(isKubernetesSigner(signer)).toBe(false);
  expect(longestCertificate(signer)).toBe(7862400);
});

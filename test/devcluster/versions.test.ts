import { describe, expect, test } from '@jest/globals';
import { kubeletVersion, kubernetesVersion, kubernetesVersions, minor, withinSkew } from '../../devcluster/versions.ts';

describe('kubernetesVersion', () => {
  test.each([
    [undefined, '1.37.2'],
    ['', '1.37.2'],
    ['1.35.4', '1.35.4'],
    ['v1.35.4', '1.35.4'],
    ['1.34', '1.34.2'],
    ['1.31', '1.31.14'],
  ])('%p is %s', (wanted, version) => {
    expect(kubernetesVersion(wanted)).toBe(version);
  });

  test.each(['1.30', '1.36.2', '1.3', 'latest'])('%s is not supported', (wanted) => {
    expect(() => kubernetesVersion(wanted)).toThrow(
      'Set K8S to one of 1.31.14, 1.32.13, 1.33.13, 1.34.2, 1.35.4, 1.36.1, 1.37.2.',
    );
  });
});

test('the versions are in their order', () => {
  expect(kubernetesVersions.map(minor)).toEqual(kubernetesVersions.map(minor).sort((a, b) => a - b));
});

test.each(kubernetesVersions)(
  'the kubelet of a node of %s is not newer, and at most three versions older',
  (version) => {
    const older = minor(version) - minor(kubeletVersion(version));
    expect(older).toBeGreaterThanOrEqual(0);
    expect(older).toBeLessThanOrEqual(3);
  },
);

describe('withinSkew', () => {
  test.each([
    ['1.35.2', '1.34.2', true],
    ['1.35.2', '1.36.1', true],
    ['1.35.2', '1.37.2', false],
  ])('kubectl %s and an API server %s: %p', (kubectl, server, expected) => {
    expect(withinSkew(kubectl, server)).toBe(expected);
  });
});

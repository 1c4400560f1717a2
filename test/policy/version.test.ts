import { expect, test } from '@jest/globals';
import type { GateSettings } from '../../src/kubernetes/gates.ts';
import { idleGates, minorOf, nearMinors, onVersions, unknownVersion } from '../../src/policy/version.ts';
import { oldestMinor } from '../../src/kubernetes/versions.ts';

test.each([
  ['1.29', undefined],
  ['1.30', 30],
  ['v1.33.9', 33],
  ['1.36+', 36],
  ['1.37.0-gke.1', 37],
  ['1.999', 999],
  ['2.0', undefined],
])('the minor version of %s', (version, minor) => expect(minorOf(version)).toBe(minor));

test('a version that is not known has a warning', () => {
  expect(unknownVersion([36, 37])).toBeUndefined();
  expect(unknownVersion([37, 99])).toBe(
    `Podward does not know Kubernetes 1.99, but only 1.${oldestMinor} to 1.37. Rules that refuse the same as the API server only warn, and judge as in 1.37.`,
  );
});

test.each<[number[], GateSettings, string[]]>([
  [
    [37],
    { ImageVolume: false },
    ['featureGates.ImageVolume has no effect, because the feature gate is always on in Kubernetes 1.37.'],
  ],
  [
    [36, 35],
    { EvictionRequestAPI: true },
    [
      'featureGates.EvictionRequestAPI has no effect, because the feature gate does not exist in Kubernetes 1.35 and 1.36.',
    ],
  ],
  [
    [30],
    { EvictionRequestAPI: true },
    [
      'featureGates.EvictionRequestAPI has no effect, because the feature gate does not exist in Kubernetes 1.31, the nearest version that Podward knows.',
    ],
  ],
  [
    [37],
    { ImageVolume: true, EvictionRequestAPI: true },
    ['featureGates.ImageVolume has no effect, because the feature gate is always on in Kubernetes 1.37.'],
  ],
  [[36, 37], { EvictionRequestAPI: true }, []],
  [[35, 36], { ImageVolume: false }, []],
])('in %j, the gates %j have no effect: %j', (minors, featureGates, idle) =>
  expect(idleGates(onVersions(minors, { minor: 37, featureGates }))).toEqual(idle),
);

test('versions that are not known and have the same nearest one count once', () => {
  const { servers, areKnown } = onVersions([37, 98, 99], { minor: 37, featureGates: {} });
  expect({ minors: servers.map(({ minor }) => minor), areKnown }).toEqual({ minors: [37], areKnown: false });
});

test.each([
  [[36], [36, 37, 35]],
  [[37], [37, 36]],
  [
    [35, 36],
    [35, 36, 34, 37],
  ],
  [
    [37, 99],
    [37, 99, 36],
  ],
  [[99], [99]],
])('near %j are %j', (minors, near) => expect(nearMinors(minors)).toEqual(near));

test('the feature gates of the operator apply to each version that has them', () => {
  const configured = { minor: 35, featureGates: { HostnameOverride: false, SELinuxMount: true } };
  const { servers, areKnown } = onVersions([33, 37, 99], configured);
  expect(areKnown).toBe(false);
  expect(servers.map(({ HostnameOverride, SELinuxMount }) => [HostnameOverride, SELinuxMount])).toEqual([
    [false, true],
    // Fixed in this version, which is also the nearest to 1.99.
    [true, true],
  ]);
});

import { expect, test } from '@jest/globals';
import { changedIn, endedIn, serverFacts, storedFacts } from '../../src/kubernetes/versions.ts';

test('a message names the version in which a fact changes', () => {
  expect(changedIn('firstResourcesFree')).toBe('1.35');
  expect(changedIn('claimsResize')).toBe('1.37');
});

test('a message names the version in which a fact ends', () => {
  expect(endedIn('memoryLimitsNotLowered')).toBe('1.34');
  expect(endedIn('firstResourcesFree')).toBe('1.35');
});

test('a fact that no version changes, or several versions change, has no version in which it changes', () => {
  expect(() => changedIn('later' as never)).toThrow('No supported version changes later.');
  expect(() => changedIn('memoryLimitsNotLowered')).toThrow('Several versions change memoryLimitsNotLowered.');
});

test('a fact that is true in the newest version has not ended', () => {
  expect(() => endedIn('claimsResize')).toThrow('No supported version ends claimsResize.');
  expect(() => endedIn('later' as never)).toThrow('No supported version ends later.');
});

test('fields of gates that are off count in a stored object, apart from spec.resources, which are validated only with the gate on', () => {
  const featureGates = { EnvFiles: false, PodLevelResources: false, ProcMountType: false, SELinuxMount: false };
  const facts = storedFacts(serverFacts(35, featureGates));
  expect(facts).toMatchObject({ minor: 35, droppedFields: [], EnvFiles: true, ProcMountType: true });
  expect(facts).toMatchObject({ PodLevelResources: false, SELinuxMount: false, EmptyDirVolumeMode: false });
});

test('stored matchLabelKeys of topology spread constraints are validated as the gate says', () => {
  const stored = (isOn: boolean) => storedFacts(serverFacts(36, { MatchLabelKeysInPodTopologySpread: isOn }));
  expect([true, false].map((isOn) => stored(isOn).MatchLabelKeysInPodTopologySpread)).toEqual([true, false]);
});

import { expect, test } from '@jest/globals';
import { changedIn, serverFacts, storedFacts } from '../../src/kubernetes/versions.ts';

test('a message names the first version in which a fact differs from the oldest one', () => {
  expect(changedIn('firstResourcesFree')).toBe('1.35');
  expect(changedIn('MutableSchedulingDirectivesForSuspendedJobs')).toBe('1.36');
  expect(changedIn('claimsResize')).toBe('1.37');
});

test('a fact that no version changes cannot be in a message', () => {
  expect(() => changedIn('later' as never)).toThrow('No supported version changes later.');
});

test('fields of gates that are off count in a stored object, apart from spec.resources, which are validated only with the gate on', () => {
  const featureGates = { EnvFiles: false, PodLevelResources: false, ProcMountType: false, SELinuxMount: false };
  const facts = storedFacts(serverFacts(35, featureGates));
  expect(facts).toMatchObject({ minor: 35, droppedFields: [], EnvFiles: true, ProcMountType: true });
  expect(facts).toMatchObject({ PodLevelResources: false, SELinuxMount: false, EmptyDirVolumeMode: false });
});

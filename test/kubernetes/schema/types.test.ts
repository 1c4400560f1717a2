import { describe, expect, test } from '@jest/globals';
import { fieldTypes, fieldVersions, formerFields } from '../../../src/kubernetes/schema/generated.ts';
import { fieldsIn } from '../../../src/kubernetes/schema/types.ts';
import { knownMinors, newestMinor } from '../../../src/kubernetes/versions.ts';

/** Read in types.go of k8s.io/api v0.31 to v0.37. */
test.each<[string, string, number[]]>([
  ['PodSpec', 'hostname', [31, 32, 33, 34, 35, 36, 37]],
  ['PodSpec', 'resources', [32, 33, 34, 35, 36, 37]],
  ['PodSpec', 'hostnameOverride', [34, 35, 36, 37]],
  ['PodSpec', 'workloadRef', [35]],
  ['PodSpec', 'schedulingGroup', [36, 37]],
  ['PodSpec', 'evictionResponders', [37]],
  ['WorkloadReference', 'podGroup', [31, 32, 33, 34, 35, 36, 37]],
  ['PodSecurityContext', 'seLinuxChangePolicy', [32, 33, 34, 35, 36, 37]],
  ['Lifecycle', 'stopSignal', [33, 34, 35, 36, 37]],
  ['Container', 'restartPolicyRules', [34, 35, 36, 37]],
  ['PodCertificateProjection', 'userAnnotations', [35, 36, 37]],
  ['EmptyDirVolumeSource', 'mode', [37]],
  ['JobSpec', 'managedBy', [31, 32, 33, 34, 35, 36, 37]],
  ['JobSpec', 'scheduling', [37]],
  ['NodeAllocatableResourceClaimStatus', 'resources', [36]],
])('versions with %s.%s, if the object may exist', (type, name, expected) =>
  expect(knownMinors.filter((minor) => Object.hasOwn(fieldsIn(type, minor), name))).toEqual(expected),
);

test('the newest version has exactly the fields of the schema', () => {
  for (const [type, fields] of Object.entries(fieldTypes)) expect(fieldsIn(type, newestMinor)).toEqual(fields);
});

describe('each row about versions', () => {
  const rows = Object.entries(fieldVersions).flatMap(([type, fields]) =>
    Object.entries(fields).map(([name, versions]) => ({ type, name, ...versions })),
  );

  test('is about a field of the schema, or of a former one that ended', () => {
    for (const { type, name, until } of rows)
      expect(Object.hasOwn((until === undefined ? fieldTypes : formerFields)[type]!, name)).toBe(true);
  });

  test('names versions after the oldest one and before the newest one', () => {
    for (const { since, until } of rows) {
      expect(since ?? until).toBeDefined();
      if (since !== undefined) expect(knownMinors.slice(1)).toContain(since);
      if (until !== undefined) expect(knownMinors.slice(0, -1)).toContain(until);
    }
  });
});

import { expect, test } from '@jest/globals';
import { keptSpec } from '../../src/change/kept-spec.ts';
import { changeOf } from '../../src/change/change.ts';
import type { JsonObject } from '../../src/json/json.ts';
import type { GateSettings } from '../../src/kubernetes/gates.ts';
import type { Kind } from '../../src/kubernetes/kinds.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';

const all = {
  managedBy: 'example.com/controller',
  successPolicy: { rules: [] },
  backoffLimitPerIndex: 1,
  maxFailedIndexes: 1,
  podReplacementPolicy: 'Failed',
  scheduling: {},
  completions: 3,
};
const names = Object.keys(all);
const off: GateSettings = {
  JobManagedBy: false,
  JobSuccessPolicy: false,
  JobBackoffLimitPerIndex: false,
  JobPodReplacementPolicy: false,
};

interface Kept {
  readonly kind?: Kind;
  readonly minor: number;
  readonly featureGates?: GateSettings;
  readonly old?: JsonObject;
}

function namesKept({ kind = 'Job', minor, featureGates, old }: Kept): string[] {
  const facts = {
    kind,
    phase: 'mutate',
    subresource: '',
    namespace: 'default',
    name: 'web',
    facts: serverFacts(minor, featureGates),
  } as const;
  const change = changeOf({ ...facts, after: { spec: all } }, old === undefined ? undefined : { spec: old });
  return Object.keys(keptSpec(change, all, old ?? {}));
}

test.each<Kept & { name: string; kept: readonly string[] }>([
  { name: 'every field', minor: 37, featureGates: { WorkloadWithJob: true }, kept: names },
  { name: 'no field of a gate that is off by default', minor: 37, kept: names.filter((name) => name !== 'scheduling') },
  {
    name: 'no managedBy in the oldest version',
    minor: 31,
    kept: names.filter((name) => name !== 'managedBy' && name !== 'scheduling'),
  },
  { name: 'no field of a gate that is off', minor: 32, featureGates: off, kept: ['completions'] },
  {
    name: 'every field of a CronJob but scheduling',
    kind: 'CronJob',
    minor: 32,
    featureGates: off,
    kept: names.filter((name) => name !== 'scheduling'),
  },
  {
    name: 'the scheduling that a stored CronJob has',
    kind: 'CronJob',
    minor: 37,
    old: { scheduling: {} },
    kept: names,
  },
  {
    name: 'an added managedBy, which is an invalid change',
    minor: 32,
    featureGates: off,
    old: {},
    kept: ['managedBy', 'completions'],
  },
  {
    name: 'fields that the stored Job has',
    minor: 32,
    featureGates: off,
    old: { backoffLimitPerIndex: 2, podReplacementPolicy: 'Failed', maxFailedIndexes: null },
    kept: ['managedBy', 'backoffLimitPerIndex', 'podReplacementPolicy', 'completions'],
  },
])('kube-apiserver keeps $name', ({ kept, ...given }) => expect(namesKept(given)).toEqual(kept));

test('an object of the cluster has every field that is stored', () => {
  const change = { kind: 'Job', operation: 'STORED', facts: serverFacts(32, off) } as const;
  expect(keptSpec(change, all, {})).toBe(all);
});

test('a field is dropped at its path, and the fields around it are kept', () => {
  const change = { kind: 'StatefulSet', operation: 'CREATE', facts: serverFacts(36) } as const;
  const spec = {
    replicas: 1,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1, maxUnavailable: 2 } },
  };
  expect(keptSpec(change, spec, {})).toEqual({
    replicas: 1,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
  });
});

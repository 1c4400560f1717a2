/**
 * What kube-apiserver keeps of the spec of a Job, before it validates the Job. Source: PrepareForCreate and PrepareForUpdate in
 * pkg/registry/batch/job/strategy.go. It keeps everything in the Job template of a CronJob, and drops it when a Job is created.
 */
import { field, isSet, type JsonObject } from '../json/json.ts';
import type { GateName } from '../kubernetes/gates.ts';
import type { Change } from './change.ts';

interface Gated {
  readonly gate: GateName;
  readonly fields: readonly string[];
  /** Whether a field that is added later is dropped too. Otherwise, it is an invalid change. */
  readonly dropsAdded: boolean;
}

const gated: readonly Gated[] = [
  { gate: 'JobManagedBy', fields: ['managedBy'], dropsAdded: false },
  { gate: 'JobSuccessPolicy', fields: ['successPolicy'], dropsAdded: true },
  { gate: 'JobBackoffLimitPerIndex', fields: ['backoffLimitPerIndex', 'maxFailedIndexes'], dropsAdded: true },
  { gate: 'JobPodReplacementPolicy', fields: ['podReplacementPolicy'], dropsAdded: true },
];

/** The spec without the fields that are dropped because their feature gates are off. `old` is the stored spec. */
export function keptJob({ kind, operation, facts }: Change, spec: JsonObject, old: JsonObject): JsonObject {
  if (kind !== 'Job' || operation === 'STORED') return spec;
  const off = gated.filter(({ gate, dropsAdded }) => !facts[gate] && (operation === 'CREATE' || dropsAdded));
  if (off.length === 0) return spec;
  const dropped = off.flatMap(({ fields }) => fields).filter((name) => !isSet(field(old, name)));
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !dropped.includes(name)));
}

/**
 * What kube-apiserver keeps of the spec of a Job, before it validates the Job. Source: PrepareForCreate and PrepareForUpdate in
 * pkg/registry/batch/{job,cronjob}/strategy.go. Of the Job template of a CronJob, it drops only scheduling.
 */
import { field, isSet, type JsonObject } from '../json/json.ts';
import type { GateName } from '../kubernetes/gates.ts';
import type { Change } from './change.ts';

interface Gated {
  readonly gate: GateName;
  readonly fields: readonly string[];
  /** Whether a field that is added later is dropped too. Otherwise, it is an invalid change. */
  readonly dropsAdded: boolean;
  /** Whether the Job template of a CronJob is treated in the same way. Otherwise, everything in it is kept. */
  readonly inCronJobs?: true;
}

const gated: readonly Gated[] = [
  { gate: 'JobManagedBy', fields: ['managedBy'], dropsAdded: false },
  { gate: 'JobSuccessPolicy', fields: ['successPolicy'], dropsAdded: true },
  { gate: 'JobBackoffLimitPerIndex', fields: ['backoffLimitPerIndex', 'maxFailedIndexes'], dropsAdded: true },
  { gate: 'JobPodReplacementPolicy', fields: ['podReplacementPolicy'], dropsAdded: true },
  { gate: 'WorkloadWithJob', fields: ['scheduling'], dropsAdded: true, inCronJobs: true },
];

/** The fields of the spec that are dropped because their feature gates are off. `old` is the stored spec, which keeps the fields that it has. */
export function droppedFromJob(
  { kind, operation, facts }: Change,
  spec: JsonObject,
  old: JsonObject,
): readonly string[] {
  if (operation === 'STORED') return [];
  return gated
    .filter(
      ({ dropsAdded, inCronJobs = false }) =>
        (kind === 'Job' || (kind === 'CronJob' && inCronJobs)) && (operation === 'CREATE' || dropsAdded),
    )
    .flatMap(({ gate, fields }) =>
      fields.filter((name) => isSet(field(spec, name)) && !isSet(field(old, name)) && !facts[gate]),
    );
}

/** The spec without the fields that are dropped. */
export function keptJob(change: Change, spec: JsonObject, old: JsonObject): JsonObject {
  const dropped = droppedFromJob(change, spec, old);
  if (dropped.length === 0) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !dropped.includes(name)));
}

/** What kube-apiserver keeps of the spec of a workload before it validates the object. gates.ts lists the fields that it drops. */
import { get, isSet, type JsonObject } from '../json/json.ts';
import { gatedInSpec } from '../kubernetes/gates.ts';
import type { Change } from './change.ts';

type Path = readonly string[];

const none: readonly Path[] = [];

/**
 * The paths below the spec that are dropped because their feature gates are off. `old` is the stored spec, which keeps the fields that it has.
 * For a CronJob, both are the spec of the Job template.
 */
export function droppedFromSpec(
  { kind, operation, facts }: Change,
  spec: JsonObject,
  old: JsonObject,
): readonly Path[] {
  if (operation === 'STORED') return none;
  let dropped: Path[] | undefined;
  for (const { gate, path, dropsOnCreateOnly } of gatedInSpec(kind)) {
    if ((dropsOnCreateOnly && operation === 'UPDATE') || !isSet(get(spec, ...path)) || isSet(get(old, ...path)))
      continue;
    // Last, because the page of a rule lists the gates that it reads.
    if (!facts[gate]) (dropped ??= []).push(path);
  }
  return dropped ?? none;
}

/** The spec of a Job without the fields that are dropped. */
export function keptJob(change: Change, spec: JsonObject, old: JsonObject): JsonObject {
  const dropped = droppedFromSpec(change, spec, old);
  if (dropped.length === 0) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !dropped.some(([first]) => first === name)));
}

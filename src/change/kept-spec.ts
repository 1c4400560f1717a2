/** What kube-apiserver keeps of the spec of a workload before it validates the object. gates.ts lists the fields that it drops. */
import { withObjectAt } from '../json/edit.ts';
import { get, isSet, without, type JsonObject } from '../json/json.ts';
import { FieldPath } from '../json/path.ts';
import { gatedInSpec } from '../kubernetes/gates.ts';
import type { Change } from './change.ts';

type Path = readonly string[];

const none: readonly Path[] = [];

/**
 * The paths below the spec that are dropped because their feature gates are off. `old` is the stored spec, which keeps the fields that it has.
 * For a CronJob, both are the spec of the Job template.
 */
export function droppedFromSpec(
  { kind, operation, facts }: Pick<Change, 'kind' | 'operation' | 'facts'>,
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

/** The spec without the fields that are dropped. */
export const keptSpec = (...change: Parameters<typeof droppedFromSpec>): JsonObject =>
  droppedFromSpec(...change).reduce(withoutPath, change[1]);

const withoutPath = (object: JsonObject, path: Path): JsonObject =>
  withObjectAt(object, FieldPath.root.child(...path.slice(0, -1)), (parent) => without(parent, path.at(-1)!));

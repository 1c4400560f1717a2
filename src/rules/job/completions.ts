import type { ObjectView } from '../../change/change.ts';
import { get, isSet, numberAt } from '../../json/json.ts';
import { valueAt } from '../../json/path.ts';

export const setCompletions = 'Set completions to the number of indexes.';

/** The completions of a Job, as a limit in a message. */
export interface Completions {
  readonly count: number;
  readonly text: string;
  /** Whether kube-apiserver may have set them. Only a file shows what the user wrote. */
  readonly mayBeDefault: boolean;
}

export function completionsOf({ job, jobPath, change: { written } }: ObjectView): Completions | undefined {
  const count = numberAt(job, 'completions');
  if (count === undefined) return undefined;
  const isWritten = written !== undefined && isSet(get(valueAt(written.object, jobPath), 'completions'));
  const mayBeDefault = count === 1 && !isWritten;
  return {
    count,
    text: mayBeDefault ? 'completions, which is 1 if it is not set' : `completions, ${count}`,
    mayBeDefault,
  };
}

import { lastApplied, mirrorAnnotation } from '../kubernetes/annotations.ts';
import { field, get, isSet, listAt, stringAt, type Json } from '../json/json.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import type { FieldPath } from '../json/path.ts';
import { valueAt } from '../json/path.ts';
import { everyKind } from '../kubernetes/kinds.ts';
import type { Change } from '../change/change.ts';
import { defineDefault, type Addition } from './default.ts';

/**
 * A Pod never reaches a webhook without a restartPolicy: kube-apiserver has filled in `Always`. So it has in the template of a Job, where
 * no `Always` is valid. There the default takes its place, unless the user can be seen to have written it.
 */
export const restartPolicy = defineDefault({
  id: 'restart-policy',
  title: 'restartPolicy is filled in by kind',
  why: 'A Job or CronJob without a restartPolicy is refused by kube-apiserver, since the Pod default Always is not valid there. What is meant is plain: start again after a failure.',
  enabled: true,
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  options: {
    jobs: {
      type: 'string',
      enum: ['OnFailure', 'Never'],
      default: 'OnFailure',
      description:
        'What Jobs and CronJobs get. A Job with a podFailurePolicy always gets Never, the only value it permits.',
    },
  },
  *fill(change, options): Iterable<Addition> {
    const { kind, operation, before, after } = change;
    const path = kindFacts(kind).podPath.child('spec', 'restartPolicy');
    const value = valueAt(after, path);
    if (kind !== 'Job' && kind !== 'CronJob') {
      const isMirror = isSet(get(after, 'metadata', 'annotations', mirrorAnnotation));
      if (operation === 'CREATE' && !isSet(value) && !isMirror && isSet(valueAt(after, path.parent)))
        yield { path, value: 'Always' };
      return;
    }
    if (!isSet(valueAt(after, path.parent))) return;
    if (isSet(value) && (value !== 'Always' || isWritten(change, path))) return;
    const stored = valueAt(before, path);
    if (operation === 'CREATE') {
      const filled = isSet(valueAt(after, path.parent.parent.parent.child('podFailurePolicy')))
        ? 'Never'
        : (stringAt(options, 'jobs') ?? 'OnFailure');
      yield {
        path,
        value: filled,
        note: `a ${kind} cannot restart Always: set to ${filled}; write restartPolicy to choose`,
      };
    } else if (isSet(stored) && stored !== value) {
      yield { path, value: stored };
    }
  },
});

/** Whether the value comes from the user rather than from kube-apiserver's own defaults. */
function isWritten({ phase, after }: Change, path: FieldPath): boolean {
  if (phase === 'offline') return true;
  const manifest = lastApplied(after);
  return (
    isSet(valueAt(manifest, path)) || listAt(after, 'metadata', 'managedFields').some((entry) => applied(entry, path))
  );
}

/** Whether a server-side apply owns the field. Entries of other operations own the server's defaults too, so they say nothing. */
function applied(entry: Json, path: FieldPath): boolean {
  if (get(entry, 'operation') !== 'Apply') return false;
  const fields = path
    .segments()
    .reduce<Json | undefined>((value, name) => field(value, `f:${name}`), field(entry, 'fieldsV1'));
  return fields !== undefined;
}

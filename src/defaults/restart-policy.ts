import { plain } from '../kubernetes/schema/shape.ts';
import { isMirrorPod, lastApplied, lastAppliedAnnotation } from '../kubernetes/annotations.ts';
import { field, get, isSet, listAt, type Json } from '../json/json.ts';
import { same } from '../kubernetes/schema/difference.ts';
import { everyKind, kindFacts } from '../kubernetes/kinds.ts';
import { valueAt, type FieldPath } from '../json/path.ts';
import type { Change } from '../change/change.ts';
import { advise } from '../rules/finding.ts';
import { defineDefault } from './default.ts';

/**
 * A webhook never sees a Pod without a restartPolicy, because kube-apiserver has already set it to `Always`. It does the same in the
 * template of a Job, in which `Always` is not valid. There the default replaces it, unless the request shows that the user wrote it. Most
 * requests do not show who wrote it, so each note is true in both cases.
 */
export const restartPolicy = defineDefault({
  id: 'restart-policy',
  title: 'Set a missing restartPolicy to one that the kind allows',
  why: 'The default restartPolicy, Always, is not allowed in a Job or CronJob, so the API server refuses a Job that omits the field. By default, Podward sets OnFailure instead, or Never for a Job with a podFailurePolicy.',
  enabled: true,
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
  options: {
    jobs: {
      type: 'string',
      enum: ['OnFailure', 'Never'],
      default: 'OnFailure',
      description:
        'restartPolicy for Jobs and CronJobs that omit it. A Job with a podFailurePolicy always gets Never, the only value it allows.',
    },
  },
  messages: {
    job: {
      text: 'Podward sets restartPolicy to {{policy}}, because a {{kind}} does not allow Always, which is the default.',
      fix: 'To choose, set restartPolicy to OnFailure or Never.',
    },
    jobWithPolicy: {
      text: 'Podward sets restartPolicy to Never, the only value that a {{kind}} with podFailurePolicy allows.',
      fix: 'To avoid this warning, set restartPolicy: Never.',
    },
    stored: {
      text: 'Podward kept restartPolicy {{policy}} of the existing {{kind}}, because a {{kind}} does not allow Always, which is the default.',
      fix: 'To avoid this warning, set restartPolicy: {{policy}}.',
    },
  },
  *fill(change, options) {
    const { kind, operation, before, after } = change;
    const path = kindFacts(kind).podPath.child('spec', 'restartPolicy');
    const value = valueAt(after, path);
    if (kind !== 'Job' && kind !== 'CronJob') {
      if (operation === 'CREATE' && !isSet(value) && !isMirrorPod(after) && isSet(valueAt(after, path.parent)))
        yield { path, value: 'Always' };
      return;
    }
    if (!isSet(valueAt(after, path.parent))) return;
    if (isSet(value) && (value !== 'Always' || isWritten(change, path))) return;
    const stored = valueAt(before, path);
    if (operation === 'CREATE') {
      const isNever = isSet(valueAt(after, path.parent.parent.parent.child('podFailurePolicy')));
      yield isNever
        ? { path, value: 'Never', note: advise(path, 'jobWithPolicy') }
        : { path, value: options.jobs, note: advise(path, 'job', { shown: { policy: options.jobs } }) };
    } else if (isSet(stored) && stored !== value) {
      const policy = typeof stored === 'string' ? stored : JSON.stringify(stored);
      yield isApply(change)
        ? { path, value: stored }
        : { path, value: stored, note: advise(path, 'stored', { shown: { policy } }) };
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

/**
 * Whether the request is an apply. An apply shows which fields it sets (`isWritten`), so if the field is not among them, its author
 * omitted it. Server-side apply after client-side apply omits every field that only the server has set.
 */
const isApply = ({ phase, before, after }: Change): boolean =>
  phase === 'offline' || manifest(before) !== manifest(after) || !same(applies(before), applies(after), plain);

const manifest = (object: Json | undefined): Json | undefined =>
  get(object, 'metadata', 'annotations', lastAppliedAnnotation);
const applies = (object: Json | undefined): Json[] =>
  listAt(object, 'metadata', 'managedFields').filter((entry) => get(entry, 'operation') === 'Apply');

/** Whether a server-side apply owns the field. Entries of other operations also own the defaults of the server, so they do not show who wrote it. */
function applied(entry: Json, path: FieldPath): boolean {
  if (get(entry, 'operation') !== 'Apply') return false;
  const fields = path
    .segments()
    .reduce<Json | undefined>((value, name) => field(value, `f:${name}`), field(entry, 'fieldsV1'));
  return fields !== undefined;
}

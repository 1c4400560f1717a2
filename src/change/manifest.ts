import { withObjectAt } from '../json/edit.ts';
import { get, isSet } from '../json/json.ts';
import { withoutDropped } from '../kubernetes/apiserver/dropped-fields.ts';
import { jobPathOf, specPath } from '../kubernetes/kinds.ts';
import type { Change } from './change.ts';
import { keptSpec } from './kept-spec.ts';

/**
 * Whether the old object is a manifest, as in `podward check --old`, and not an object from a cluster. It stands for the stored object, but has
 * neither the status nor what kube-apiserver adds.
 */
export const isOldManifest = ({ phase, before }: Pick<Change, 'phase' | 'before'>): boolean =>
  phase === 'offline' && before !== undefined && !isSet(get(before, 'metadata', 'uid'));

/** The change, in which an old manifest is what kube-apiserver stored of it, without the fields of feature gates that are off. */
export function withStoredManifest(change: Change): Change {
  if (change.before === undefined || !isOldManifest(change)) return change;
  const { kind, facts, before } = change;
  const kept = withObjectAt(before, jobPathOf(kind) ?? specPath, (spec) =>
    keptSpec({ kind, operation: 'CREATE', facts }, spec, {}),
  );
  return { ...change, before: withoutDropped(kept, kind, facts) };
}

import { get, isSet, listAt, type Json } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { forbidden, say } from '../finding.ts';
import { cut, firstOf, quoted } from '../../text/quoted.ts';

export const finalizersOnlyRemoved = defineUpdateRule({
  id: 'finalizers-only-removed',
  title: 'No finalizer is added to an object that is being deleted',
  why: 'A finalizer that arrives after deletionTimestamp would keep a deletion waiting for work that nobody planned. Removal is always allowed.',
  mirrors: 'ValidateObjectMetaUpdate',
  // pods/ephemeralcontainers and pods/resize put the old finalizers back themselves.
  appliesTo: { operations: ['UPDATE'], kinds: everyKind, subresources: ['', 'status', 'resize'] },
  messages: { added: 'deletion of the {{kind}} began at {{since}}: finalizers can only be removed' },
  *check({ before, after, kind }) {
    const since = get(before, 'metadata', 'deletionTimestamp');
    if (!isSet(since)) return;
    const old = new Set(listAt(before, 'metadata', 'finalizers'));
    const finalizers = listAt(after, 'metadata', 'finalizers');
    const added = finalizers.filter((finalizer) => !old.has(finalizer));
    if (added.length === 0) return;
    yield forbidden(metadataPath.child('finalizers'), 'added', {
      data: { kind, since: cut(typeof since === 'string' ? since : JSON.stringify(since)) },
      from: [...old],
      to: finalizers,
      fix: say(`leave out ${firstOf(added.map(quote))}`),
    });
  },
});

const quote = (value: Json): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value));

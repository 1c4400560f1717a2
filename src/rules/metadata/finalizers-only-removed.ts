import { get, isSet, listAt } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { everyKind, metadataPath } from '../../kubernetes/kinds.ts';
import { forbidden } from '../finding.ts';
import { listText } from '../../text/quoted.ts';

export const finalizersOnlyRemoved = defineUpdateRule({
  id: 'finalizers-only-removed',
  title: 'Finalizers must not be added to an object that is being deleted',
  why: 'A finalizer that is added during the deletion of an object would delay the deletion. Finalizers may still be removed.',
  mirrors: ['ValidateObjectMetaUpdate'],
  // pods/ephemeralcontainers restores the old finalizers, and so does pods/resize, unless it changes the list of containers.
  appliesTo: { operations: ['UPDATE'], kinds: everyKind, subresources: ['', 'status', 'resize'] },
  messages: {
    added: {
      text: '{{noun}} {{added}} cannot be added, because the {{kind}} is being deleted.',
      fix: 'Remove {{added}} from metadata.finalizers.',
    },
  },
  *check({ before, after }) {
    if (!isSet(get(before, 'metadata', 'deletionTimestamp'))) return;
    const old = new Set(listAt(before, 'metadata', 'finalizers'));
    const finalizers = listAt(after, 'metadata', 'finalizers');
    const added = new Set(
      finalizers.filter((finalizer) => !old.has(finalizer)).map((finalizer) => JSON.stringify(finalizer)),
    );
    if (added.size === 0) return;
    yield forbidden(metadataPath.child('finalizers'), 'added', {
      shown: { noun: added.size === 1 ? 'finalizer' : 'finalizers', added: listText(added, 'and') },
      from: [...old],
      to: finalizers,
    });
  },
});

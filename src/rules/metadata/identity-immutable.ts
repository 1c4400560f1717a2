import { get, isSet } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, remove, set } from '../finding.ts';

/**
 * In a cluster kube-apiserver answers before any webhook (400 for name and namespace, 409 for the uid:
 * k8s.io/apiserver pkg/endpoints/handlers/update.go), so this rule speaks about files.
 */
export const identityImmutable = defineUpdateRule({
  id: 'identity-immutable',
  title: 'An object keeps its name, namespace and uid',
  why: 'Name, namespace and uid are what an object is. With another one it is another object.',
  mirrors: 'ValidateObjectMetaUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: everyKind },
  messages: {
    renamed: 'an object cannot be renamed or moved',
    otherUid: 'this is a different object: the one with the old uid was replaced',
  },
  *check({ before, after }) {
    for (const name of ['name', 'namespace', 'uid'] as const) {
      const from = get(before, 'metadata', name);
      const to = get(after, 'metadata', name);
      if (!isSet(from) || !isSet(to) || to === '' || from === to) continue;
      const path = metadataPath.child(name);
      if (name === 'uid') yield invalid(path, 'otherUid', { from, to, fix: remove });
      else yield invalid(path, 'renamed', { from, to, fix: set(from) });
    }
  },
});

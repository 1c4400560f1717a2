import { get, isSet } from '../../json/json.ts';
import { defineUpdateRule } from '../rule.ts';
import { everyKind, metadataPath } from '../../kubernetes/kinds.ts';
import { invalid } from '../finding.ts';

/**
 * In a cluster kube-apiserver refuses such a request before it calls a webhook (400 for name and namespace, 409 for the uid:
 * k8s.io/apiserver pkg/endpoints/handlers/update.go), so only files reach this rule.
 */
export const identityImmutable = defineUpdateRule({
  id: 'identity-immutable',
  title: 'name, namespace and uid are immutable',
  why: 'The API server identifies an object by its kind, namespace, name and uid.',
  mirrors: ['ValidateObjectMetaUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: everyKind },
  messages: {
    renamed: {
      text: 'must stay {{from}}, because {{field}} is immutable.',
      fix: 'To use another {{field}}, create a new {{kind}} and delete the old one: kubectl delete {{kubectlKind}} {{name}}.',
    },
    otherUid: {
      text: 'must be {{from}}, the uid of the existing {{kind}}. The manifest comes from another {{kind}}, or from an earlier {{kind}} with this name.',
      fix: 'Remove uid from the manifest.',
    },
  },
  *check({ before, after }) {
    for (const name of ['name', 'namespace', 'uid'] as const) {
      const from = get(before, 'metadata', name);
      const to = get(after, 'metadata', name);
      if (!isSet(from) || !isSet(to) || to === '' || from === to) continue;
      yield invalid(metadataPath.child(name), name === 'uid' ? 'otherUid' : 'renamed', { from, to });
    }
  },
});

import { get, objectAt } from '../../json/json.ts';
import { metadataPath, specPath } from '../../kubernetes/kinds.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { forbidden, invalid } from '../finding.ts';
import { defineUpdateRule } from '../rule.ts';

const prefix = 'non-convertible.kubernetes.io';

/** Source: ValidateUpdate in pkg/registry/core/replicationcontroller/strategy.go. */
export const nonConvertibleAnnotations = defineUpdateRule({
  id: 'non-convertible-annotations',
  title: `A ReplicationController with an annotation that begins with ${prefix} cannot be updated`,
  why: 'Such an annotation says that a field of the stored object cannot be converted between API versions. An update could lose the field.',
  mirrors: ['ValidateReplicationControllerUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['ReplicationController'] },
  messages: {
    selector: {
      text: `the selector cannot change while the stored {{kind}} has an annotation that begins with ${prefix}.`,
      fix: 'Undo the change of the selector, or run kubectl delete {{kubectlKind}} {{name}} and create the {{kind}} without the annotation.',
    },
    field: {
      text: 'the stored {{kind}} cannot be updated, because it has this annotation.',
      fix: 'Run kubectl delete {{kubectlKind}} {{name}}, and create the {{kind}} without the annotation.',
    },
  },
  *check({ before, after }) {
    let isSelectorFixed = false;
    for (const key of Object.keys(objectAt(before, 'metadata', 'annotations'))) {
      if (!key.startsWith(prefix)) continue;
      const [, name, ...others] = key.split('/');
      if (name === undefined || others.length > 0) continue;
      if (name.includes('selector')) isSelectorFixed = true;
      else yield forbidden(metadataPath.child('annotations').key(key), 'field', { isOfKey: true });
    }
    const [from, to] = [get(before, 'spec', 'selector'), get(after, 'spec', 'selector')];
    if (isSelectorFixed && !same(from, to, shapeOf('ReplicationController', 'spec', 'selector')))
      yield invalid(specPath.child('selector'), 'selector', { from: from ?? null, to: to ?? null });
  },
});

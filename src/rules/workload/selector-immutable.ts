import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { differences, type Difference } from '../../kubernetes/schema/difference.ts';
import { field, isSet, objectAt } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { hasGeneratedSelector } from '../../kubernetes/apiserver/generated-selector.ts';
import { invalid } from '../finding.ts';
import { entryText, valueText } from '../parts/entry.ts';
import { maxValue, truncate } from '../../text/line.ts';
import { nameAt } from '../../text/shown.ts';
import { defineUpdateRule } from '../rule.ts';

const anotherSelector = 'To use another selector, create a {{kind}} with another name.';

export const selectorImmutable = defineUpdateRule({
  id: 'selector-immutable',
  title: 'The selector of a workload is immutable',
  why: 'Pods that match only the old selector would keep running without a controller. The selector of a ReplicationController may change.',
  mirrors: [
    'ValidateDeploymentUpdate',
    'ValidateReplicaSetUpdate',
    'ValidateStatefulSetUpdate',
    'ValidateDaemonSetSpecUpdate',
    'ValidateJobSpecUpdate',
  ],
  appliesTo: { operations: ['UPDATE'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'] },
  messages: {
    changed: {
      text: 'the selector of a {{kind}} is immutable.',
      fix: `Set {{subject}} back to {{from}}. ${anotherSelector}`,
    },
    expressions: {
      text: 'the selector of a {{kind}} is immutable.',
      fix: `{{undo}}. ${anotherSelector}`,
    },
    expressionsAdded: {
      text: 'the selector of a {{kind}} is immutable, so matchExpressions cannot be added.',
      fix: `Remove matchExpressions. ${anotherSelector}`,
    },
    added: {
      text: 'the selector of a {{kind}} is immutable, so {{subject}} cannot be added.',
      fix: `Remove {{subject}}. ${anotherSelector}`,
    },
    lost: {
      text: 'the selector of a {{kind}} is immutable, so {{subject}} cannot be removed.',
      fix: `Put {{entry}} back into {{parent}}. ${anotherSelector}`,
    },
    absent: {
      text: 'the selector of a {{kind}} is immutable and cannot be removed.',
      fix: `Put {{entry}} back into spec. ${anotherSelector}`,
    },
    removed: {
      text: 'the selector that the API server generated for this Job cannot be removed.',
      fix: '{{applyOrRecreate}}',
    },
  },
  *check({ kind, before, after }) {
    const from = field(objectAt(before, 'spec'), 'selector');
    const to = field(objectAt(after, 'spec'), 'selector');
    const path = specPath.child('selector');
    if (isSet(from) && !isSet(to)) {
      const messageId = hasGeneratedSelector(kind, after) ? 'removed' : 'absent';
      yield invalid(path, messageId, { from, to: null, shown: { entry: entryText(path, from) } });
      return;
    }
    for (const difference of differences(from, to, path, shapeOf(kind, 'spec', 'selector'))) {
      yield invalid(difference.path, messageIdOf(difference), {
        from: difference.from ?? null,
        to: difference.to ?? null,
        shown: wayBack(difference),
      });
    }
  },
});

/** Longer than any known field. */
const maxName = 32;

function wayBack({ path, from = null }: Difference) {
  const name = truncate(nameAt(String(path.last), path), maxName);
  if (from === null) return { undo: `Remove ${name}` };
  const value = valueText(from, path);
  const undo = `Set ${name} back to ${value}`;
  return {
    entry: entryText(path, from),
    parent: String(path.parent.last),
    // A value that is cut cannot be restored.
    undo: value === undefined || undo.length > maxValue ? `Set ${name} back to the existing value` : undo,
  };
}

function messageIdOf({ kind, path }: Difference) {
  const [, , field] = path.segments();
  if (field === 'matchExpressions') return kind === 'added' && path.last === field ? 'expressionsAdded' : 'expressions';
  if (kind === 'added') return 'added';
  return kind === 'removed' ? 'lost' : 'changed';
}

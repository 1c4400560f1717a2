import { isList, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { containerName, initialLists, listNouns } from '../../kubernetes/pod/containers.ts';
import { pairContainers } from '../../change/container-pairs.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { listText, quoted } from '../../text/quoted.ts';

export const containersFixed = defineUpdateRule({
  id: 'containers-fixed',
  title: 'Containers cannot be added, removed, renamed or reordered after the Pod is created',
  why: 'The kubelet prepares the network and the volumes of a Pod and runs its init containers before it starts the other containers. An update may change the images of containers, and a resize may change their cpu and memory.',
  mirrors: ['ValidatePodUpdate'],
  appliesTo: podUpdates,
  messages: {
    added: { text: '{{container}} cannot be added after the Pod is created.', fix: '{{recreate}} {{debug}}' },
    removed: { text: '{{container}} cannot be removed after the Pod is created.', fix: '{{recreate}}' },
    renamed: {
      text: '{{noun}} {{from}} cannot be renamed to {{to}} after the Pod is created.',
      fix: '{{recreate}}',
    },
    reordered: {
      text: '{{noun}}s cannot be reordered after the Pod is created.',
      fix: 'List the {{noun}}s in the order of the existing Pod: {{order}}.',
    },
  },
  *check({ before, after }) {
    for (const list of initialLists) {
      const [old, sent] = [listAt(before, 'spec', list), listAt(after, 'spec', list)];
      if (old !== sent) yield* compare(old, sent, specPath.child(list), listNouns[list]);
    }
  },
});

function* compare(before: readonly Json[], after: readonly Json[], path: FieldPath, noun: string) {
  const { oldOf, renamed, added, removed, isReordered } = pairContainers(before, after);
  for (const j of renamed) {
    const [from, to] = [containerName(oldOf[j]), containerName(after[j])];
    yield forbidden(path.index(j).child('name'), 'renamed', { shown: { noun }, from, to });
  }
  for (const j of added) yield forbidden(path.index(j), 'added', { from: null, to: summary(after[j]) });
  for (const i of removed) yield forbidden(path.index(i), 'removed', { from: summary(before[i]), to: null });
  if (isReordered) {
    const order = listText(before.map(containerName), undefined, quoted);
    yield forbidden(path, 'reordered', { shown: { noun, order }, from: before, to: after });
  }
}

/** Enough to identify the container, and nothing of its environment. */
const summary = (container: Json | undefined): Json =>
  isList(container) ? null : { name: containerName(container), image: stringAt(container, 'image') ?? '' };

import { isList, listAt, stringAt, type Json } from '../../json/json.ts';
import { specPath, type FieldPath } from '../../json/path.ts';
import { pairEntries } from '../../kubernetes/schema/difference.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden, recreate, set } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

export const containersFixed = defineUpdateRule({
  id: 'containers-fixed',
  title: 'Containers are neither added, removed, renamed nor reordered',
  why: 'The containers of a Pod are fixed when it is created; the kubelet starts them as one unit. Only their images can change.',
  mirrors: 'ValidatePodUpdate',
  appliesTo: podUpdates,
  messages: {
    added: 'container {{name}} cannot be added to a running Pod',
    removed: 'container {{name}} cannot be removed from a running Pod',
    renamed: 'a container cannot be renamed',
    reordered: 'containers cannot be reordered',
  },
  *check({ before, after }) {
    for (const list of ['containers', 'initContainers'] as const) {
      yield* compare(listAt(before, 'spec', list), listAt(after, 'spec', list), specPath.child(list));
    }
  },
});

function* compare(before: readonly Json[], after: readonly Json[], path: FieldPath) {
  if (before.length === after.length && before.every((entry, i) => nameOf(entry) === nameOf(after[i]))) return;
  const { removed, added } = pairEntries(before, after, ['name']);
  // In lists of one length, what came at the place of what went is the same container under another name.
  const isFull = before.length === after.length;
  const [gone, come] = [new Set(isFull ? removed : []), new Set(isFull ? added : [])];
  for (const j of added) {
    const name = nameOf(after[j]);
    if (gone.has(j)) {
      const from = nameOf(before[j]);
      yield forbidden(path.index(j).child('name'), 'renamed', { from, to: name, fix: set(from) });
    } else {
      const data = { name: quoted(name) };
      yield forbidden(path.index(j), 'added', { data, from: null, to: summary(after[j]), fix: { kind: 'debug' } });
    }
  }
  for (const i of removed) {
    if (come.has(i)) continue;
    const data = { name: quoted(nameOf(before[i])) };
    yield forbidden(path.index(i), 'removed', { data, from: summary(before[i]), to: null, fix: recreate });
  }
  if (added.length === 0 && removed.length === 0) {
    yield forbidden(path, 'reordered', { from: before, to: after, fix: set(before) });
  }
}

const nameOf = (container: Json | undefined): string => stringAt(container, 'name') ?? '';

/** Enough to know the container by, and nothing of its environment. */
const summary = (container: Json | undefined): Json =>
  isList(container) ? null : { name: nameOf(container), image: stringAt(container, 'image') ?? '' };

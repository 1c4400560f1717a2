import { get, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { parseQuantity, sameQuantity } from '../../kubernetes/quantity.ts';
import { differences, type Difference } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { listText, quoted } from '../../text/quoted.ts';
import { forbidden, type FindingOf } from '../finding.ts';
import { defineUpdateRule } from '../rule.ts';

const messages = {
  volumes: {
    text: 'a resize cannot add or remove volumes.',
    fix: 'Keep the volumes of the existing Pod ({{names}}){{orRecreate}}',
  },
  first: { text: 'a resize cannot add volumes.', fix: 'Remove volumes{{orRecreate}}' },
  renamed: { text: 'a resize cannot rename or reorder volumes.', fix: 'Set name back to {{from}}.' },
  other: {
    text: 'a resize may change only sizeLimit of an emptyDir with medium Memory, not {{subject}}.',
    fix: '{{recreate}}',
  },
  added: { text: 'a resize cannot add a sizeLimit.', fix: 'Remove sizeLimit{{orRecreate}}' },
  removed: { text: 'a resize cannot remove a sizeLimit.', fix: 'Set sizeLimit back to {{from}}.' },
  onDisk: {
    text: 'a resize may change sizeLimit only if medium of the emptyDir is Memory.',
    fix: 'Set sizeLimit back to {{from}}{{orRecreate}}',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const resizeVolumes = defineUpdateRule({
  id: 'resize-volumes',
  title: 'A resize may change only sizeLimit of emptyDir volumes with medium Memory',
  why: 'The kubelet can change the size of a volume in memory while the Pod runs. To change other volumes, delete and recreate the Pod.',
  mirrors: ['ValidatePodResize'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['resize'] },
  messages,
  *check({ before, after, facts }) {
    if (!facts.InPlacePodVerticalScalingMemoryBackedVolumes) return;
    const [old, sent] = [listAt(before, 'spec', 'volumes'), listAt(after, 'spec', 'volumes')];
    const path = specPath.child('volumes');
    if (old.length !== sent.length) {
      const change = { from: old, to: sent };
      const names = listText(old.map(nameOf).map(quoted), 'and');
      if (old.length === 0) yield forbidden(path, 'first', change);
      else yield forbidden(path, 'volumes', { ...change, shown: { names } });
      return;
    }
    const isUndone = undoneChanges(objectAt(before, 'spec'), after, objectAt(after, 'spec'), facts);
    for (const [i, volume] of old.entries()) {
      const [from, to] = [nameOf(volume), nameOf(sent[i])];
      if (from !== to) yield forbidden(path.index(i).child('name'), 'renamed', { from, to });
      else yield* volumeFindings(volume, sent[i]!, path.index(i), isUndone);
    }
  },
});

const nameOf = (volume: Json | undefined): string => stringAt(volume, 'name') ?? '';

function* volumeFindings(
  before: Json,
  after: Json,
  path: FieldPath,
  isUndone: (difference: Difference) => boolean,
): Generator<Found> {
  for (const { path: at, from = null, to = null } of differences(before, after, path, shapeOf('Volume'), isUndone)) {
    const isLimit = at.last === 'sizeLimit' && at.parent.last === 'emptyDir';
    if (!isLimit) yield forbidden(at, 'other', { from, to });
  }
  const [old, sent] = [get(before, 'emptyDir'), get(after, 'emptyDir')];
  if (!isSet(old) || !isSet(sent)) return;
  const limit = path.child('emptyDir', 'sizeLimit');
  const [from = null, to = null] = [get(old, 'sizeLimit'), get(sent, 'sizeLimit')];
  if (limits(from) !== limits(to)) yield forbidden(limit, limits(from) ? 'removed' : 'added', { from, to });
  else if (limits(from) && !sameQuantity(from, to) && get(sent, 'medium') !== 'Memory')
    yield forbidden(limit, 'onDisk', { from, to });
}

/** A sizeLimit of 0 limits nothing. */
const limits = (size: Json): boolean => isSet(size) && parseQuantity(size) !== 0n;

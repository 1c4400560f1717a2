import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { get, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { isDroppedAt } from '../../kubernetes/apiserver/dropped-fields.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, say } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { quoted } from '../../text/quoted.ts';

export const ephemeralContainersAppendOnly = defineUpdateRule({
  id: 'ephemeral-containers-append-only',
  title: 'Ephemeral containers are only added',
  why: 'An ephemeral container is a record of who looked into the Pod, and with what. It ends by itself, and is never taken back.',
  mirrors: 'ValidatePodEphemeralContainersUpdate',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['ephemeralcontainers'] },
  messages: {
    removed: 'ephemeral container {{name}} cannot be removed; it stays on record after it ended',
    changed: 'an ephemeral container cannot be changed',
    mirror: 'a static Pod takes no ephemeral containers',
  },
  *check({ before, after, minor }) {
    const path = specPath.child('ephemeralContainers');
    if (isSet(get(before, 'metadata', 'annotations', mirrorAnnotation))) {
      yield forbidden(path, 'mirror', { fix: say('debug it on its node') });
      return;
    }
    const kept = listAt(after, 'spec', 'ephemeralContainers');
    // The last one of a name counts; that a name is there twice is for another rule.
    const places = new Map(kept.map((container, j) => [nameOf(container), j]));
    for (const [i, container] of listAt(before, 'spec', 'ephemeralContainers').entries()) {
      const name = nameOf(container);
      const j = places.get(name);
      if (j === undefined) {
        const from: Json = { name, image: stringAt(container, 'image') ?? '' };
        const fix = say('put it back into the list');
        yield forbidden(path.index(i), 'removed', { data: { name: quoted(name) }, from, to: null, fix });
        continue;
      }
      for (const difference of differences(container, kept[j], path.index(j), shapeOf('EphemeralContainer'))) {
        const { kind, from = null, to = null } = difference;
        if (kind === 'added' && isDroppedAt(difference.path, to, versionFacts(minor))) continue;
        yield forbidden(difference.path, 'changed', { from, to, fix: say('add another one under a new name') });
      }
    }
  },
});

const nameOf = (container: Json): string => stringAt(container, 'name') ?? '';

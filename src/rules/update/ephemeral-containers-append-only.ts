import { isMirrorPod } from '../../kubernetes/annotations.ts';
import { differences } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { containerName } from '../../kubernetes/pod/containers.ts';
import { undoneChanges } from '../../kubernetes/apiserver/dropped-fields.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { quoted } from '../../text/quoted.ts';

const shape = shapeOf('EphemeralContainer');

export const ephemeralContainersAppendOnly = defineUpdateRule({
  id: 'ephemeral-containers-append-only',
  title: 'Ephemeral containers may be added, but not changed or removed',
  why: 'An ephemeral container stays in the spec after it has terminated, until the Pod is deleted.',
  mirrors: ['ValidatePodEphemeralContainersUpdate'],
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['ephemeralcontainers'] },
  messages: {
    removed: {
      text: '{{container}} cannot be removed, even if the container has terminated.',
      fix: 'Put the entry for {{entry}} back into spec.ephemeralContainers.',
    },
    changed: {
      text: '{{subject}} cannot be {{change}} after the container is added.',
      fix: 'Add another ephemeral container: kubectl debug -it {{name}} --image=busybox.',
    },
    mirror: { text: 'a static Pod cannot have ephemeral containers.', fix: '{{debug}}' },
  },
  *check({ before, after, facts }) {
    const path = specPath.child('ephemeralContainers');
    if (isMirrorPod(before)) {
      yield forbidden(path, 'mirror');
      return;
    }
    const kept = listAt(after, 'spec', 'ephemeralContainers');
    const isUndone = undoneChanges(objectAt(before, 'spec'), after, objectAt(after, 'spec'), facts);
    // If names are repeated, the last entry counts. `container-names` reports them.
    const places = new Map(kept.map((container, j) => [containerName(container), j]));
    for (const [i, container] of listAt(before, 'spec', 'ephemeralContainers').entries()) {
      const name = containerName(container);
      const j = places.get(name);
      if (j === undefined) {
        const from: Json = { name, image: stringAt(container, 'image') ?? '' };
        yield forbidden(path.index(i), 'removed', { shown: { entry: quoted(name) }, from, to: null });
        continue;
      }
      for (const { path: at, from = null, to = null } of differences(
        container,
        kept[j],
        path.index(j),
        shape,
        isUndone,
      ))
        yield forbidden(at, 'changed', { from, to });
    }
  },
});

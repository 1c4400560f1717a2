import { get, isSet, listAt, objectAt, type JsonObject } from '../../json/json.ts';
import { metadataPath } from '../../json/path.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { defineUpdateRule, type Options } from '../rule.ts';
import { forbidden, set, say } from '../finding.ts';

const keyList = (what: string): JsonObject => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  default: [],
  description: `The ${what} that are kept, each a whole key, or the beginning of a key followed by *.`,
});

/** pods/status carries labels and annotations too, and kube-apiserver stores them: without it the guard would have a back door. */
export const guardedMetadata = defineUpdateRule({
  id: 'guarded-metadata',
  title: 'Labels, annotations and owners that the operator named are immutable',
  why: 'Some metadata decides: a cost centre, a tenant, what a NetworkPolicy selects. The operator names what must not change on a Pod.',
  mirrors: 'policy',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  options: {
    labels: keyList('labels'),
    annotations: keyList('annotations'),
    ownerReferences: {
      type: 'boolean',
      default: false,
      description: 'Whether the controller of a Pod is kept once it has one.',
    },
  },
  messages: {
    changed: 'is guarded in this cluster and cannot change',
    owner: 'the controller of a Pod is guarded in this cluster and cannot change',
  },
  *check({ before, after }, options) {
    for (const map of ['labels', 'annotations'] as const) {
      const old = objectAt(before, 'metadata', map);
      const sent = objectAt(after, 'metadata', map);
      for (const key of new Set([...Object.keys(old), ...Object.keys(sent)])) {
        const from = get(old, key) ?? null;
        const to = get(sent, key) ?? null;
        if (from === to || !isGuarded(key, map, options)) continue;
        yield forbidden(metadataPath.child(map).key(key), 'changed', { from, to, fix: set(from) });
      }
    }
    if (options['ownerReferences'] !== true) return;
    const from = controller(before);
    const to = controller(after);
    if (isSet(from) && !same(from, to, shapeOf('OwnerReference'))) {
      const fix = say('change the owner instead');
      yield forbidden(metadataPath.child('ownerReferences'), 'owner', { from, to: to ?? null, fix });
    }
  },
});

function isGuarded(key: string, map: string, options: Options): boolean {
  return listAt(options, map).some(
    (guarded) =>
      typeof guarded === 'string' && (guarded.endsWith('*') ? key.startsWith(guarded.slice(0, -1)) : key === guarded),
  );
}

const controller = (object: JsonObject | undefined) =>
  listAt(object, 'metadata', 'ownerReferences').find((reference) => get(reference, 'controller') === true);

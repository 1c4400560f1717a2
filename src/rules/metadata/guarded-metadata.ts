import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { get, isSet, listAt, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { entryText } from '../parts/entry.ts';
import { cut } from '../../text/quoted.ts';

const keyList = (what: string) =>
  ({
    type: 'array',
    items: {
      type: 'string',
      minLength: 1,
      pattern: '^(([A-Za-z0-9]+((-+|[.])[A-Za-z0-9]+)*/)?([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9*])?|[*]))?$',
    },
    default: [],
    description: `The ${what} that must not change, each as a whole key, or as the beginning of a key followed by *.`,
  }) as const satisfies JsonObject;

/** pods/status can change labels and annotations too, so the rule applies to it as well. */
export const guardedMetadata = defineUpdateRule({
  id: 'guarded-metadata',
  title: 'Labels, annotations and controllers must not change if a cluster administrator has protected them',
  why: 'Other systems rely on some metadata, such as a label that names the tenant or the cost center of a Pod. A cluster administrator can therefore protect such metadata from changes.',
  mirrors: 'policy',
  appliesTo: { operations: ['UPDATE'], kinds: ['Pod'], subresources: ['', 'status'] },
  options: {
    labels: keyList('labels'),
    annotations: keyList('annotations'),
    ownerReferences: {
      type: 'boolean',
      default: false,
      description: 'Whether the controller of a Pod must not change once the Pod has one.',
    },
  },
  messages: {
    changed: {
      text: '{{subject}} is immutable in this cluster and cannot be {{change}}.',
      fix: 'Set {{subject}} back to {{from}}.',
    },
    added: {
      text: '{{subject}} is immutable in this cluster and cannot be added after the Pod is created.',
      fix: 'Remove {{subject}} from the manifest{{orRecreate}}',
    },
    removed: {
      text: '{{subject}} is immutable in this cluster and cannot be removed.',
      fix: 'Put {{entry}} back into metadata.{{map}}.',
    },
    owner: {
      text: 'the controller of the Pod, {{ownerKind}} "{{ownerName}}", is immutable in this cluster and cannot be changed or removed.',
      fix: 'Copy metadata.ownerReferences from the output of kubectl get pod {{name}} -o yaml.',
    },
  },
  *check({ before, after }, options) {
    for (const map of ['labels', 'annotations'] as const) {
      const guarded = options[map];
      if (guarded.length === 0) continue;
      const old = objectAt(before, 'metadata', map);
      const sent = objectAt(after, 'metadata', map);
      for (const key of new Set([...Object.keys(old), ...Object.keys(sent)])) {
        const from = get(old, key) ?? null;
        const to = get(sent, key) ?? null;
        if (from === to || !isGuarded(key, guarded)) continue;
        const messageId = from === null ? 'added' : to === null ? 'removed' : 'changed';
        const path = metadataPath.child(map).key(key);
        yield forbidden(path, messageId, { from, to, shown: { map, entry: entryText(path, from) } });
      }
    }
    if (!options.ownerReferences) return;
    const from = controller(before);
    const to = controller(after);
    if (!isSet(from) || same(from, to, shapeOf('OwnerReference'))) return;
    yield forbidden(metadataPath.child('ownerReferences'), 'owner', {
      shown: { ownerKind: cut(stringAt(from, 'kind') ?? ''), ownerName: cut(stringAt(from, 'name') ?? '') },
      from,
      to: to ?? null,
    });
  },
});

const isGuarded = (key: string, guarded: readonly string[]): boolean =>
  guarded.some((known) => (known.endsWith('*') ? key.startsWith(known.slice(0, -1)) : key === known));

const controller = (object: JsonObject) =>
  listAt(object, 'metadata', 'ownerReferences').find((reference) => get(reference, 'controller') === true);

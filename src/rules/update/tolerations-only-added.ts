import { isFilledToleration, isPlainManifest } from '../../kubernetes/apiserver/cluster-filled.ts';
import { field, get, isObject, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { specPath } from '../../json/path.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden, recreate } from '../finding.ts';

/** validation.go compares these four as they are: an empty operator is not `Equal`. */
const identity = ['key', 'operator', 'value', 'effect'];

export const tolerationsOnlyAdded = defineUpdateRule({
  id: 'tolerations-only-added',
  title: 'Tolerations are only added',
  why: 'The Pod runs where its tolerations let it. Taking one away would make its place illegal after the fact.',
  mirrors: 'ValidatePodUpdate',
  appliesTo: podUpdates,
  options: {
    strict: {
      type: 'boolean',
      default: true,
      description:
        'Whether tolerationSeconds of an existing toleration is kept too. kube-apiserver itself lets it change; with false, so does Podward.',
    },
  },
  messages: {
    removed: 'an existing toleration cannot be removed or changed',
    seconds:
      'tolerationSeconds of an existing toleration cannot change (strict reading; the option strict: false of this rule permits it)',
  },
  *check({ before, after }, options) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    // The engine takes what stayed the same from the old object.
    if (field(oldSpec, 'tolerations') === field(newSpec, 'tolerations')) return;
    const kept = listAt(newSpec, 'tolerations').filter(isObject);
    const alike = groupedBy(kept, identity);
    const near = groupedBy(kept, ['key', 'effect']);
    const plain = isPlainManifest(oldSpec, newSpec);
    for (const [i, toleration] of listAt(oldSpec, 'tolerations').entries()) {
      if (plain && isFilledToleration(toleration)) continue;
      const path = specPath.child('tolerations').index(i);
      const match = alike.get(keyOf(toleration, identity));
      if (match === undefined) {
        const to = near.get(keyOf(toleration, ['key', 'effect']))?.first ?? null;
        yield forbidden(path, 'removed', { from: toleration, to, fix: recreate });
      } else if (options['strict'] === true && !match.seconds.has(seconds(toleration))) {
        const from = seconds(toleration);
        yield forbidden(path.child('tolerationSeconds'), 'seconds', {
          from,
          to: seconds(match.first),
          fix: { kind: 'set', value: from },
        });
      }
    }
  },
});

/** Tolerations that agree in some fields: the first of them, and the tolerationSeconds that they have. */
interface Group {
  readonly first: JsonObject;
  readonly seconds: Set<Json>;
}

function groupedBy(tolerations: readonly JsonObject[], fields: readonly string[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const toleration of tolerations) {
    const key = keyOf(toleration, fields);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: toleration, seconds: new Set([seconds(toleration)]) });
    else group.seconds.add(seconds(toleration));
  }
  return groups;
}

/** An absent field and an empty text are one. What is no toleration agrees with none. */
const keyOf = (toleration: Json, fields: readonly string[]): string =>
  isObject(toleration) ? JSON.stringify(fields.map((name) => field(toleration, name) ?? '')) : '';

const seconds = (toleration: Json | undefined): Json => get(toleration, 'tolerationSeconds') ?? null;

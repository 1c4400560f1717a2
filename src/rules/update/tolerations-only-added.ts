import { isFilledToleration, isPlainManifest } from '../../pod/cluster-filled.ts';
import { get, isObject, listAt, objectAt, type Json } from '../../pod/json.ts';
import { specPath } from '../../pod/path.ts';
import { defineRule, forbidden, podUpdates, recreate } from '../rule.ts';

/** validation.go compares these four as they are: an empty operator is not `Equal`. */
const identity = ['key', 'operator', 'value', 'effect'];

export const tolerationsOnlyAdded = defineRule({
  id: 'tolerations-only-added',
  title: 'Tolerations are only added',
  area: 'update',
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
    const kept = listAt(newSpec, 'tolerations');
    const plain = isPlainManifest(oldSpec, newSpec);
    for (const [i, toleration] of listAt(oldSpec, 'tolerations').entries()) {
      if (plain && isFilledToleration(toleration)) continue;
      const path = specPath.child('tolerations').index(i);
      const matches = kept.filter((other) => agree(toleration, other, identity));
      if (matches.length === 0) {
        const to = kept.find((other) => agree(toleration, other, ['key', 'effect'])) ?? null;
        yield forbidden(path, 'removed', { from: toleration, to, fix: recreate });
      } else if (
        options['strict'] === true &&
        !matches.some((other) => agree(toleration, other, ['tolerationSeconds']))
      ) {
        const from = seconds(toleration);
        yield forbidden(path.child('tolerationSeconds'), 'seconds', {
          from,
          to: seconds(matches[0]),
          fix: { kind: 'set', value: from },
        });
      }
    }
  },
});

const agree = (a: Json, b: Json, fields: readonly string[]): boolean =>
  isObject(a) && isObject(b) && fields.every((name) => (a[name] ?? '') === (b[name] ?? ''));

const seconds = (toleration: Json | undefined): Json => get(toleration, 'tolerationSeconds') ?? null;

import { isPlainManifest } from '../../kubernetes/apiserver/cluster-filled.ts';
import { isDefaultToleration } from '../../kubernetes/apiserver/default-tolerations.ts';
import { field, isObject, isSet, listAt, objectAt, without, type Json } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { defineUpdateRule, podUpdates } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { show } from '../../text/shown.ts';

/** kube-apiserver compares these four without defaults, so an empty operator is not `Equal`. */
const identity = ['key', 'operator', 'value', 'effect'];
const everything = [...identity, 'tolerationSeconds'];
/** Two tolerations with the same values of these fields are most likely the same one, changed. */
const taint = ['key', 'effect'];

const strict =
  ', or ask a cluster administrator to set rules.tolerations-only-added.strict to false in the configuration of Podward.';

export const tolerationsOnlyAdded = defineUpdateRule({
  id: 'tolerations-only-added',
  title: 'Tolerations may be added, but not changed or removed, after the Pod is created',
  why: 'A Pod that does not tolerate a NoExecute taint of its node is evicted, so removing a toleration could evict the Pod. The API server also accepts changes of tolerationSeconds, which Podward refuses unless the option strict is false.',
  mirrors: ['ValidatePodUpdate'],
  appliesTo: podUpdates,
  options: {
    strict: {
      type: 'boolean',
      default: true,
      description:
        'Whether to refuse changes of tolerationSeconds on existing tolerations too. The API server allows such changes.',
    },
  },
  messages: {
    removed: {
      text: 'toleration {{from}} cannot be removed after the Pod is created.',
      fix: 'Put the toleration back into spec.tolerations{{orRecreate}}',
    },
    changed: {
      text: 'toleration {{from}} cannot be changed to {{to}} after the Pod is created.',
      fix: 'Keep the existing toleration, and add the new toleration as another entry.',
    },
    operator: {
      text: 'an existing toleration must keep operator {{from}}, even though {{from}} is the default.',
      fix: 'Set operator back to {{from}}.',
    },
    operatorAdded: {
      text: 'operator {{to}} cannot be added to an existing toleration, even though {{to}} is the default.',
      fix: 'Remove operator from this toleration.',
    },
    seconds: {
      text: 'tolerationSeconds of an existing toleration cannot be {{change}} in this cluster.',
      fix: `Set tolerationSeconds back to {{from}}${strict}`,
    },
    secondsAdded: {
      text: 'tolerationSeconds cannot be added to an existing toleration in this cluster.',
      fix: `Remove tolerationSeconds from this toleration${strict}`,
    },
    secondsRemoved: {
      text: 'tolerationSeconds of an existing toleration cannot be removed in this cluster.',
      fix: `Set tolerationSeconds back to {{from}}${strict}`,
    },
    oneOfTwo: {
      text: 'a toleration that differs from another only in tolerationSeconds cannot be removed in this cluster.',
      fix: `Put the toleration with {{toleration}} back${strict}`,
    },
  },
  *check({ before, after }, options) {
    const oldSpec = objectAt(before, 'spec');
    const newSpec = objectAt(after, 'spec');
    // The engine uses the old value for a field that did not change.
    if (field(oldSpec, 'tolerations') === field(newSpec, 'tolerations')) return;
    const old = [...listAt(oldSpec, 'tolerations').entries()];
    const sent = [...listAt(newSpec, 'tolerations').entries()];
    const [kept, exactlyKept] = [firstBy(sent, identity), firstBy(sent, everything)];
    const changed = firstBy(differing(sent, old, identity), taint);
    const withOtherSeconds = firstBy(differing(sent, old, everything), identity);
    const plain = isPlainManifest(oldSpec, newSpec);
    for (const [i, toleration] of old) {
      if (plain && isDefaultToleration(toleration)) continue;
      const key = keyOf(toleration, identity);
      if (!kept.has(key)) yield gone(i, toleration, changed.get(keyOf(toleration, taint)));
      else if (options.strict && !exactlyKept.has(keyOf(toleration, everything)))
        yield otherSeconds(i, toleration, withOtherSeconds.get(key));
    }
  },
});

const path = specPath.child('tolerations');

/** A toleration and its index. */
type Entry = readonly [number, Json];

/** A finding about an entry of the new list has the path in the new list. */
function gone(i: number, toleration: Json, near: Entry | undefined) {
  const from = identityOf(toleration);
  if (near === undefined) return forbidden(path.index(i), 'removed', { from, to: null });
  const to = identityOf(near[1]);
  const at = path.index(near[0]);
  if (!differInOperatorOnly(from, to)) return forbidden(at, 'changed', { from, to });
  const change = { from: operatorOf(from), to: operatorOf(to) };
  return forbidden(at.child('operator'), change.to === null ? 'operator' : 'operatorAdded', change);
}

function otherSeconds(i: number, toleration: Json, near: Entry | undefined) {
  const from = secondsOf(toleration);
  if (near === undefined) {
    // Another toleration that differs only in tolerationSeconds is kept.
    const shown = { toleration: show(keyAndSeconds(toleration), path.index(i)) ?? '' };
    return forbidden(path.index(i).child('tolerationSeconds'), 'oneOfTwo', { from, to: null, shown });
  }
  const to = secondsOf(near[1]);
  const messageId = from === null ? 'secondsAdded' : to === null ? 'secondsRemoved' : 'seconds';
  return forbidden(path.index(near[0]).child('tolerationSeconds'), messageId, { from, to });
}

/** Without tolerationSeconds, which may change. */
const identityOf = (toleration: Json): Json =>
  isObject(toleration) ? without(toleration, 'tolerationSeconds') : toleration;

/** Enough to find the toleration in the existing Pod. */
const keyAndSeconds = (toleration: Json): Json =>
  Object.fromEntries(
    ['key', 'tolerationSeconds'].flatMap((name) => {
      const value = field(toleration, name);
      return isSet(value) ? [[name, value]] : [];
    }),
  );

const operatorOf = (toleration: Json): Json => {
  const operator = field(toleration, 'operator') ?? null;
  return operator === '' ? null : operator;
};

/** Whether one of the two has no operator and the other has `Equal`, which is the default. */
function differInOperatorOnly(a: Json, b: Json): boolean {
  const others = identity.filter((name) => name !== 'operator');
  const operators = [operatorOf(a), operatorOf(b)];
  return operators.includes(null) && operators.includes('Equal') && keyOf(a, others) === keyOf(b, others);
}

/** The first toleration for each combination of values of the fields. */
const firstBy = (tolerations: readonly Entry[], fields: readonly string[]): ReadonlyMap<string, Entry> =>
  new Map(tolerations.toReversed().map((entry) => [keyOf(entry[1], fields), entry]));

/** The tolerations that differ from all others in these fields. */
function differing(tolerations: readonly Entry[], others: readonly Entry[], fields: readonly string[]): Entry[] {
  const keys = new Set(others.map(([, toleration]) => keyOf(toleration, fields)));
  return tolerations.filter(([, toleration]) => !keys.has(keyOf(toleration, fields)));
}

/** An absent field equals an empty string. A value that is not an object has the key of no toleration. */
const keyOf = (toleration: Json, fields: readonly string[]): string =>
  isObject(toleration) ? JSON.stringify(fields.map((name) => field(toleration, name) ?? '')) : '';

const secondsOf = (toleration: Json): Json => field(toleration, 'tolerationSeconds') ?? null;

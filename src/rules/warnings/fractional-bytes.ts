import { keptVolumes } from '../../change/pod-volumes.ts';
import type { PodView } from '../../change/change.ts';
import { field, get, isSet, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { specPath as ownSpecPath } from '../../kubernetes/kinds.ts';
import type { FieldPath } from '../../json/path.ts';
import { hasFraction, one, parseQuantity, quantityText, roundedTo } from '../../kubernetes/quantity.ts';
import { advise, type FindingOf } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { warnedKinds, warnedPod } from './warning.ts';

const messages = {
  thousandths: {
    text: '{{to}} is less than {{bytes}}, because the suffix m stands for thousandths.',
    fix: 'Use a unit of bytes, such as {{example}}.',
  },
  fraction: {
    text: '{{to}} is not a whole number of bytes.',
    fix: 'Use {{example}}, or an amount with a unit such as Mi.',
  },
} as const;
type Found = FindingOf<typeof messages>;

const counted: readonly string[] = ['memory', 'ephemeral-storage'];

export const fractionalBytes = defineRule({
  id: 'fractional-bytes',
  title: 'Amounts of memory and storage should be whole numbers of bytes',
  why: 'A byte cannot be divided. Usually, the suffix m, which stands for thousandths, was written in place of M or Mi.',
  mirrors: ['warningsForPodSpecAndMeta', 'GetWarningsForPersistentVolumeClaimSpec'],
  mode: 'warn',
  appliesTo: warnedKinds(),
  messages,
  *check(change) {
    const pod = warnedPod(change);
    if (pod !== undefined) yield* podFindings(pod);
    // Claim templates cannot change, but kube-apiserver warns about them on each update.
    if (change.kind !== 'StatefulSet') return;
    for (const [i, claim] of listAt(change.after, 'spec', 'volumeClaimTemplates').entries()) {
      const path = ownSpecPath.child('volumeClaimTemplates').index(i).child('spec');
      yield* claimFindings(get(claim, 'spec'), path, !change.facts.statefulSetTemplates);
    }
  },
});

function* podFindings(pod: PodView): Generator<Found> {
  const { spec, specPath, containers } = pod;
  const overhead = objectAt(spec, 'overhead');
  yield* amountFindings(overhead, specPath.child('overhead'), counted);
  for (const { value, path } of containers) {
    yield* resourceFindings(objectAt(value, 'resources'), path.child('resources'), counted);
  }
  for (const { value, path } of keptVolumes(pod)) {
    const claim = get(value, 'ephemeral', 'volumeClaimTemplate', 'spec');
    if (isSet(claim)) yield* claimFindings(claim, path.child('ephemeral', 'volumeClaimTemplate', 'spec'));
  }
}

const claimFindings = (spec: Json | undefined, path: FieldPath, mayBeNegative = false): Generator<Found> =>
  resourceFindings(objectAt(spec, 'resources'), path.child('resources'), ['storage'], mayBeNegative);

/** An omitted request of a Pod is set to the limit, so equal amounts are reported only at the limit. */
function* resourceFindings(
  resources: JsonObject,
  path: FieldPath,
  names: readonly string[],
  mayBeNegative = false,
): Generator<Found> {
  const [limits, requests] = [objectAt(resources, 'limits'), objectAt(resources, 'requests')];
  yield* amountFindings(limits, path.child('limits'), names, mayBeNegative);
  const others = names.filter((name) => field(limits, name) !== field(requests, name));
  yield* amountFindings(requests, path.child('requests'), others, mayBeNegative);
}

/** Negative amounts are refused, where they are validated. */
function* amountFindings(
  amounts: JsonObject,
  path: FieldPath,
  names: readonly string[],
  mayBeNegative = false,
): Generator<Found> {
  for (const name of names) {
    const to = field(amounts, name);
    const amount = isSet(to) ? parseQuantity(to) : undefined;
    if (to === undefined || amount === undefined || !hasFraction(amount)) continue;
    if (amount < 0n && !mayBeNegative) continue;
    const [, digits] = (typeof to === 'string' ? /^(\d{1,6})m$/.exec(to) : null) ?? [];
    const next = quantityText(roundedTo(amount < 0n ? -amount : amount, one), '');
    yield digits === undefined
      ? advise(path.key(name), 'fraction', { to, shown: { example: next } })
      : advise(path.key(name), 'thousandths', {
          to,
          shown: { bytes: next === '1' ? '1 byte' : `${next} bytes`, example: `${digits}Mi` },
        });
  }
}

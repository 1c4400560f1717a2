import { keptVolumes } from '../../change/pod-volumes.ts';
import type { Change, PodView } from '../../change/change.ts';
import { field, get, isSet, listAt, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { specPath as ownSpecPath } from '../../kubernetes/kinds.ts';
import type { FieldPath } from '../../json/path.ts';
import { hasFraction, one, parseQuantity, quantityText, roundedTo } from '../../kubernetes/quantity.ts';
import { advise } from '../finding.ts';
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
    // Elsewhere, negative amounts are refused.
    const mayBeNegative = change.kind === 'StatefulSet' && !change.facts.statefulSetTemplates;
    for (const { to, path } of amountsOf(change)) {
      const amount = parseQuantity(to);
      if (amount === undefined || !hasFraction(amount) || (amount < 0n && !mayBeNegative)) continue;
      const [, digits] = (typeof to === 'string' ? /^(\d{1,6})m$/.exec(to) : null) ?? [];
      const next = quantityText(roundedTo(amount < 0n ? -amount : amount, one), '');
      yield digits === undefined
        ? advise(path, 'fraction', { to, shown: { example: next } })
        : advise(path, 'thousandths', {
            to,
            shown: { bytes: next === '1' ? '1 byte' : `${next} bytes`, example: `${digits}Mi` },
          });
    }
  },
});

interface Amount {
  readonly to: Json;
  readonly path: FieldPath;
}

function* amountsOf(change: Change): Generator<Amount> {
  const pod = warnedPod(change);
  if (pod !== undefined) yield* podAmounts(pod);
  // Claim templates cannot change, but kube-apiserver warns about them on each update.
  if (change.kind !== 'StatefulSet') return;
  for (const [i, claim] of listAt(change.after, 'spec', 'volumeClaimTemplates').entries()) {
    yield* claimAmounts(get(claim, 'spec'), ownSpecPath.child('volumeClaimTemplates').index(i).child('spec'));
  }
}

function* podAmounts(pod: PodView): Generator<Amount> {
  const { kind, spec, specPath, containers } = pod;
  yield* namedAmounts(objectAt(spec, 'overhead'), specPath.child('overhead'), counted);
  for (const { value, path } of containers) {
    const [limits, requests] = [objectAt(value, 'resources', 'limits'), objectAt(value, 'resources', 'requests')];
    yield* namedAmounts(limits, path.child('resources', 'limits'), counted);
    // An omitted request of a Pod is set to the limit, so equal amounts are reported only at the limit.
    const isReported = (name: string): boolean => kind === 'Pod' && field(limits, name) === field(requests, name);
    const others = counted.filter((name) => !isReported(name));
    yield* namedAmounts(requests, path.child('resources', 'requests'), others);
  }
  for (const { value, path } of keptVolumes(pod)) {
    const claim = get(value, 'ephemeral', 'volumeClaimTemplate', 'spec');
    yield* claimAmounts(claim, path.child('ephemeral', 'volumeClaimTemplate', 'spec'));
  }
}

function* claimAmounts(spec: Json | undefined, path: FieldPath): Generator<Amount> {
  for (const list of ['limits', 'requests']) {
    yield* namedAmounts(objectAt(spec, 'resources', list), path.child('resources', list), ['storage']);
  }
}

function* namedAmounts(amounts: JsonObject, path: FieldPath, names: readonly string[]): Generator<Amount> {
  for (const name of names) {
    const to = field(amounts, name);
    if (isSet(to)) yield { to, path: path.key(name) };
  }
}

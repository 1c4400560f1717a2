import type { PodView } from '../../change/change.ts';
import { listAt, stringAt, type Json } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { advise, type FindingOf } from '../finding.ts';
import { ownerKey } from '../parts/owner-key.ts';
import { defineRule } from '../rule.ts';
import { warnedKinds, warnedPod } from './warning.ts';

const messages = {
  owner: {
    text: 'an earlier entry is the same owner reference, so the API server removes this one.',
    fix: 'Remove one of the two entries.',
  },
  address: {
    text: 'an earlier entry has the same address, {{to}}. kubectl apply may drop one of the two.',
    fix: 'List all hostnames of the address in one entry.',
  },
  secret: { text: 'imagePullSecrets lists the Secret {{to}} more than once.', fix: 'Remove one of the entries.' },
  noName: {
    text: 'an entry of imagePullSecrets without a name has no effect.',
    fix: 'Set name to the name of a Secret, or remove the entry.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const duplicateListEntries = defineRule({
  id: 'duplicate-list-entries',
  title: 'The entries of hostAliases, of imagePullSecrets and of ownerReferences should be different',
  why: 'kubectl apply merges the entries of hostAliases by their address and those of imagePullSecrets by their name, so it may drop one of two entries that share it.',
  mirrors: ['warningsForPodSpecAndMeta', 'dedupOwnerReferencesAndAddWarning'],
  mode: 'warn',
  appliesTo: warnedKinds(),
  messages,
  *check(change) {
    yield* ownerFindings(listAt(change.after, 'metadata', 'ownerReferences'));
    const pod = warnedPod(change);
    if (pod !== undefined) yield* podFindings(pod);
  },
});

/** The server does this before admission, also for objects about which it has no other warnings. */
function* ownerFindings(owners: readonly Json[]): Generator<Found> {
  const first = new Map<string, number>();
  const path = metadataPath.child('ownerReferences');
  for (const [i, owner] of owners.entries()) {
    const key = ownerKey(owner);
    const other = first.get(key);
    if (other === undefined) first.set(key, i);
    else yield advise(path.index(i), 'owner', { beside: path.index(other) });
  }
}

function* podFindings({ spec, specPath, kind, change }: PodView): Generator<Found> {
  // Otherwise, an alias without an address is refused.
  const acceptsNoAddress = kind === 'StatefulSet' && !change.facts.statefulSetTemplates;
  for (const [list, name, messageId] of [
    ['hostAliases', 'ip', 'address'],
    ['imagePullSecrets', 'name', 'secret'],
  ] as const) {
    const path = specPath.child(list);
    const first = new Map<string, number>();
    for (const [i, entry] of listAt(spec, list).entries()) {
      const to = stringAt(entry, name) ?? '';
      const at = path.index(i).child(name);
      const other = first.get(to);
      if (to === '' && list === 'imagePullSecrets') yield advise(at, 'noName');
      else if (other === undefined) first.set(to, i);
      else if (to !== '' || acceptsNoAddress)
        yield advise(at, messageId, { to, beside: path.index(other).child(name) });
    }
  }
}

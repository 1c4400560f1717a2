import { field, get, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { isNative, isPodLevel } from '../../kubernetes/resource-names.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { duplicate, invalid, notFound, required, type FindingOf } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

const messages = {
  claimMissing: {
    text: 'an entry must have a resourceClaimName.',
    fix: 'Set resourceClaimName to the name of a ResourceClaim of the Pod.',
  },
  claim: {
    text: 'the Pod does not use a ResourceClaim with this name.',
    fix: 'Use the name of a ResourceClaim in spec.resourceClaims or in status.resourceClaimStatuses.',
  },
  twice: { text: 'each ResourceClaim may be listed once.', fix: 'Remove one of the two entries.' },
  listMissing: { text: '{{field}} must not be empty.', fix: 'Set {{field}}, or remove the entry.' },
  containerTwice: { text: 'each container may be listed once.', fix: 'Remove one of the two entries.' },
  resourceMissing: { text: 'an entry must have the name of a resource.', fix: 'Set name to {{allowed}}.' },
  resource: { text: 'must be {{allowed}}.', fix: 'Set name to cpu, memory or a name such as hugepages-2Mi.' },
  resourceTwice: { text: 'each resource may be listed once.', fix: 'Remove one of the two entries.' },
  quantityMissing: { text: 'a mapping must have a quantity.', fix: 'Set quantity to the amount that the claim uses.' },
  overhead: {
    text: 'an entry must have perPod or perContainer.',
    fix: 'Set perPod or perContainer, or remove the entry.',
  },
  amountsOf: {
    text: 'resources must have only resources of Kubernetes, such as cpu and memory.',
    fix: 'Remove the other resources.',
  },
  amounts: { text: 'resources must not have negative amounts.', fix: 'Set each amount to 0 or more.' },
  negative: { text: 'must be 0 or more.', fix: 'Set {{field}} to 0 or more.' },
} as const;
type Found = FindingOf<typeof messages>;

const allowed = 'cpu, memory or hugepages-SIZE';

export const statusNodeAllocatableClaims = definePodRule({
  id: 'status-node-allocatable-claims',
  title:
    'nodeAllocatableResourceClaimStatuses must name ResourceClaims of the Pod, with amounts of cpu, memory or huge pages',
  why: 'In nodeAllocatableResourceClaimStatuses, the scheduler reports how much cpu, memory and huge pages of the node the ResourceClaims of a Pod use (KEP-5517).',
  mirrors: ['validateNodeAllocatableResourceClaimStatus'],
  appliesTo: statusUpdates,
  messages,
  *check({ spec, change }) {
    const status = objectAt(change.after, 'status');
    const entries = listAt(status, 'nodeAllocatableResourceClaimStatuses');
    if (entries.length === 0) return;
    const used = [...listAt(spec, 'resourceClaims'), ...listAt(status, 'resourceClaimStatuses')];
    const names = new Set(used.flatMap((claim) => stringAt(claim, 'resourceClaimName') ?? []));
    const known = [...names].filter((name) => dnsSubdomainError(name) === undefined);
    const list = statusPath.child('nodeAllocatableResourceClaimStatuses');
    const hasMappings = change.facts.nodeAllocatableMappings;
    if (hasMappings) yield* twiceFindings(entries, list, 'resourceClaimName', 'twice');
    for (const [i, entry] of entries.entries()) {
      const claim = stringAt(entry, 'resourceClaimName') ?? '';
      const at = list.index(i);
      const path = at.child('resourceClaimName');
      if (claim === '') yield required(path, 'claimMissing');
      else if (!names.has(claim)) yield notFound(path, 'claim', claim, known);
      yield* hasMappings ? mappingFindings(entry, at, claim !== '') : amountFindings(entry, at);
    }
  },
});

/** Of an entry in 1.36. */
function* amountFindings(entry: Json, path: FieldPath): Generator<Found> {
  if (listAt(entry, 'containers').length === 0) yield required(path.child('containers'), 'listMissing');
  const amounts = objectAt(entry, 'resources');
  const at = path.child('resources');
  if (Object.keys(amounts).length === 0) yield required(at, 'listMissing');
  // The types of 1.37 do not have this field, so its keys are not shown.
  if (!Object.keys(amounts).every(isNative)) yield invalid(at, 'amountsOf');
  if (Object.values(amounts).some(isNegative)) yield invalid(at, 'amounts');
}

/** Of an entry since 1.37. */
function* mappingFindings(entry: Json, path: FieldPath, hasClaim: boolean): Generator<Found> {
  const containers = listAt(entry, 'containers');
  const seen = new Set<Json>();
  for (const [j, to] of containers.entries()) {
    if (seen.has(to)) yield duplicate(path.child('containers').index(j), 'containerTwice', { to });
    seen.add(to);
  }
  for (const list of ['mapping', 'overhead'] as const) {
    const entries = listAt(entry, list);
    yield* twiceFindings(entries, path.child(list), 'name', 'resourceTwice');
    for (const [j, one] of entries.entries()) {
      const at = path.child(list).index(j);
      const to = stringAt(one, 'name') ?? '';
      if (to === '') yield required(at.child('name'), 'resourceMissing', { shown: { allowed } });
      if (list === 'mapping' && !isSet(field(one, 'quantity'))) yield required(at.child('quantity'), 'quantityMissing');
      if (!hasClaim) continue;
      if (to !== '' && !isPodLevel(to)) yield invalid(at.child('name'), 'resource', { shown: { allowed }, to });
      const amounts = list === 'mapping' ? ['quantity'] : ['perPod', 'perContainer'];
      if (list === 'overhead' && !amounts.some((name) => isSet(get(one, name))))
        yield invalid(at, 'overhead', { to: one });
      for (const name of amounts) yield* checkAmount(field(one, name), at.child(name));
    }
  }
}

const isNegative = (amount: Json | undefined): boolean => (parseQuantity(amount) ?? 0n) < 0n;

function* checkAmount(to: Json | undefined, path: FieldPath): Generator<Found> {
  if (isNegative(to)) yield invalid(path, 'negative', { to });
}

function* twiceFindings(
  entries: readonly Json[],
  path: FieldPath,
  key: string,
  messageId: 'twice' | 'resourceTwice',
): Generator<Found> {
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const name = stringAt(entry, key) ?? '';
    if (seen.has(name)) yield duplicate(path.index(i), messageId, { to: entry });
    seen.add(name);
  }
}

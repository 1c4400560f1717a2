import { get, isSet, listAt, stringAt } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { duplicate, invalid, notFound } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

export const statusResourceClaims = definePodRule({
  id: 'status-resource-claims',
  title:
    'resourceClaimStatuses must have at most one entry for each resource claim of the Pod, with the name of a ResourceClaim',
  why: 'The kubelet and the scheduler read from resourceClaimStatuses which ResourceClaim was created for a claim of the Pod.',
  mirrors: ['validatePodResourceClaimStatuses'],
  appliesTo: statusUpdates,
  messages: {
    unknown: {
      text: 'the Pod has no resource claim with this name.',
      fix: 'Use a name from spec.resourceClaims.',
    },
    twice: { text: 'each resource claim may be listed once.', fix: 'Remove one of the two entries.' },
    objectName: {
      text: 'the name of a ResourceClaim {{problem}}.',
      fix: 'Use the name of the ResourceClaim that was created for this claim, or remove resourceClaimName.',
    },
  },
  *check({ spec, change }) {
    const statuses = listAt(change.after, 'status', 'resourceClaimStatuses');
    if (statuses.length === 0) return;
    const known = listAt(spec, 'resourceClaims').map((claim) => stringAt(claim, 'name') ?? '');
    const names = new Set(known);
    const seen = new Set<string>();
    for (const [i, status] of statuses.entries()) {
      const at = statusPath.child('resourceClaimStatuses').index(i);
      const name = stringAt(status, 'name') ?? '';
      if (!names.has(name)) yield notFound(at.child('name'), 'unknown', name, known);
      else if (seen.has(name)) yield duplicate(at.child('name'), 'twice', { to: name });
      seen.add(name);
      const claim = get(status, 'resourceClaimName');
      const problem = isSet(claim) ? dnsSubdomainError(typeof claim === 'string' ? claim : '') : undefined;
      if (problem !== undefined)
        yield invalid(at.child('resourceClaimName'), 'objectName', { data: { problem }, to: claim });
    }
  },
});

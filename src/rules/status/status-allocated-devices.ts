import { field, isOneOf, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { statusLists } from '../../kubernetes/pod/container-statuses.ts';
import { containerName } from '../../kubernetes/pod/containers.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { duplicate, forbidden, notFound, notSupported, required, tooLong, type FindingOf } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

/** Source: ResourceHealthMessageMaxLength. */
const maxMessage = 1024;
const healths = ['Healthy', 'Unhealthy', 'Unknown'];
const ofClaim = 'claim:';

const messages = {
  ephemeral: {
    text: 'allocatedResourcesStatus is not allowed for an ephemeral container, which cannot have resources.',
    fix: 'Remove allocatedResourcesStatus.',
  },
  resource: {
    text: 'the container does not request this resource.',
    fix: 'Use the name of a resource in resources.requests of the container.',
  },
  claim: {
    text: 'the container does not use this resource claim.',
    fix: 'Use claim:NAME for a claim without a request, or claim:NAME/REQUEST, with the names in resources.claims of the container.',
  },
  health: {},
  healthMissing: { text: 'a device must have a health.', fix: 'Set health to Healthy, Unhealthy or Unknown.' },
  emptyMessage: { text: 'message must not be empty.', fix: 'Write why the device has this health, or remove message.' },
  longMessage: { text: 'message must be no more than {{max}} bytes.', fix: 'Shorten message.' },
  twice: { text: 'each device may be listed once.', fix: 'Remove one of the two entries.' },
} as const;
type Found = FindingOf<typeof messages>;

export const statusAllocatedDevices = definePodRule({
  id: 'status-allocated-devices',
  title: 'allocatedResourcesStatus must name resources and claims of the container, and each device must have a health',
  why: 'In allocatedResourcesStatus, the kubelet reports the health of the devices that a container uses (KEP-4680). Controllers replace a Pod whose device has failed.',
  mirrors: ['validateContainerStatusAllocatedResourcesStatus', 'validateContainerStatusNoAllocatedResourcesStatus'],
  appliesTo: statusUpdates,
  messages,
  *check({ spec, change }) {
    const status = objectAt(change.after, 'status');
    const facts = change.facts;
    for (const [list, containers] of statusLists) {
      let resources: Resources | undefined;
      for (const [i, of] of listAt(status, list).entries()) {
        const devices = listAt(of, 'allocatedResourcesStatus');
        if (devices.length === 0) continue;
        const path = statusPath.child(list).index(i).child('allocatedResourcesStatus');
        if (containers === 'ephemeralContainers') {
          yield forbidden(path, 'ephemeral');
          continue;
        }
        resources ??= resourcesByContainer(
          listAt(spec, containers),
          facts.extendedResourceHealth ? objectAt(status, 'extendedResourceClaimStatus') : {},
          facts.claimHealth,
        );
        // The status of a container that the Pod does not have may be about any resource.
        const names = resources.get(containerName(of));
        for (const [j, device] of devices.entries()) {
          const name = stringAt(device, 'name') ?? '';
          const at = path.index(j);
          if (names?.known.has(name) === false)
            yield notFound(at.child('name'), name.startsWith(ofClaim) ? 'claim' : 'resource', name, names.meant);
          yield* healthFindings(listAt(device, 'resources'), at.child('resources'), facts.ResourceHealthStatusMessage);
        }
      }
    }
  },
});

/** For each container, the names of the resources whose devices it may have, and those to suggest. */
type Resources = ReadonlyMap<string, { readonly known: ReadonlySet<string>; readonly meant: readonly string[] }>;

function resourcesByContainer(containers: readonly Json[], extended: JsonObject, hasClaims: boolean): Resources {
  const claim = stringAt(extended, 'resourceClaimName') ?? '';
  const mappings = Map.groupBy(
    claim === '' ? [] : listAt(extended, 'requestMappings'),
    (mapping) => stringAt(mapping, 'containerName') ?? '',
  );
  const byName = new Map<string, { known: ReadonlySet<string>; meant: readonly string[] }>();
  for (const container of containers) {
    const name = containerName(container);
    // If a name is repeated, the first container counts.
    if (byName.has(name)) continue;
    const known = namesOf(container, claim, mappings.get(name) ?? [], hasClaims);
    byName.set(name, { known, meant: [...known].filter(isValid) });
  }
  return byName;
}

/** Every name but those in the new status is of the stored Pod, which is valid. */
const isValid = (name: string): boolean =>
  !name.startsWith(ofClaim) ||
  name
    .slice(ofClaim.length)
    .split('/')
    .every((part) => dnsSubdomainError(part) === undefined);

function namesOf(container: Json, claim: string, mappings: readonly Json[], hasClaims: boolean): ReadonlySet<string> {
  const requests = objectAt(container, 'resources', 'requests');
  const names = new Set(Object.keys(requests).filter((name) => !name.startsWith(ofClaim)));
  for (const used of hasClaims ? listAt(container, 'resources', 'claims') : []) {
    const request = stringAt(used, 'request') ?? '';
    names.add(`${ofClaim}${stringAt(used, 'name') ?? ''}${request === '' ? '' : `/${request}`}`);
  }
  for (const mapping of mappings) {
    const request = stringAt(mapping, 'requestName') ?? '';
    const amount = parseQuantity(field(requests, stringAt(mapping, 'resourceName') ?? '')) ?? 0n;
    if (request !== '' && amount !== 0n) names.add(`${ofClaim}${claim}/${request}`);
  }
  return names;
}

function* healthFindings(devices: readonly Json[], path: FieldPath, hasMessages: boolean): Generator<Found> {
  const seen = new Set<string>();
  for (const [k, device] of devices.entries()) {
    const at = path.index(k);
    const health = field(device, 'health') ?? '';
    if (health === '') yield required(at.child('health'), 'healthMissing');
    else if (!isOneOf(health, healths)) yield notSupported(at.child('health'), 'health', health, healths);
    const message = field(device, 'message');
    if (hasMessages && message === '') yield required(at.child('message'), 'emptyMessage');
    if (hasMessages && typeof message === 'string' && Buffer.byteLength(message) > maxMessage)
      yield tooLong(at.child('message'), 'longMessage', { shown: { max: maxMessage } });
    const id = stringAt(device, 'resourceID') ?? '';
    if (seen.has(id)) yield duplicate(at.child('resourceID'), 'twice', { to: id });
    seen.add(id);
  }
}

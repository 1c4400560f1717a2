import { field, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { containerName } from '../../kubernetes/pod/containers.ts';
import { quoted } from '../../text/quoted.ts';
import { duplicate, invalid, notFound, required, type FindingOf } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

const messages = {
  empty: {
    text: 'extendedResourceClaimStatus must have at least one request mapping.',
    fix: 'Add the containers and their extended resources, or remove extendedResourceClaimStatus.',
  },
  container: {
    text: 'the Pod has no container with this name.',
    fix: 'Use the name of a container in spec.containers or spec.initContainers.',
  },
  resource: {
    text: 'container {{name}} does not request this resource.',
    fix: 'Use the name of an extended resource in resources.requests of container {{name}}.',
  },
  request: { text: 'the name of a request {{problem}}.', fix: 'Use the name of a request in the ResourceClaim.' },
  twice: { text: 'each request mapping may be listed once.', fix: 'Remove one of the two entries.' },
  claimMissing: {
    text: 'extendedResourceClaimStatus must have a resourceClaimName.',
    fix: 'Set resourceClaimName to the name of the ResourceClaim that was created for the extended resources of the Pod.',
  },
  claim: {
    text: 'the name of a ResourceClaim {{problem}}.',
    fix: 'Set resourceClaimName to the name of the ResourceClaim that was created for the extended resources of the Pod.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const statusExtendedClaim = definePodRule({
  id: 'status-extended-claim',
  title: 'extendedResourceClaimStatus must map extended resources of containers to requests of a ResourceClaim',
  why: 'The scheduler creates a ResourceClaim for the extended resources of a Pod. The kubelet reads from extendedResourceClaimStatus which devices a container gets (KEP-5004).',
  mirrors: ['validatePodExtendedResourceClaimStatus'],
  appliesTo: statusUpdates,
  messages,
  *check({ spec, change }) {
    const status = field(objectAt(change.after, 'status'), 'extendedResourceClaimStatus');
    if (!isObject(status)) return;
    const path = statusPath.child('extendedResourceClaimStatus');
    yield* mappingFindings(listAt(status, 'requestMappings'), spec, path, change.facts.extendedRequestsByName);
    const to = stringAt(status, 'resourceClaimName') ?? '';
    const problem = dnsSubdomainError(to);
    const at = path.child('resourceClaimName');
    if (to === '') yield required(at, 'claimMissing');
    else if (problem !== undefined) yield invalid(at, 'claim', { data: { problem }, to });
  },
});

function* mappingFindings(
  mappings: readonly Json[],
  spec: JsonObject,
  path: FieldPath,
  byRequest: boolean,
): Generator<Found> {
  const list = path.child('requestMappings');
  if (mappings.length === 0) yield required(list, 'empty');
  // If a name is repeated, the last container counts.
  const containers = new Map(
    ['initContainers', 'containers'].flatMap((name) =>
      listAt(spec, name).map((container) => [containerName(container), requestsOf(container)] as const),
    ),
  );
  const known = [...containers.keys()];
  const seen = new Set<string>();
  for (const [i, mapping] of mappings.entries()) {
    const at = list.index(i);
    const [container = '', resource = '', request = ''] = fields.map((name) => stringAt(mapping, name) ?? '');
    const requests = containers.get(container);
    if (requests === undefined) yield notFound(at.child('containerName'), 'container', container, known);
    else if (!requests.known.has(resource))
      yield notFound(at.child('resourceName'), 'resource', resource, requests.listed, {
        shown: { name: quoted(container) },
      });
    const problem = dnsLabelError(request);
    if (problem !== undefined) yield invalid(at.child('requestName'), 'request', { data: { problem }, to: request });
    const key = JSON.stringify(byRequest ? [container, resource, request] : [container, resource]);
    if (seen.has(key)) yield duplicate(at, 'twice', { to: mapping });
    seen.add(key);
  }
}

const fields = ['containerName', 'resourceName', 'requestName'] as const;

function requestsOf(container: Json): { readonly known: ReadonlySet<string>; readonly listed: readonly string[] } {
  const listed = Object.keys(objectAt(container, 'resources', 'requests'));
  return { known: new Set(listed), listed };
}

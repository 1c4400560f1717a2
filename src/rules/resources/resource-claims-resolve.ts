import { listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, isDnsLabel } from '../../kubernetes/names.ts';
import { quoted } from '../../text/quoted.ts';
import { duplicate, invalid, notFound, required, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  missing: {
    text: 'an entry of claims must have a name.',
    fix: 'Set name to the name of one of the resourceClaims of the Pod.',
  },
  unknown: {
    text: 'the Pod has no resource claim with this name.',
    fix: 'Add {{claim}} to resourceClaims of the Pod.',
  },
  taken: {
    text: '{{container}} already uses claim {{claim}}.',
    fix: 'Remove one of the two entries.',
  },
  requestTaken: {
    text: '{{container}} already uses request {{request}} of claim {{claim}}.',
    fix: 'Remove one of the two entries.',
  },
  wholeAndPart: {
    text: '{{container}} lists claim {{claim}} once as a whole and once with request {{request}}.',
    fix: 'Remove one of the two entries.',
  },
  request: {
    text: 'the name of a request {{problem}}.',
    fix: 'Use the name of a request in the ResourceClaim.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const resourceClaimsResolve = definePodRule({
  id: 'resource-claims-resolve',
  title: 'Entries of claims in a container must name resource claims of the Pod, and must not overlap',
  why: 'A container refers to a resource claim of the Pod by name, and uses the whole claim or one request of the claim.',
  mirrors: ['validateResourceClaimNames'],
  appliesTo: podsAndTemplates,
  reads: ['resourceClaims', 'containers.resources'],
  messages,
  *check({ spec, specPath, changedContainers, change }) {
    if (!change.facts.DynamicResourceAllocation) return;
    let ofPod: ClaimsOfPod | undefined;
    for (const { value, path } of changedContainers) {
      const claims = listAt(value, 'resources', 'claims');
      if (claims.length === 0) continue;
      ofPod ??= claimsOf(listAt(spec, 'resourceClaims'), specPath.child('resourceClaims'));
      yield* claimFindings(claims, ofPod, path.child('resources', 'claims'));
    }
  },
});

interface ClaimsOfPod {
  readonly names: ReadonlySet<string>;
  /** Those to suggest. */
  readonly known: readonly string[];
  /** The path of the list, if the Pod has one. */
  readonly path: FieldPath | undefined;
}

function claimsOf(claims: readonly Json[], path: FieldPath): ClaimsOfPod {
  const names = new Set(claims.map((claim) => stringAt(claim, 'name') ?? ''));
  const known = [...names].filter(isDnsLabel);
  return { names, known, path: claims.length === 0 ? undefined : path };
}

function* claimFindings(claims: readonly Json[], ofPod: ClaimsOfPod, path: FieldPath): Generator<Found> {
  /** Claims used as a whole, claims of which some request is used, and those requests, each with its first entry. */
  const whole = new Map<string, Entry>();
  const parted = new Map<string, Entry>();
  const parts = new Map<string, Entry>();
  for (const [i, claim] of claims.entries()) {
    const entry = {
      name: stringAt(claim, 'name') ?? '',
      request: stringAt(claim, 'request') ?? '',
      path: path.index(i),
    };
    const { name, request, path: at } = entry;
    if (name === '') {
      yield required(at.child('name'), 'missing');
      continue;
    }
    const part = `${name}/${request}`;
    const problem = request === '' || whole.has(name) ? undefined : dnsLabelError(request);
    if (problem !== undefined) yield invalid(at.child('request'), 'request', { data: { problem }, to: request });
    const other = whole.get(name) ?? (request === '' ? parted.get(name) : parts.get(part));
    if (other !== undefined) yield takenFinding(entry, other);
    else if (request === '') whole.set(name, entry);
    else {
      if (!parted.has(name)) parted.set(name, entry);
      parts.set(part, entry);
    }
    if (!ofPod.names.has(name)) {
      const shown = { claim: isDnsLabel(name) ? quoted(name) : 'a claim with a valid name' };
      yield notFound(at.child('name'), 'unknown', name, ofPod.known, { shown, beside: ofPod.path });
    }
  }
}

interface Entry {
  readonly name: string;
  /** Empty where the entry uses the whole claim. */
  readonly request: string;
  readonly path: FieldPath;
}

function takenFinding({ name, request, path }: Entry, { request: used, path: beside }: Entry): Found {
  const claim = quoted(name);
  if (request === '' && used === '') return duplicate(path, 'taken', { to: name, shown: { claim }, beside });
  const to = request === '' ? name : `${name}/${request}`;
  const shown = { claim, request: quoted(used === '' ? request : used) };
  return duplicate(path, request === used ? 'requestTaken' : 'wholeAndPart', { to, shown, beside });
}

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
  unknown: { text: 'the Pod has no resource claim with this name.', fix: 'Add {{to}} to resourceClaims of the Pod.' },
  taken: {
    text: '{{container}} already uses claim {{claim}}. An entry without a request uses the whole claim.',
    fix: 'Remove one of the two entries.',
  },
  requestTaken: {
    text: '{{container}} already uses request {{request}} of claim {{claim}}. An entry without a request uses the whole claim.',
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
  title: 'Containers must refer to resource claims of the Pod, each only once',
  why: 'A claim belongs to the Pod. A container refers to it by name, and uses all of it or one of its requests.',
  mirrors: 'validateResourceClaimNames',
  appliesTo: podsAndTemplates,
  reads: ['resourceClaims', 'containers.resources'],
  messages,
  *check({ spec, specPath, changedContainers }) {
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
  /** The list of them, where there is one. */
  readonly path: FieldPath | undefined;
}

/** More than enough to find a misspelt one among. */
const maxKnown = 100;

function claimsOf(claims: readonly Json[], path: FieldPath): ClaimsOfPod {
  const names = new Set(claims.map((claim) => stringAt(claim, 'name') ?? ''));
  const known = [...names].filter(isDnsLabel).slice(0, maxKnown);
  return { names, known, path: claims.length === 0 ? undefined : path };
}

function* claimFindings(claims: readonly Json[], ofPod: ClaimsOfPod, path: FieldPath): Generator<Found> {
  /** Claims used as a whole, claims of which some request is used, and those requests, each with the index of its first entry. */
  const whole = new Map<string, number>();
  const parted = new Map<string, number>();
  const parts = new Map<string, number>();
  for (const [i, claim] of claims.entries()) {
    const name = stringAt(claim, 'name') ?? '';
    const request = stringAt(claim, 'request') ?? '';
    const at = path.index(i);
    if (name === '') {
      yield required(at.child('name'), 'missing');
      continue;
    }
    const part = `${name}/${request}`;
    const problem = request === '' || whole.has(name) ? undefined : dnsLabelError(request);
    if (problem !== undefined) yield invalid(at.child('request'), 'request', { data: { problem }, to: request });
    const other = whole.get(name) ?? (request === '' ? parted.get(name) : parts.get(part));
    if (other !== undefined) {
      const used = stringAt(claims[other], 'request') ?? '';
      const details = { to: request === '' ? name : part, beside: path.index(other) };
      const shown = { claim: quoted(name), request: quoted(used) };
      yield duplicate(at, used === '' ? 'taken' : 'requestTaken', { ...details, shown });
    } else if (request === '') {
      whole.set(name, i);
    } else {
      if (!parted.has(name)) parted.set(name, i);
      parts.set(part, i);
    }
    if (!ofPod.names.has(name)) {
      yield notFound(at.child('name'), 'unknown', name, ofPod.known, { beside: ofPod.path });
    }
  }
}

import { listAt, stringAt, type Json } from '../../json/json.ts';
import { dnsLabelError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, invalid, notFound, required, say, type FindingOf } from '../finding.ts';

const messages = {
  missing: 'a claim is told by its name',
  unknown: 'the Pod has no such claim in resourceClaims',
  taken: 'the container uses it already',
  request: '{{problem}}',
} as const;
type Found = FindingOf<typeof messages>;

export const resourceClaimsResolve = definePodRule({
  id: 'resource-claims-resolve',
  title: 'A container uses resource claims of its Pod, each once',
  why: 'A claim belongs to the Pod; its containers say which of them use it, whole or by request (KEP-4381).',
  mirrors: 'validateResourceClaimNames',
  appliesTo: podsAndTemplates,
  reads: ['resourceClaims', 'containers.resources'],
  messages,
  *check({ spec, changedContainers }) {
    let known: ReadonlySet<string | undefined> | undefined;
    for (const { value, path } of changedContainers) {
      const claims = listAt(value, 'resources', 'claims');
      if (claims.length === 0) continue;
      known ??= new Set(listAt(spec, 'resourceClaims').map((claim) => stringAt(claim, 'name')));
      yield* claimFindings(claims, known, path.child('resources', 'claims'));
    }
  },
});

function* claimFindings(
  claims: readonly Json[],
  known: ReadonlySet<string | undefined>,
  path: FieldPath,
): Generator<Found> {
  /** Claims used as a whole, claims of which some request is used, and those requests. */
  const whole = new Set<string>();
  const parted = new Set<string>();
  const parts = new Set<string>();
  for (const [i, claim] of claims.entries()) {
    const name = stringAt(claim, 'name') ?? '';
    const request = stringAt(claim, 'request') ?? '';
    const at = path.index(i);
    if (name === '') {
      yield required(at.child('name'), 'missing', { fix: say('name one of the Pod’s claims') });
      continue;
    }
    const part = `${name}/${request}`;
    const problem = request === '' || whole.has(name) ? undefined : dnsLabelError(request);
    if (problem !== undefined) {
      yield invalid(at.child('request'), 'request', {
        data: { problem },
        to: request,
        fix: say('name a request of the claim'),
      });
    }
    if (whole.has(name) || (request === '' ? parted.has(name) : parts.has(part))) {
      yield duplicate(at, 'taken', { to: claim, fix: say('leave one of them out') });
    } else if (request === '') {
      whole.add(name);
    } else {
      parted.add(name);
      parts.add(part);
    }
    if (!known.has(name)) {
      yield notFound(at.child('name'), 'unknown', { to: name, fix: say('add it to the resourceClaims of the Pod') });
    }
  }
}

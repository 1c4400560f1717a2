import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, forbidden, invalid, remove, required, say, type FindingOf } from '../finding.ts';

const sources = ['resourceClaimName', 'resourceClaimTemplateName'] as const;
const messages = {
  mirror: 'a static Pod cannot have resource claims',
  missing: 'a claim needs a name',
  malformed: '{{problem}}',
  taken: 'another claim of the Pod has this name',
  source: 'either a resourceClaimName or a resourceClaimTemplateName is needed',
} as const;
type Found = FindingOf<typeof messages>;

export const podResourceClaimsValid = definePodRule({
  id: 'pod-resource-claims-valid',
  title: 'A resource claim of the Pod has a name of its own and one source',
  why: 'Containers use a claim by its name in the Pod; the claim itself exists, or is made from a template (KEP-4381).',
  mirrors: 'validatePodResourceClaim',
  appliesTo: podsAndTemplates,
  reads: ['resourceClaims', 'metadata.annotations'],
  messages,
  *check({ kind, metadata, spec, specPath }) {
    const claims = listAt(spec, 'resourceClaims');
    if (claims.length === 0) return;
    const path = specPath.child('resourceClaims');
    if (kind === 'Pod' && isSet(field(metadata['annotations'], mirrorAnnotation))) {
      yield forbidden(path, 'mirror', { fix: remove });
      return;
    }
    const taken = new Set<string>();
    for (const [i, claim] of claims.entries()) {
      const name = stringAt(claim, 'name') ?? '';
      const at = path.index(i).child('name');
      if (name === '') yield required(at, 'missing', { fix: say('name it as the containers use it') });
      else if (taken.has(name)) yield duplicate(at, 'taken', { to: name, fix: say('choose another name') });
      else yield* malformed(dnsLabelError(name), name, at);
      taken.add(name);
      yield* sourceFindings(claim, path.index(i));
    }
  },
});

function* sourceFindings(claim: Json, path: FieldPath): Generator<Found> {
  const set = sources.filter((source) => isSet(field(claim, source)));
  if (set.length !== 1) yield invalid(path, 'source', { to: claim, fix: say('name one of them') });
  for (const source of set) {
    const name = stringAt(claim, source) ?? '';
    yield* malformed(dnsSubdomainError(name), name, path.child(source));
  }
}

function* malformed(problem: string | undefined, to: string, path: FieldPath): Generator<Found> {
  if (problem !== undefined)
    yield invalid(path, 'malformed', { data: { problem }, to, fix: say('choose another name') });
}

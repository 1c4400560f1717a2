import { mirrorAnnotation } from '../../kubernetes/annotations.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsLabelError, dnsSubdomainError } from '../../kubernetes/names.ts';
import { claimSourcesOf } from '../../kubernetes/pod/claim-sources.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import { duplicate, forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  mirror: { text: 'resourceClaims are not allowed in a static Pod.', fix: 'Remove resourceClaims.' },
  missing: {
    text: 'a resource claim must have a name.',
    fix: 'Set name to the name that the containers use in resources.claims.',
  },
  malformed: { text: 'the name of a resource claim {{problem}}.', fix: 'Use a name such as "{{example}}".' },
  objectName: {
    text: 'the name of a {{object}} {{problem}}.',
    fix: 'Use the name of a {{object}} in the namespace of the Pod.',
  },
  objectNameMissing: {
    text: '{{field}} must not be empty.',
    fix: 'Set {{field}} to the name of a {{object}} in the namespace of the Pod.',
  },
  taken: { text: '{{other}} already has this name.', fix: 'Give this resource claim another name.' },
  source: {
    text: 'a resource claim must have a resourceClaimName or a resourceClaimTemplateName.',
    fix: 'Add resourceClaimTemplateName to give each Pod its own ResourceClaim, or resourceClaimName to share one.',
  },
  twoSources: {
    text: 'a resource claim cannot have both resourceClaimName and resourceClaimTemplateName.',
    fix: 'Remove one of the two fields.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const podResourceClaimsValid = definePodRule({
  id: 'pod-resource-claims-valid',
  title: 'Resource claims of a Pod must have a unique name and one source',
  why: 'Containers refer to a claim by its name in the Pod. A claim is a ResourceClaim in the namespace of the Pod, or is created from a ResourceClaimTemplate for this Pod.',
  mirrors: ['validatePodResourceClaim'],
  appliesTo: podsAndTemplates,
  reads: ['resourceClaims', 'metadata.annotations'],
  needs: ['resourceClaims'],
  messages,
  *check({ kind, metadata, metadataPath, spec, specPath, change }) {
    const claims = listAt(spec, 'resourceClaims');
    if (claims.length === 0 || !change.facts.DynamicResourceAllocation) return;
    const path = specPath.child('resourceClaims');
    const isStatic = kind === 'Pod' && isSet(field(metadata['annotations'], mirrorAnnotation));
    if (isStatic && change.facts.claimsNotForStaticPods) {
      yield forbidden(path, 'mirror', { beside: metadataPath.child('annotations').key(mirrorAnnotation) });
      return;
    }
    const taken = new Map<string, FieldPath>();
    for (const [i, claim] of claims.entries()) {
      const name = stringAt(claim, 'name') ?? '';
      const at = path.index(i);
      yield* nameFindings(name, at.child('name'), taken.get(name));
      if (!taken.has(name)) taken.set(name, at);
      yield* sourceFindings(claim, at);
    }
  },
});

function* nameFindings(to: string, path: FieldPath, other: FieldPath | undefined): Generator<Found> {
  const problem = dnsLabelError(to);
  if (to === '') yield required(path, 'missing');
  else if (other !== undefined) {
    yield duplicate(path, 'taken', { to, shown: { other: String(other) }, beside: other.child('name') });
  } else if (problem !== undefined) {
    yield invalid(path, 'malformed', {
      data: { problem },
      to,
      shown: { example: exampleOf(to, path, likeDnsLabel, 'gpu') },
    });
  }
}

function* sourceFindings(claim: Json, path: FieldPath): Generator<Found> {
  const set = claimSourcesOf(claim);
  if (set.length === 0) yield required(path, 'source', { to: claim });
  if (set.length > 1) yield forbidden(path, 'twoSources', { to: claim });
  for (const [source, object] of set) {
    const to = stringAt(claim, source) ?? '';
    const problem = dnsSubdomainError(to);
    if (to === '') yield required(path.child(source), 'objectNameMissing', { shown: { object } });
    else if (problem !== undefined) {
      yield invalid(path.child(source), 'objectName', { data: { problem }, to, shown: { object } });
    }
  }
}

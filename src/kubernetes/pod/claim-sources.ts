import { field, isSet, type Json } from '../../json/json.ts';

/** The sources that a resource claim may have, each with the kind of object that it names. */
const sources = [
  ['resourceClaimName', 'ResourceClaim'],
  ['resourceClaimTemplateName', 'ResourceClaimTemplate'],
] as const;

/** The sources that the resource claim of a Pod or of a Job has. It must have one. */
export const claimSourcesOf = (claim: Json): readonly (typeof sources)[number][] =>
  sources.filter(([source]) => isSet(field(claim, source)));

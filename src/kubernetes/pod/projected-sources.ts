import { field, isSet, type Json } from '../../json/json.ts';
import { gatedBelow, type GateName } from '../gates.ts';
import type { ServerFacts } from '../versions.ts';

/** In the order in which kube-apiserver validates them (validateProjectionSources), with the gate without which it drops the source. */
const projectedSources: readonly { readonly name: string; readonly gate: GateName | undefined }[] = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
].map((name) => ({ name, gate: gatedBelow('sources').find((gated) => gated.name === name)?.gate }));

/** The first source of the entry that kube-apiserver drops, with its gate. */
export function droppedSource(
  entry: Json,
  facts: ServerFacts,
): { readonly name: string; readonly gate: GateName } | undefined {
  for (const { name, gate } of projectedSources)
    if (gate !== undefined && !facts[gate] && isSet(field(entry, name))) return { name, gate };
  return undefined;
}

/** The sources of an entry of a projected volume, without those that kube-apiserver drops. */
export const keptSources = (entry: Json, facts: ServerFacts): string[] =>
  projectedSources
    .filter(({ name, gate }) => isSet(field(entry, name)) && (gate === undefined || facts[gate]))
    .map(({ name }) => name);

import { field, isSet, type Json } from '../../json/json.ts';
import type { GateName } from '../gates.ts';
import type { ServerFacts } from '../versions.ts';

/** In the order in which kube-apiserver validates them (validateProjectionSources), with the gate without which it drops the source. */
const projectedSources: readonly { readonly name: string; readonly gate?: GateName }[] = [
  { name: 'secret' },
  { name: 'configMap' },
  { name: 'downwardAPI' },
  { name: 'serviceAccountToken' },
  { name: 'clusterTrustBundle', gate: 'ClusterTrustBundleProjection' },
  { name: 'podCertificate', gate: 'PodCertificateRequest' },
];

/** The sources of an entry of a projected volume, without those that kube-apiserver drops. */
export const keptSources = (entry: Json, facts: ServerFacts): string[] =>
  projectedSources
    .filter(({ name, gate }) => isSet(field(entry, name)) && (gate === undefined || facts[gate]))
    .map(({ name }) => name);

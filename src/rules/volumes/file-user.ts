/** Findings about the user who owns a file, or by default the files of a volume. */
import { field, isSet, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { hasGate } from '../../kubernetes/gates.ts';
import { keptSources } from '../../kubernetes/pod/projected-sources.ts';
import { isUserId, userIdText } from '../../kubernetes/user-ids.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';
import { invalid, type FindingOf } from '../finding.ts';

export const userMessages = {
  user: {
    text: userIdText,
    fix: 'Set {{field}} to the ID of a user, such as 1000.',
  },
} as const;

export function* userFindings(
  source: Json | undefined,
  name: 'user' | 'defaultUser',
  path: FieldPath,
): Generator<FindingOf<typeof userMessages>> {
  const to = field(source, name);
  if (isSet(to) && !isUserId(to)) yield invalid(path.child(name), 'user', { to });
}

const gate = 'AtomicWriteVolumeUserFields';
const sources: readonly string[] = ['secret', 'configMap', 'downwardAPI', 'projected'];

/**
 * Whether kube-apiserver keeps the users in a source of the volume. Without the feature gate, it drops those in one source, and a volume with
 * two may have more, which it validates (dropDisabledAtomicWriteVolumeUserFields).
 */
export const keepsUsers = (volume: Json, source: string, facts: ServerFacts): boolean =>
  facts[gate] || (sources.find((name) => isSet(field(volume, name))) !== source && hasGate(gate, facts.minor));

/** The same for an entry of a projected volume, of which kube-apiserver drops the users of downwardAPI before those of configMap. */
export function keepsUsersOfEntry(entry: Json, source: string, facts: ServerFacts): boolean {
  if (facts[gate] || !hasGate(gate, facts.minor)) return facts[gate];
  const kept = keptSources(entry, facts);
  return ['secret', 'downwardAPI', ...kept].find((name) => kept.includes(name)) !== source;
}

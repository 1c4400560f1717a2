/** Kubernetes versions as an operator writes them: `1.36`, `v1.36.1`, `1.36+`, `1.36.1-gke.100`. The API servers that they stand for. */
import { gateIn, gateNames } from '../kubernetes/gates.ts';
import { isKnownMinor, newestMinor, oldestMinor, serverFacts } from '../kubernetes/versions.ts';
import { joined } from '../text/quoted.ts';
import type { Policy } from './policy.ts';

/** Older API servers do not have what the rules expect, such as sidecar containers. `versionPattern` has the same limit. */
const oldestAccepted = 30;

/** All rules have been tested against a real kube-apiserver of this version. The chart sets the version of the cluster. */
export const defaultVersion = '1.36';

/** Go and JavaScript read it alike. */
export const versionPattern = '^v?1\\.([3-9][0-9]|[1-9][0-9]{2})(\\+?[.+-].*|\\+)?$';

/** The minor version: 36 for `1.36`. Undefined if the version is too old. */
export function minorOf(version: string): number | undefined {
  const minor = Number(/^v?1\.([0-9]{1,3})/.exec(version)?.[1] ?? NaN);
  return minor >= oldestAccepted ? minor : undefined;
}

export const knownVersions = `Podward knows 1.${oldestMinor} to 1.${newestMinor}.`;

/** The end of a sentence that begins with `must be` or `Use`, and the next sentence. `example` is a version as it is written there. */
export const acceptedVersions = (example: string): string =>
  `a Kubernetes version from 1.${oldestAccepted} on, such as ${example}. ${knownVersions}`;

type Servers = Pick<Policy, 'configured' | 'servers' | 'areKnown'>;

/** One API server of the configured version, for files. */
export const onVersion = (configured: Policy['configured']): Servers => onVersions([configured.minor], configured);

/**
 * The minor versions of a cluster that was last known to have these: it may have been upgraded since, or is about to be. The given versions come
 * first, and then the known ones right after and before one of them.
 */
export function nearMinors(minors: readonly number[]): readonly number[] {
  const neighbors = minors.filter(isKnownMinor).flatMap((minor) => [minor + 1, minor - 1]);
  return [...new Set([...minors, ...neighbors.filter(isKnownMinor)])];
}

/** API servers of these minor versions, of which there is at least one. A version that is not known is judged by the nearest one that is. */
export function onVersions(minors: readonly number[], configured: Policy['configured']): Servers {
  // Several versions that are not known may have the same nearest one, and each server costs time if a finding is checked.
  const facts = minors.map((minor) => serverFacts(minor, configured.featureGates));
  const [first, ...others] = new Map(facts.map((each) => [each.minor, each])).values();
  if (first === undefined) throw new Error('There is no version to judge by.');
  return { configured, servers: [first, ...others], areKnown: minors.every(isKnownMinor) };
}

/** The configured feature gates that none of the servers can have, as sentences. */
export function idleGates({ servers, configured, areKnown }: Servers): readonly string[] {
  const minors = servers.map(({ minor }) => minor).toSorted((a, b) => a - b);
  const versions = joined(
    minors.map((minor) => `1.${minor}`),
    'and',
  );
  const nearest = minors.length === 1 ? 'the nearest version' : 'the nearest versions';
  const where = areKnown ? versions : `${versions}, ${nearest} that Podward knows`;
  return gateNames.flatMap((name) => {
    const setting = configured.featureGates[name];
    const gate = minors.map((minor) => gateIn(name, minor));
    if (setting === undefined || !gate.every((each) => each === undefined || each.isFixed)) return [];
    const fixed = gate.find((each) => each !== undefined);
    const why = fixed === undefined ? 'does not exist' : `is always ${fixed.isOn ? 'on' : 'off'}`;
    return [`featureGates.${name} has no effect, because the feature gate ${why} in Kubernetes ${where}.`];
  });
}

/** What follows from a version that is not known, as a sentence. Undefined if all versions are known. */
export function unknownVersion(minors: readonly number[]): string | undefined {
  const unknown = minors.find((minor) => !isKnownMinor(minor));
  return unknown === undefined
    ? undefined
    : `Podward does not know Kubernetes 1.${unknown}, but only 1.${oldestMinor} to 1.${newestMinor}. ` +
        `Rules that refuse the same as the API server only warn, and judge as in 1.${serverFacts(unknown).minor}.`;
}

/** Kubernetes versions as an operator writes them: `1.36`, `v1.36.1`, `1.36+`, `1.36.1-gke.100`. */
import { newestMinor, oldestMinor } from '../kubernetes/versions.ts';

/**
 * Older API servers do not have the resize subresource and sidecar containers in the form that the rules expect, so the facts of no
 * supported version are close enough.
 */
const oldestAccepted = 30;

/** All rules have been tested against a real kube-apiserver of this version. The chart sets the version of the cluster. */
export const defaultVersion = '1.36';

export const versionPattern = '^v?1\\.[0-9]{1,3}\\+?([.+-].*)?$';

const minorOf = (version: string): number => Number(/^v?1\.([0-9]{1,3})/.exec(version)?.[1] ?? NaN);

/** The supported minor version that is nearest to the given version. Undefined if the given version is too old. */
export function judgedMinor(version: string): number | undefined {
  const minor = minorOf(version);
  return minor >= oldestAccepted ? Math.min(Math.max(minor, oldestMinor), newestMinor) : undefined;
}

/** What is used instead of a version that is not supported, as a sentence. Undefined for a supported version. */
export function replacement(version: string): string | undefined {
  const [minor, judged] = [minorOf(version), judgedMinor(version)];
  return judged === undefined || judged === minor
    ? undefined
    : `Podward supports Kubernetes 1.${oldestMinor} to 1.${newestMinor}, so the rules for 1.${judged} are used in place of those for 1.${minor}.`;
}

/** The end of a sentence that begins with `must be` or `Use`. */
export const acceptedVersions = `a Kubernetes version from 1.${oldestAccepted} on`;

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

/** The supported minor version that is nearest to the given version. Undefined if the given version is too old. */
export function judgedMinor(version: string): number | undefined {
  const minor = Number(/^v?1\.([0-9]{1,3})/.exec(version)?.[1] ?? NaN);
  return minor >= oldestAccepted ? Math.min(Math.max(minor, oldestMinor), newestMinor) : undefined;
}

/** The end of a sentence that begins with `must be`. */
export const versionHint = `a Kubernetes version from 1.${oldestAccepted} on, such as "${defaultVersion}"`;

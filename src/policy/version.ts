/** Kubernetes versions as an operator writes them: `1.36`, `v1.36.1`, `1.36+`, `1.36.1-gke.100`. */

import { newestMinor, oldestMinor } from '../kubernetes/versions.ts';

/** Older servers lack the resize subresource and sidecars as the rules know them: too far away to be judged as the oldest. */
const oldestAccepted = 30;

/** Of the known versions the one that every rule was tried on, against a real kube-apiserver. The chart sets the cluster's own. */
export const defaultVersion = '1.36';

export const versionPattern = '^v?1\\.[0-9]{1,3}\\+?([.+-].*)?$';

/**
 * The minor version to judge by, the nearest known one; undefined where the version is too old. A server that is newer than all that
 * is known is judged by the newest.
 */
export function judgedMinor(version: string): number | undefined {
  const minor = Number(/^v?1\.([0-9]{1,3})/.exec(version)?.[1] ?? NaN);
  return minor >= oldestAccepted ? Math.min(Math.max(minor, oldestMinor), newestMinor) : undefined;
}

export const versionHint = `a version such as "${defaultVersion}", 1.${oldestAccepted} or newer`;

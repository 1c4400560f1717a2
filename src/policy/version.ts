/** Kubernetes versions as an operator writes them: `1.36`, `v1.36.1`, `1.36+`, `1.36.1-gke.100`. */
import { newestMinor, oldestMinor } from '../kubernetes/versions.ts';

/** Older API servers lack the resize subresource and sidecar containers as the rules know them, so that no version that Podward knows is near. */
const oldestAccepted = 30;

/** Every rule was tried against a real kube-apiserver of this version. The chart sets the version of the cluster. */
export const defaultVersion = '1.36';

export const versionPattern = '^v?1\\.[0-9]{1,3}\\+?([.+-].*)?$';

/** The minor version to judge by, the nearest one that Podward knows; undefined where the version is too old. */
export function judgedMinor(version: string): number | undefined {
  const minor = Number(/^v?1\.([0-9]{1,3})/.exec(version)?.[1] ?? NaN);
  return minor >= oldestAccepted ? Math.min(Math.max(minor, oldestMinor), newestMinor) : undefined;
}

/** The end of a sentence that begins with `must be`. */
export const versionHint = `a Kubernetes version from 1.${oldestAccepted} on, such as "${defaultVersion}"`;

/** What an API server reports about its version at `/version` (k8s.io/apimachinery pkg/version, type Info). */
import { stringAt, type Json } from '../../json/json.ts';

/** Why the version is not known: `ca` and `connect` come before the TLS handshake, `status` and `answer` after it. */
export type VersionFailure = 'ca' | 'connect' | 'tls' | 'timeout' | 'status' | 'answer';

export type VersionAnswer =
  | { readonly minors: readonly number[] }
  /** `detail` says what failed, for the end of a sentence. It contains nothing of the body of the answer. */
  | { readonly failure: VersionFailure; readonly detail: string };

/**
 * The minor versions that decide what the API server accepts: that of its program and, since 1.33, the one that it emulates
 * (`--emulated-version`), which has the feature gates. 36 is Kubernetes 1.36. Undefined if the value does not contain a version of Kubernetes 1.
 */
export function minorsOf(info: Json): readonly number[] | undefined {
  const minor = minorAt(info, 'major', 'minor') ?? minorIn(stringAt(info, 'gitVersion') ?? '');
  if (minor === undefined) return undefined;
  const emulated = minorAt(info, 'emulationMajor', 'emulationMinor') ?? minor;
  return emulated === minor ? [minor] : [Math.min(minor, emulated), Math.max(minor, emulated)];
}

/** Providers append a `+` to the minor version. */
function minorAt(info: Json, major: string, minor: string): number | undefined {
  const text = stringAt(info, minor) ?? '';
  return stringAt(info, major) === '1' && /^[0-9]{1,3}\+?$/.test(text) ? Number.parseInt(text, 10) : undefined;
}

/** A program that was not built by a release, and some proxies, report only the git version: `v1.36.1-gke.100`. */
function minorIn(gitVersion: string): number | undefined {
  const found = /^v?1\.([0-9]{1,3})(?:[.+-]|$)/.exec(gitVersion)?.[1];
  return found === undefined ? undefined : Number(found);
}

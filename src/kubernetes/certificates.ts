/** Signers, trust bundles and certificates. Source: pkg/apis/core/validation/names.go and pkg/apis/certificates. */
import { annotationKeyError, dnsSubdomainError, isDnsLabel, maxLabel, maxSubdomain } from './names.ts';

/** `DOMAIN/NAMESPACE.NAME`. */
const maxSigner = maxSubdomain + 1 + maxLabel + 1 + maxSubdomain;

/** The name of a signer, such as `example.com/signer`. Returns what it must be, as words that begin with `must`, or undefined if it is valid. */
export function signerNameError(text: string): string | undefined {
  const [domain = '', path, ...more] = text.split('/', 3);
  if (path === undefined || more.length > 0) return "must consist of a domain, '/' and a path";
  const labels = domain.split('.');
  if (domain.length > maxSubdomain || labels.length < 2 || !labels.every(isDnsLabel))
    return "must have a lowercase domain such as example.com before the '/'";
  if (!path.split('.').every((part) => dnsSubdomainError(part) === undefined))
    return "must have a lowercase name such as my-signer after the '/'";
  return text.length > maxSigner ? `must be no more than ${maxSigner} characters` : undefined;
}

/** Whether Kubernetes itself reserves the name of the signer. */
export function isKubernetesSigner(text: string): boolean {
  const [domain = ''] = text.split('/', 1);
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io');
}

/**
 * The name of a ClusterTrustBundle. For one with a signer, it is the name of the signer, with ':' in place of '/', and a name of its own, such as
 * `example.com:signer:roots`.
 */
export function trustBundleNameError(text: string): string | undefined {
  const colon = text.lastIndexOf(':');
  if (colon === 0) return "must have the name of a signer before the ':'";
  if (text.slice(0, Math.max(colon, 0)).includes('/')) return "must have ':' in place of '/'";
  return dnsSubdomainError(text.slice(colon + 1));
}

/** Keys with a domain, such as `example.com/key`. */
export const domainKeyError = (text: string): string | undefined =>
  annotationKeyError(text) ?? (text.includes('/') ? undefined : "must have a domain and '/' before its name");

export const keyTypes: readonly string[] = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];

const hour = 60 * 60;
const day = 24 * hour;
/** The limits of maxExpirationSeconds. The signers of Kubernetes issue certificates for a day at most. */
export const shortestCertificate = hour;
export const longestCertificate = (signer: string): number => (isKubernetesSigner(signer) ? 1 : 91) * day;

/** Certificates as the TLS client of kube-apiserver judges them: Go's crypto/x509 and crypto/tls. OpenSSL accepts some that Go does not. */
import { X509Certificate } from 'node:crypto';
import { oneLine } from '../text/line.ts';

export interface Validity {
  readonly starts: Date;
  readonly expires: Date;
}

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/** All certificates of a text in PEM format, in their order. Undefined if there are none, or one of them is broken or incomplete. */
export function certificatesIn(pem: string): [X509Certificate, ...X509Certificate[]] | undefined {
  try {
    const blocks = pem.split(begin).slice(1);
    const [first, ...others] = blocks.map((block) => {
      if (!block.includes(end)) throw new Error('incomplete');
      return new X509Certificate(begin + block.slice(0, block.indexOf(end) + end.length));
    });
    return first === undefined ? undefined : [first, ...others];
  } catch {
    return undefined;
  }
}

export const validityOf = ({ validFromDate, validToDate }: X509Certificate): Validity => ({
  starts: validFromDate,
  expires: validToDate,
});

/** The subject as one line, for messages. */
export const subjectOf = ({ subject }: X509Certificate): string =>
  JSON.stringify(oneLine(subject.split('\n').join(', ')).slice(0, 128));

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // the key of the issuer has an unknown type
  }
}

const isSelfSigned = (certificate: X509Certificate): boolean => certificate.checkIssued(certificate);

/** A chain, and the CA that it leads to, if it leads to one. */
export interface Path {
  readonly chain: Chain;
  readonly anchor?: X509Certificate;
}

/**
 * The leaf, and then the intermediate certificates that lead from it to one of the CAs. Of several such paths, this is the one that is
 * valid longest, including its CA. If there is none, this is the longest chain.
 */
export function pathOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  cas: readonly X509Certificate[],
): Path {
  const left = new Set(others.filter((certificate) => !isSelfSigned(certificate)));
  const open: Path[] = [{ chain: [leaf] }];
  let longest: Chain = [leaf];
  for (let path; (path = open.pop()) !== undefined;) {
    if (path.anchor !== undefined) return path;
    const { chain } = path;
    const last = chain.at(-1)!;
    if (chain.length > longest.length) longest = chain;
    for (const issuer of left) {
      if (!isIssuedBy(last, issuer)) continue;
      left.delete(issuer);
      open.push({ chain: [...chain, issuer] });
    }
    for (const anchor of cas) if (isTrusted(last, [anchor])) open.push({ chain, anchor });
    open.sort((a, b) => validityOfPath(a).expires.getTime() - validityOfPath(b).expires.getTime());
  }
  return { chain: longest };
}

export type Chain = readonly [X509Certificate, ...X509Certificate[]];

/** The time in which all certificates of the chain are valid. */
export function validityOfChain(chain: Chain): Validity {
  const validities = chain.map(validityOf);
  return {
    starts: new Date(Math.max(...validities.map(({ starts }) => starts.getTime()))),
    expires: new Date(Math.min(...validities.map(({ expires }) => expires.getTime()))),
  };
}

/** Like the TLS client of Go, which checks the time of each certificate of a chain, and of its CA too (isValid in crypto/x509). */
export const validityOfPath = ({ chain, anchor }: Path): Validity =>
  validityOfChain(anchor === undefined ? chain : [...chain, anchor]);

/** Whether the certificate is one of the CAs, or one of them has issued it. */
const isTrusted = (certificate: X509Certificate, cas: readonly X509Certificate[]): boolean =>
  cas.some((ca) => ca.fingerprint256 === certificate.fingerprint256 || isIssuedBy(certificate, ca));

export const leadsTo = (chain: Chain, cas: readonly X509Certificate[]): boolean =>
  chain.some((certificate) => isTrusted(certificate, cas));

/** What Go requires of the key of a serving certificate, and of every certificate of its chain. Undefined if it is fulfilled. */
export function unacceptable(certificate: X509Certificate, isLeaf: boolean): string | undefined {
  const { signatureAlgorithm = '' } = certificate;
  if (/^(md[245]|sha1|ecdsa-with-SHA1|dsa)/i.test(signatureAlgorithm) && !isSelfSigned(certificate))
    return `must not be signed with ${signatureAlgorithm}, which kube-apiserver does not accept. Issue it with SHA-256 or a stronger hash.`;
  const { keyUsage: usages } = certificate;
  if (usages !== undefined && !usages.some((usage) => usage === serverAuth || usage === anyUsage))
    return 'must have the extended key usage "server auth", or none. Issue it for this usage.';
  if (isLeaf && !isUsableKey(certificate))
    return 'must have an RSA key of 2048 to 8192 bits, an ECDSA key (P-256, P-384 or P-521) or an Ed25519 key. Issue it for such a key.';
  if (!canBeSent(certificate))
    return 'must not have an RSA key of fewer than 2048 or more than 8192 bits. Issue it for another key.';
  return undefined;
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

/**
 * Whether OpenSSL sends a certificate with this key, and Go accepts that it is sent, needed or not. OpenSSL does not serve with an RSA key of fewer
 * than 2048 bits in any certificate. Go accepts no more than 8192 (maxRSAKeySize in crypto/tls).
 */
export function canBeSent({ publicKey: { asymmetricKeyType, asymmetricKeyDetails = {} } }: X509Certificate): boolean {
  const { modulusLength = 0 } = asymmetricKeyDetails;
  return asymmetricKeyType !== 'rsa' || (modulusLength >= 2048 && modulusLength <= 8192);
}

function isUsableKey(certificate: X509Certificate): boolean {
  const { asymmetricKeyType = '', asymmetricKeyDetails: { namedCurve = '' } = {} } = certificate.publicKey;
  if (asymmetricKeyType === 'ec') return ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve);
  return ['rsa', 'ed25519'].includes(asymmetricKeyType) && canBeSent(certificate);
}

/** Certificates as the TLS client of kube-apiserver judges them: Go's crypto/x509 and crypto/tls. OpenSSL accepts some that Go does not. */
import { X509Certificate, type KeyObject } from 'node:crypto';
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

/** The leaf, and then the intermediate certificates that lead from it to one of the CAs, or as far as they go. */
export function chainOf(
  sent: readonly [X509Certificate, ...X509Certificate[]],
  cas: readonly X509Certificate[],
): X509Certificate[] {
  const [leaf, ...others] = sent;
  const chain = [leaf];
  const left = new Set(others.filter((certificate) => !isSelfSigned(certificate)));
  for (let last: X509Certificate | undefined = leaf; last !== undefined && !isTrusted(last, cas);) {
    const issued: X509Certificate = last;
    // A renewed intermediate certificate can be next to the previous one.
    [last] = [...left]
      .filter((candidate) => isIssuedBy(issued, candidate))
      .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
    if (last === undefined) break;
    left.delete(last);
    chain.push(last);
  }
  return chain;
}

/** Whether the certificate is one of the CAs, or one of them has issued it. */
const isTrusted = (certificate: X509Certificate, cas: readonly X509Certificate[]): boolean =>
  cas.some((ca) => ca.fingerprint256 === certificate.fingerprint256 || isIssuedBy(certificate, ca));

export const leadsTo = (chain: readonly X509Certificate[], cas: readonly X509Certificate[]): boolean =>
  chain.some((certificate) => isTrusted(certificate, cas));

/** What Go requires of the key of a serving certificate, and of every signature of the chain. Undefined if it is fulfilled. */
export function unacceptable(certificate: X509Certificate, isLeaf: boolean): string | undefined {
  const { signatureAlgorithm = '' } = certificate;
  if (/^(md[245]|sha1|ecdsa-with-SHA1|dsa)/i.test(signatureAlgorithm) && !isSelfSigned(certificate))
    return `must not be signed with ${signatureAlgorithm}, which kube-apiserver does not accept. Issue it with SHA-256 or a stronger hash.`;
  const { keyUsage: usages } = certificate;
  if (usages !== undefined && !usages.some((usage) => usage === serverAuth || usage === anyUsage))
    return 'must have the extended key usage "server auth", or none. Issue it for this usage.';
  if (isLeaf && !isUsableKey(certificate.publicKey))
    return 'must have an RSA key of 2048 to 8192 bits, an ECDSA key (P-256, P-384 or P-521) or an Ed25519 key. Issue it for such a key.';
  return undefined;
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

/** OpenSSL does not serve with an RSA key of fewer than 2048 bits. Go accepts no more than 8192 (maxRSAKeySize in crypto/tls). */
function isUsableKey({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
  switch (asymmetricKeyType) {
    case 'rsa':
      return modulusLength >= 2048 && modulusLength <= 8192;
    case 'ec':
      return ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve);
    default:
      return asymmetricKeyType === 'ed25519';
  }
}

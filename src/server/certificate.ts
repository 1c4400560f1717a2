/** The serving certificate and the CAs of clients: they are read and checked. docs/server.md lists the checks. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { reasonOf } from '../text/errors.ts';
import {
  canBeSent,
  certificatesIn,
  pathOf,
  subjectOf,
  unacceptable,
  validityOf,
  validityOfChain,
  validityOfPath,
  type Chain,
  type Path,
  type Validity,
} from './chain.ts';
import { wallClock, type Clock } from './clock.ts';
import { StartError } from './errors.ts';
import { maxChainBytes, maxPemBytes } from './limits.ts';

export interface CertificateFiles {
  /** Contains tls.crt and tls.key, and ca.crt if the Secret has it. */
  readonly dir: string;
  /** PEM file with the CA certificates for clients. Without it, clients do not need a certificate. */
  readonly clientCa?: string | undefined;
  /** DNS name that the certificate must be valid for. */
  readonly serverName?: string | undefined;
}

/** The texts of the files. */
export interface Pem {
  readonly cert: string;
  readonly key: string;
  /** Of --client-ca. */
  readonly ca?: string;
  /** Of ca.crt, which is the caBundle that Helm or cert-manager gives to kube-apiserver. */
  readonly trusted?: string;
}

/** The validity is that of the chain and of the CA in ca.crt that it leads to, even if this CA has expired. */
export interface Certificate extends Pem, Validity {
  /** The certificates of tls.crt that the server sends, in PEM format. */
  readonly served: string;
  /** The leaf, and the intermediate certificates that lead from it to one of the CAs in ca.crt. */
  readonly chain: Chain;
  /** The CA in ca.crt that the chain leads to, if it is valid. */
  readonly anchor?: X509Certificate;
  /** Those of ca.crt that are valid. */
  readonly cas: readonly X509Certificate[];
  /** Of the CAs of --client-ca that are valid, the one that expires last. */
  readonly clientCa?: X509Certificate;
  /** When another CA of --client-ca becomes valid. */
  readonly nextClientCa?: Date;
  /** Why kube-apiserver may not trust the certificate, as a sentence. */
  readonly warning?: string;
}

/** Throws a StartError if the files cannot be used. */
export function readCertificate(files: CertificateFiles, clock: Pick<Clock, 'now'> = wallClock): Certificate {
  return check(readPem(files), files, clock);
}

export function readPem({ dir, clientCa }: CertificateFiles): Pem {
  const read = (file: string, flag = '--tls-dir'): string => {
    try {
      // A named pipe would block the server, and a device has no end.
      const stats = statSync(file);
      if (!stats.isFile()) throw new Error('this is not a regular file');
      if (stats.size > maxPemBytes) throw new Error(`this file has more than ${maxPemBytes} bytes`);
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new StartError(`${file} cannot be read: ${reasonOf(error)}. Check ${flag}.`);
    }
  };
  const cert = read(join(dir, 'tls.crt'));
  const key = read(join(dir, 'tls.key'));
  return {
    cert,
    key,
    ...(clientCa === undefined ? {} : { ca: read(clientCa, '--client-ca') }),
    ...(existsSync(join(dir, 'ca.crt')) ? { trusted: read(join(dir, 'ca.crt')) } : {}),
  };
}

/** The files were refused only because of the time, so they may be valid at another time. */
export class UntimelyError extends StartError {
  readonly when: Validity;
  readonly untimely: Untimely;
  constructor(message: string, untimely: Untimely, when: Validity) {
    super(message);
    this.when = when;
    this.untimely = untimely;
  }
}

/**
 * Refuses what kube-apiserver would refuse, so that it does not replace a certificate that works. Name constraints, path lengths and unknown
 * critical extensions are not checked, because Node.js does not show them, and OpenSSL judges some of them in another way than Go.
 */
export function check(pem: Pem, files: CertificateFiles, clock: Pick<Clock, 'now'>): Certificate {
  const now = clock.now();
  const file = join(files.dir, 'tls.crt');
  const [leaf, ...others] = certificatesOf(pem.cert, file);
  checkLength([leaf, ...others], file);
  const trusted = certificatesIn(pem.trusted ?? '') ?? [];
  const cas = trusted.filter(isValidAt(now));
  const key = privateKeyOf(pem.key, join(files.dir, 'tls.key'));
  checkTime(leaf, `the certificate in ${file}`, now);
  if (!leaf.checkPrivateKey(key)) {
    const owner = others.find((other) => other.checkPrivateKey(key));
    throw new StartError(
      owner === undefined
        ? `tls.key in ${files.dir} must be the private key of the certificate in tls.crt. Replace both files.`
        : `the certificate of the server must be the first one in ${file}, but tls.key is the private key of another one, ${subjectOf(owner)}. Move it to the start.`,
    );
  }
  checkName(leaf, file, files.serverName);
  checkForm(leaf, `the certificate in ${file}`, true);
  const found = usableChain(leaf, others, cas, files.dir, now);
  const expired = pathOf(
    leaf,
    others,
    trusted.filter((ca) => untimelyAt(validityOf(ca), now) === 'expired'),
  );
  const path = found.anchor === undefined && expired.anchor !== undefined ? expired : found;
  const clientCas = clientCasOf(pem.ca, files.clientCa, now);
  const served = [leaf, ...others.filter(canBeSent)].join('');
  tried(
    (reason) => `the certificate in ${file} cannot be used: ${reason}.`,
    () => createSecureContext({ ...pem, cert: served }),
  );
  const warnings = [found.warning, untrusted(pem, path, files.dir, now)].filter((one) => one !== undefined);
  return {
    ...pem,
    ...validityOfPath(path),
    ...found,
    served,
    cas,
    ...clientCas,
    ...(warnings.length === 0 ? {} : { warning: warnings.join(' ') }),
  };
}

function checkTime(certificate: X509Certificate, name: string, now: number): void {
  const validity = validityOf(certificate);
  const untimely = untimelyAt(validity, now);
  if (untimely === undefined) return;
  const message = `${name} ${untimelyWords(untimely, validity)}. ${untimelyAdvice[untimely]}`;
  throw new UntimelyError(message, untimely, validity);
}

function checkLength(chain: Chain, file: string): void {
  const bytes = chain.reduce((sum, { raw }) => sum + raw.length, 0);
  if (bytes > maxChainBytes)
    throw new StartError(
      `the certificates in ${file} must have no more than ${maxChainBytes} bytes in DER format, but have ${bytes}. kube-apiserver does not accept long chains. Remove those that do not lead to a CA.`,
    );
}

function checkForm(certificate: X509Certificate, name: string, isLeaf: boolean): void {
  const problem = unacceptable(certificate, isLeaf);
  if (problem !== undefined) throw new StartError(`${name} ${problem}`);
}

/**
 * A chain of certificates that kube-apiserver accepts. An intermediate certificate that it would not accept is refused only if the chain to ca.crt
 * needs it. Without ca.crt, or with the CAs of others, nobody knows which one the chain to caBundle needs.
 */
function usableChain(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  cas: readonly X509Certificate[],
  dir: string,
  now: number,
): Path & { readonly warning?: string } {
  const problems = new Map<X509Certificate, StartError>();
  for (const one of others) {
    const name = `the intermediate certificate ${subjectOf(one)} in ${join(dir, 'tls.crt')}`;
    try {
      checkTime(one, name, now);
      checkForm(one, name, false);
    } catch (error) {
      problems.set(one, error as StartError);
    }
  }
  const usable = others.filter((one) => !problems.has(one));
  const found = pathOf(leaf, usable, cas);
  if (found.anchor !== undefined) return found;
  const whole = pathOf(leaf, others, cas);
  const problem = whole.chain.map((one) => problems.get(one)).find((error) => error !== undefined);
  if (problem === undefined) return found;
  if (whole.anchor !== undefined) throw problem;
  return {
    ...found,
    warning: `The chain is used without one of its certificates, because ${problem.message} If no CA in caBundle has issued the rest of the chain, kube-apiserver cannot call Podward.`,
  };
}

function certificatesOf(pem: string, file: string): [X509Certificate, ...X509Certificate[]] {
  const certificates = certificatesIn(pem);
  if (certificates !== undefined) return certificates;
  const broken = pem.includes('-----BEGIN CERTIFICATE-----');
  throw new StartError(
    broken
      ? `${file} has a certificate that is broken or incomplete. Write the whole file again.`
      : `${file} must contain a certificate in PEM format.`,
  );
}

function privateKeyOf(pem: string, file: string): KeyObject {
  if (/^(-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4,ENCRYPTED)/m.test(pem)) {
    throw new StartError(
      `the private key in ${file} is encrypted, and the server has no passphrase. Use a key without a passphrase: openssl pkey -in tls.key -out plain.key`,
    );
  }
  // The error of OpenSSL for a text that is not PEM, such as `error:0480006C:PEM routines::no start line`, does not help anybody.
  return tried(
    () => `${file} must contain a private key in PEM format.`,
    () => createPrivateKey(pem),
  );
}

/** Go ignores the common name, and a `*` that is only a part of a label. */
const asGo = { subject: 'never', partialWildcards: false } as const;

function checkName(leaf: X509Certificate, file: string, serverName: string | undefined): void {
  const { subjectAltName } = leaf;
  if (subjectAltName === undefined) {
    throw new StartError(
      `the certificate in ${file} must have a subject alternative name. Issue it with the DNS names of the Service.`,
    );
  }
  if (serverName !== undefined && leaf.checkHost(serverName, asGo) === undefined) {
    throw new StartError(
      `the certificate in ${file} must be valid for ${serverName}, but is valid for ${subjectAltName.slice(0, 256)}. Issue it for this name.`,
    );
  }
}

/** Throws an UntimelyError if none is valid, because no client can connect then. */
function clientCasOf(
  pem: string | undefined,
  file: string | undefined,
  now: number,
): Pick<Certificate, 'clientCa' | 'nextClientCa'> {
  if (pem === undefined || file === undefined) return {};
  const cas = certificatesOf(pem, file).sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
  const starts = cas.map(({ validFromDate }) => validFromDate.getTime()).filter((start) => start > now);
  const next = starts.length === 0 ? undefined : new Date(Math.min(...starts));
  const clientCa = cas.find(isValidAt(now));
  if (clientCa !== undefined) return { clientCa, ...(next === undefined ? {} : { nextClientCa: next }) };
  const { starts: last, expires } = validityOf(cas[0]);
  const when = { starts: next ?? last, expires };
  throw new UntimelyError(`no certificate in ${file} is valid now. Renew the CA.`, untimelyAt(when, now)!, when);
}

const isValidAt =
  (now: number) =>
  (certificate: X509Certificate): boolean =>
    untimelyAt(validityOf(certificate), now) === undefined;

/** Not an error, because caBundle can have other CAs than ca.crt. */
function untrusted({ trusted = '' }: Pem, { anchor }: Path, dir: string, now: number): string | undefined {
  if (trusted.trim() === '' || (anchor !== undefined && isValidAt(now)(anchor))) return undefined;
  const file = join(dir, 'ca.crt');
  return anchor === undefined
    ? `No valid CA in ${file} has issued the certificate in tls.crt. If caBundle has the same CAs, kube-apiserver cannot call Podward.`
    : `The CA ${subjectOf(anchor)} in ${file} ${untimelyWords('expired', validityOf(anchor))}. If caBundle has the same CAs, kube-apiserver cannot call Podward. Renew the CA.`;
}

function tried<T>(message: (reason: string) => string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StartError(message(reasonOf(error)));
  }
}

/**
 * Why the certificate cannot be used now, as a sentence. Undefined if it can be used. The CA in ca.crt does not count, because caBundle can have
 * a newer one.
 */
export function unusable({ chain }: Certificate, clock: Pick<Clock, 'now'> = wallClock): string | undefined {
  const validity = validityOfChain(chain);
  const untimely = untimelyAt(validity, clock.now());
  return untimely === undefined ? undefined : `The certificate ${untimelyWords(untimely, validity)}.`;
}

export type Untimely = 'expired' | 'early';

export function untimelyAt({ starts, expires }: Validity, now: number): Untimely | undefined {
  if (now >= expires.getTime()) return 'expired';
  return now < starts.getTime() ? 'early' : undefined;
}

const untimelyWords = (untimely: Untimely, { starts, expires }: Validity): string =>
  untimely === 'expired' ? `expired at ${expires.toISOString()}` : `is not valid before ${starts.toISOString()}`;

const untimelyAdvice: Readonly<Record<Untimely, string>> = {
  expired: 'Renew the certificate.',
  early: 'Check the clock of the node, or use another certificate.',
};

/** The serving certificate: it is read, verified as a client would verify it, and read again when the files change. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { reasonOf, sentenceOf } from '../text/errors.ts';
import { certificatesIn, chainOf, leadsTo, subjectOf, unacceptable, validityOf, type Validity } from './chain.ts';
import { StartError } from './errors.ts';
import { caLagMs, maxPemBytes } from './limits.ts';

interface CertificateFiles {
  /** Contains tls.crt and tls.key, and ca.crt if the Secret has it. */
  readonly dir: string;
  /** PEM file with the CA certificates for clients. Without it, clients do not need a certificate. */
  readonly clientCa?: string | undefined;
  /** DNS name that the certificate must be valid for. */
  readonly serverName?: string | undefined;
}

/** The texts of the files. */
interface Pem {
  readonly cert: string;
  readonly key: string;
  /** Of --client-ca. */
  readonly ca?: string;
  /** Of ca.crt, which is the caBundle that Helm or cert-manager gives to kube-apiserver. */
  readonly trusted?: string;
}

export interface Certificate extends Pem, Validity {
  /** The leaf, and the intermediate certificates that lead from it to one of the CAs in ca.crt. */
  readonly chain: readonly X509Certificate[];
  /** Those of ca.crt that are valid. */
  readonly cas: readonly X509Certificate[];
  /** Why kube-apiserver may not trust the certificate, as a sentence. */
  readonly warning?: string;
}

/** The wall clock. Timers do not run while a container is paused. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `tick` periodically. The returned function stops that. */
  every(tick: () => void): () => void;
}

/**
 * The update of a Secret volume swaps symbolic links, so contents are compared and not times. cert-manager renews certificates weeks
 * before they expire, so 1 s is short enough.
 */
const pollMs = 1_000;

export const wallClock: Clock = {
  now: () => Date.now(),
  every(tick) {
    const timer = setInterval(tick, pollMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Throws a StartError if the files cannot be used. */
export function readCertificate(files: CertificateFiles, clock = wallClock): Certificate {
  return check(readPem(files), files, clock);
}

function readPem({ dir, clientCa }: CertificateFiles): Pem {
  const read = (file: string): string => {
    try {
      // A named pipe would block the server, and a device has no end.
      const stats = statSync(file);
      if (!stats.isFile()) throw new Error('this is not a regular file');
      if (stats.size > maxPemBytes) throw new Error(`this file has more than ${maxPemBytes} bytes`);
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new StartError(`${file} cannot be read: ${reasonOf(error)}.`);
    }
  };
  const cert = read(join(dir, 'tls.crt'));
  const key = read(join(dir, 'tls.key'));
  return {
    cert,
    key,
    ...(clientCa === undefined ? {} : { ca: read(clientCa) }),
    ...(existsSync(join(dir, 'ca.crt')) ? { trusted: read(join(dir, 'ca.crt')) } : {}),
  };
}

/** The certificate was refused only because of the time, so it may be valid at another time. */
class UntimelyError extends StartError {
  readonly when: Validity;
  readonly untimely: Untimely;
  constructor(what: string, untimely: Untimely, when: Validity) {
    super(`${what} ${untimelyWords(untimely, when)}. ${untimelyAdvice[untimely]}`);
    this.when = when;
    this.untimely = untimely;
  }
}

/** Refuses what kube-apiserver would refuse, so that it does not replace a certificate that works. */
function check(pem: Pem, files: CertificateFiles, clock: Clock): Certificate {
  const now = clock.now();
  const file = join(files.dir, 'tls.crt');
  const sent = certificatesOf(pem.cert, file);
  const cas = (pem.trusted === undefined ? undefined : certificatesIn(pem.trusted))?.filter(isValidAt(now)) ?? [];
  const chain = chainOf(sent, cas);
  const key = privateKeyOf(pem.key, join(files.dir, 'tls.key'));
  const nameIn = (one: X509Certificate): string =>
    one === sent[0] ? `the certificate in ${file}` : `the intermediate certificate ${subjectOf(one)} in ${file}`;
  for (const one of chain) {
    const validity = validityOf(one);
    const untimely = untimelyAt(validity, now);
    if (untimely !== undefined) throw new UntimelyError(nameIn(one), untimely, validity);
  }
  const [leaf, ...others] = sent;
  if (!leaf.checkPrivateKey(key)) {
    const owner = others.find((other) => other.checkPrivateKey(key));
    throw new StartError(
      owner === undefined
        ? `tls.key in ${files.dir} must be the private key of the certificate in tls.crt. Replace both files.`
        : `the certificate of the server must be the first one in ${file}, but tls.key is the private key of another one, ${subjectOf(owner)}. Move it to the start.`,
    );
  }
  checkName(leaf, file, files.serverName);
  for (const one of chain) {
    const problem = unacceptable(one, one === leaf);
    if (problem !== undefined) throw new StartError(`${nameIn(one)} ${problem}`);
  }
  checkClientCa(pem.ca, files.clientCa, now);
  tried(
    (reason) => `the certificate in ${file} cannot be used: ${reason}.`,
    () => createSecureContext(pem),
  );
  const validities = chain.map(validityOf);
  const starts = new Date(Math.max(...validities.map((validity) => validity.starts.getTime())));
  const expires = new Date(Math.min(...validities.map((validity) => validity.expires.getTime())));
  return { ...pem, starts, expires, chain, cas, ...warningOf(pem, chain, cas, files.dir) };
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

/** If every CA has expired, no client can connect. */
function checkClientCa(pem: string | undefined, file: string | undefined, now: number): void {
  if (pem === undefined || file === undefined) return;
  if (!certificatesOf(pem, file).some(isValidAt(now)))
    throw new StartError(`no certificate in ${file} is valid now. Renew the CA.`);
}

const isValidAt =
  (now: number) =>
  (certificate: X509Certificate): boolean =>
    untimelyAt(validityOf(certificate), now) === undefined;

/** Not an error, because caBundle can have other CAs than ca.crt. */
function warningOf(
  { trusted = '' }: Pem,
  chain: readonly X509Certificate[],
  cas: readonly X509Certificate[],
  dir: string,
): { readonly warning?: string } {
  if (trusted.trim() === '' || leadsTo(chain, cas)) return {};
  return {
    warning: `No valid CA in ${join(dir, 'ca.crt')} has issued the certificate in tls.crt. If caBundle has the same CAs, kube-apiserver cannot call Podward.`,
  };
}

function tried<T>(message: (reason: string) => string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StartError(message(reasonOf(error)));
  }
}

interface CertificateWatch {
  readonly current: Certificate;
  /** Whether the files are not in use because they were refused. */
  readonly refusing: boolean;
  stop(): void;
}

interface WatchEvents {
  renewed(certificate: Certificate, previous: Certificate): void;
  /** The certificate will be in use after so many milliseconds. */
  delayed(certificate: Certificate, ms: number): void;
  /** Called once for each state of the files. */
  refused(reason: string): void;
}

/**
 * Compares the files with the certificate in use. A new certificate that does not pass the checks is reported, and the old one stays in
 * use. If it was refused only because of the time, it is tried again when it becomes valid.
 */
export function watchCertificate(
  files: CertificateFiles,
  first: Certificate,
  events: WatchEvents,
  clock = wallClock,
): CertificateWatch {
  let current = first;
  let seen = fingerprint(first);
  let refusing = false;
  /** Why the files are not in use, if the reason is the time. Undefined if they are in use or refused for another reason. */
  let untimely: UntimelyError | undefined;
  /** When the files will be in use, if they passed the checks but are not in use yet. */
  let due: number | undefined;

  const use = (certificate: Certificate): void => {
    const previous = current;
    current = certificate;
    due = undefined;
    if (servedText(certificate) !== servedText(previous)) events.renewed(certificate, previous);
  };

  const look = (): void => {
    let state = '';
    try {
      const pem = readPem(files);
      state = fingerprint(pem);
      const timeHasCome = untimely !== undefined && untimelyAt(untimely.when, clock.now()) !== untimely.untimely;
      if (state === seen && !timeHasCome) {
        if (due !== undefined && (clock.now() >= due || untimelyAt(current, clock.now()) !== undefined))
          use(check(pem, files, clock));
        return;
      }
      // The files were read during a swap. The next look sees both new files.
      if (fingerprint(readPem(files)) !== state) return;
      seen = state;
      untimely = undefined;
      due = undefined;
      const certificate = check(pem, files, clock);
      refusing = false;
      const ms = lagOf(current, certificate, clock.now());
      if (ms === 0) return use(certificate);
      due = clock.now() + ms;
      events.delayed(certificate, ms);
    } catch (error) {
      const reason = sentenceOf(error);
      if (state === '') {
        if (seen === reason) return;
        seen = reason;
      }
      refusing = true;
      due = undefined;
      if (error instanceof UntimelyError) untimely = error;
      events.refused(reason);
    }
  };

  const stop = clock.every(look);
  return {
    get current() {
      return current;
    },
    get refusing() {
      return refusing;
    },
    stop,
  };
}

/**
 * How long the current certificate should stay in use. A tool writes the Secret before caBundle, so at first kube-apiserver knows only the
 * previous CAs. If the new caBundle has the CA of the current certificate too, kube-apiserver trusts this certificate all the time.
 */
function lagOf(current: Certificate, next: Certificate, now: number): number {
  const isKnown = leadsTo(next.chain, current.cas);
  const isStillTrusted = leadsTo(current.chain, current.cas) && leadsTo(current.chain, next.cas);
  return !isKnown && isStillTrusted && untimelyAt(current, now) === undefined ? caLagMs : 0;
}

const fingerprint = (pem: Pem): string => [servedText(pem), pem.trusted ?? ''].join('\0');
const servedText = ({ cert, key, ca = '' }: Pem): string => [cert, key, ca].join('\0');

/** Why the certificate cannot be used now, as a sentence. Undefined if it can be used. */
export function unusable(certificate: Certificate): string | undefined {
  const untimely = untimelyAt(certificate, wallClock.now());
  return untimely === undefined ? undefined : `The certificate ${untimelyWords(untimely, certificate)}.`;
}

type Untimely = 'expired' | 'early';

function untimelyAt({ starts, expires }: Validity, now: number): Untimely | undefined {
  if (now >= expires.getTime()) return 'expired';
  return now < starts.getTime() ? 'early' : undefined;
}

const untimelyWords = (untimely: Untimely, { starts, expires }: Validity): string =>
  untimely === 'expired' ? `expired at ${expires.toISOString()}` : `is not valid before ${starts.toISOString()}`;

const untimelyAdvice: Readonly<Record<Untimely, string>> = {
  expired: 'Renew the certificate.',
  early: 'Check the clock of the node, or use another certificate.',
};

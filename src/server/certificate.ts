/** The serving certificate: it is read, verified as a client would verify it, and read again when the files change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { reasonOf, sentenceOf } from '../text/errors.ts';
import { StartError } from './errors.ts';
import { maxPemBytes } from './limits.ts';

interface CertificateFiles {
  /** Contains tls.crt and tls.key. */
  readonly dir: string;
  /** PEM file with the CA certificates for clients. Without it, clients do not need a certificate. */
  readonly clientCa?: string | undefined;
  /** DNS name that the certificate must be valid for. */
  readonly serverName?: string | undefined;
}

interface Validity {
  readonly starts: Date;
  readonly expires: Date;
}

/** The texts of the files. */
interface Pem {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

export interface Certificate extends Pem, Validity {}

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
  return { cert, key, ...(clientCa === undefined ? {} : { ca: read(clientCa) }) };
}

/** The certificate was refused only because of the time, so it may be valid at another time. */
class UntimelyError extends StartError {
  readonly when: Validity;
  readonly untimely: Untimely;
  constructor(file: string, untimely: Untimely, when: Validity) {
    super(`the certificate in ${file} ${untimelyWords(untimely, when)}. ${untimelyAdvice[untimely]}`);
    this.when = when;
    this.untimely = untimely;
  }
}

function check(pem: Pem, { dir, serverName, clientCa }: CertificateFiles, clock: Clock): Certificate {
  const file = join(dir, 'tls.crt');
  const leaf = tried(mustContain(file, 'a certificate'), () => new X509Certificate(pem.cert));
  const key = tried(mustContain(join(dir, 'tls.key'), 'a private key'), () => createPrivateKey(pem.key));
  const { validFromDate: starts, validToDate: expires } = leaf;
  const untimely = untimelyAt({ starts, expires }, clock.now());
  if (untimely !== undefined) throw new UntimelyError(file, untimely, { starts, expires });
  if (!leaf.checkPrivateKey(key))
    throw new StartError(`tls.key in ${dir} must be the private key of the certificate in tls.crt.`);
  // Go ignores the common name, so kube-apiserver does not accept a certificate without a subject alternative name.
  if (leaf.subjectAltName === undefined)
    throw new StartError(`the certificate in ${file} must have a subject alternative name.`);
  if (serverName !== undefined && leaf.checkHost(serverName) === undefined) {
    throw new StartError(
      `the certificate in ${file} must be valid for ${serverName}, but is valid for ${leaf.subjectAltName.slice(0, 256)}.`,
    );
  }
  const { ca } = pem;
  if (ca !== undefined) tried(mustContain(clientCa ?? '', 'a certificate'), () => new X509Certificate(ca));
  tried(
    (reason) => `the certificate in ${file} cannot be used: ${reason}.`,
    () => createSecureContext(pem),
  );
  return { ...pem, starts, expires };
}

/** The error of OpenSSL for a text that is not PEM, such as `error:0480006C:PEM routines::no start line`, does not help anybody. */
const mustContain = (file: string, what: string) => (): string => `${file} must contain ${what} in PEM format.`;

function tried<T>(message: (reason: string) => string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StartError(message(reasonOf(error)));
  }
}

interface CertificateWatch {
  readonly current: Certificate;
  stop(): void;
}

interface WatchEvents {
  renewed(certificate: Certificate): void;
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
  /** Why the files are not in use, if the reason is the time. Undefined if they are in use or refused for another reason. */
  let untimely: UntimelyError | undefined;

  const look = (): void => {
    let state = '';
    try {
      const pem = readPem(files);
      state = fingerprint(pem);
      const timeHasCome = untimely !== undefined && untimelyAt(untimely.when, clock.now()) !== untimely.untimely;
      if (state === seen && !timeHasCome) return;
      // The files were read during a swap. The next look sees both new files.
      if (fingerprint(readPem(files)) !== state) return;
      seen = state;
      untimely = undefined;
      current = check(pem, files, clock);
      events.renewed(current);
    } catch (error) {
      const reason = sentenceOf(error);
      if (state === '') {
        if (seen === reason) return;
        seen = reason;
      }
      if (error instanceof UntimelyError) untimely = error;
      events.refused(reason);
    }
  };

  const stop = clock.every(look);
  return {
    get current() {
      return current;
    },
    stop,
  };
}

const fingerprint = ({ cert, key, ca = '' }: Pem): string => [cert, key, ca].join('\0');

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

/** The serving certificate: read, checked as a client would check it, and read again when the files change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { reasonOf, StartError } from './errors.ts';

interface CertificateFiles {
  /** Holds tls.crt and tls.key. */
  readonly dir: string;
  /** PEM file with the authorities of client certificates; without it clients need none. */
  readonly clientCa?: string | undefined;
  /** DNS name that the certificate must be good for. */
  readonly serverName?: string | undefined;
}

interface Validity {
  readonly starts: Date;
  readonly expires: Date;
}

export interface Certificate extends Validity {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

interface Pem {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** The wall clock: timers do not run while a container is paused. */
interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls again and again; what it returns ends that. */
  every(tick: () => void): () => void;
}

/** A Secret volume swaps symbolic links, so the content is compared, not times; cert-manager renews weeks ahead, so 1 s is plenty. */
const pollMs = 1_000;

const wallClock: Clock = {
  now: () => Date.now(),
  every(tick) {
    const timer = setInterval(tick, pollMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Throws a StartError that says what is wrong with the files. */
export function readCertificate(files: CertificateFiles, clock = wallClock): Certificate {
  return check(readPem(files), files, clock);
}

function readPem({ dir, clientCa }: CertificateFiles): Pem {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new StartError(`cannot read ${file}: ${reasonOf(error)}`);
    }
  };
  const cert = read(join(dir, 'tls.crt'));
  const key = read(join(dir, 'tls.key'));
  return { cert, key, ...(clientCa === undefined ? {} : { ca: read(clientCa) }) };
}

/** Refused for the time alone, so it may do at another. */
class UntimelyError extends StartError {
  readonly when: Validity;
  readonly words: string;
  constructor(file: string, words: string, when: Validity) {
    super(`the certificate in ${file} ${words}`);
    this.when = when;
    this.words = words;
  }
}

function check(pem: Pem, { dir, serverName, clientCa }: CertificateFiles, clock: Clock): Certificate {
  const file = join(dir, 'tls.crt');
  const leaf = tried(`${file} holds no certificate`, () => new X509Certificate(pem.cert));
  const key = tried(`${join(dir, 'tls.key')} holds no private key`, () => createPrivateKey(pem.key));
  const { validFromDate: starts, validToDate: expires } = leaf;
  const untimely = untimelyWords({ starts, expires }, clock.now());
  if (untimely !== undefined) throw new UntimelyError(file, untimely, { starts, expires });
  if (!leaf.checkPrivateKey(key)) throw new StartError(`tls.crt and tls.key in ${dir} do not belong together`);
  // Go ignores the common name: kube-apiserver accepts no certificate without a subject alternative name.
  if (leaf.subjectAltName === undefined)
    throw new StartError(`the certificate in ${file} has no subject alternative name`);
  if (serverName !== undefined && leaf.checkHost(serverName) === undefined) {
    throw new StartError(
      `the certificate in ${file} is not for ${serverName}, but for ${leaf.subjectAltName.slice(0, 256)}`,
    );
  }
  if (pem.ca !== undefined) tried(`${clientCa ?? ''} holds no certificate`, () => new X509Certificate(pem.ca!));
  tried(`the certificate in ${file} cannot be served`, () => createSecureContext(pem));
  return { ...pem, starts, expires };
}

function tried<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StartError(`${what}: ${reasonOf(error)}`);
  }
}

interface CertificateWatch {
  readonly current: Certificate;
  stop(): void;
}

interface WatchEvents {
  renewed(certificate: Certificate): void;
  /** Once for each state of the files. */
  refused(reason: string): void;
}

/**
 * Compares the files with what is in use. What does not pass the checks is reported, and the old certificate stays. What was refused for
 * the time alone is tried again once its time has come.
 */
export function watchCertificate(
  files: CertificateFiles,
  first: Certificate,
  events: WatchEvents,
  clock = wallClock,
): CertificateWatch {
  let current = first;
  let seen = fingerprint(first);
  /** Why, by the time, what was seen last is not in use; undefined where it is, or where the time is not the reason. */
  let untimely: UntimelyError | undefined;

  const look = (): void => {
    let state = '';
    try {
      const pem = readPem(files);
      state = fingerprint(pem);
      const timeHasCome = untimely !== undefined && untimelyWords(untimely.when, clock.now()) !== untimely.words;
      if (state === seen && !timeHasCome) return;
      // Read between the two halves of a swap: the next look sees it whole.
      if (fingerprint(readPem(files)) !== state) return;
      seen = state;
      untimely = undefined;
      current = check(pem, files, clock);
      events.renewed(current);
    } catch (error) {
      const reason = reasonOf(error);
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

/** Why the certificate cannot be served now, or undefined. */
export function unusable(certificate: Certificate): string | undefined {
  const words = untimelyWords(certificate, wallClock.now());
  return words === undefined ? undefined : `the certificate ${words}`;
}

function untimelyWords({ starts, expires }: Validity, now: number): string | undefined {
  if (now >= expires.getTime()) return `expired at ${expires.toISOString()}`;
  return now < starts.getTime() ? `is not valid before ${starts.toISOString()}` : undefined;
}

/** The serving certificate: read, checked as a client would check it, and read again when the files change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { reasonOf, StartError } from './errors.ts';

export interface CertificateFiles {
  /** Holds tls.crt and tls.key. */
  readonly dir: string;
  /** PEM file with the authorities of client certificates; without it clients need none. */
  readonly clientCa?: string | undefined;
  /** DNS name that the certificate must be good for. */
  readonly serverName?: string | undefined;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly starts: Date;
  readonly expires: Date;
}

interface Pem {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** Throws a StartError that says what is wrong with the files. */
export function readCertificate(files: CertificateFiles): Certificate {
  return check(readPem(files), files);
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

function check(pem: Pem, { dir, serverName, clientCa }: CertificateFiles): Certificate {
  const file = join(dir, 'tls.crt');
  const leaf = tried(`${file} holds no certificate`, () => new X509Certificate(pem.cert));
  const key = tried(`${join(dir, 'tls.key')} holds no private key`, () => createPrivateKey(pem.key));
  const { validFromDate: starts, validToDate: expires } = leaf;
  if (expires.getTime() <= Date.now())
    throw new StartError(`the certificate in ${file} expired at ${expires.toISOString()}`);
  if (starts.getTime() > Date.now())
    throw new StartError(`the certificate in ${file} is not valid before ${starts.toISOString()}`);
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

export interface CertificateWatch {
  readonly current: Certificate;
  stop(): void;
}

interface WatchEvents {
  renewed(certificate: Certificate): void;
  /** Once for each state of the files. */
  refused(reason: string): void;
}

/** A Secret volume swaps symbolic links, so the content is compared, not times; cert-manager renews weeks ahead, so 1 s is plenty. */
const pollMs = 1_000;

/** Compares the files with what is in use. What does not pass the checks is reported, and the old certificate stays. */
export function watchCertificate(files: CertificateFiles, first: Certificate, events: WatchEvents): CertificateWatch {
  let current = first;
  let seen = fingerprint(first);

  const look = (): void => {
    let state = '';
    try {
      const pem = readPem(files);
      state = fingerprint(pem);
      if (state === seen) return;
      // Read between the two halves of a swap: the next look sees it whole.
      if (fingerprint(readPem(files)) !== state) return;
      seen = state;
      current = check(pem, files);
      events.renewed(current);
    } catch (error) {
      const reason = reasonOf(error);
      if (state === '') {
        if (seen === reason) return;
        seen = reason;
      }
      events.refused(reason);
    }
  };

  const timer = setInterval(look, pollMs);
  timer.unref();
  return {
    get current() {
      return current;
    },
    stop: () => clearInterval(timer),
  };
}

const fingerprint = ({ cert, key, ca = '' }: Pem): string => [cert, key, ca].join('\0');

/** Why the certificate cannot be served now, or undefined. By the wall clock: timers do not run while a container is paused. */
export function unusable({ starts, expires }: Certificate): string | undefined {
  const now = Date.now();
  if (now >= expires.getTime()) return `the certificate expired at ${expires.toISOString()}`;
  return now < starts.getTime() ? `the certificate is not valid before ${starts.toISOString()}` : undefined;
}

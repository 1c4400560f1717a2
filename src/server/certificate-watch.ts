/** The certificate is read again when its files change, and checked again when its time comes or ends. */
import { sentenceOf } from '../text/errors.ts';
import {
  check,
  readPem,
  untimelyAt,
  UntimelyError,
  type Certificate,
  type CertificateFiles,
  type Pem,
  type Untimely,
} from './certificate.ts';
import { leadsTo, validityOfChain, type Validity } from './chain.ts';
import { wallClock } from './clock.ts';
import { caLagMs, recheckMs } from './limits.ts';
import { watchFiles, type Found } from './watch.ts';

interface CertificateWatch {
  readonly current: Certificate;
  /** Whether the files are not in use because they were refused. */
  readonly refusing: boolean;
  stop(): void;
}

interface WatchEvents {
  /** Uses another certificate, key or client CA. If this throws, the previous ones stay in use, and it is tried again later. */
  renewed(certificate: Certificate, previous: Certificate): void;
  /** The certificate in use has another warning than before. */
  warned(warning: string): void;
  /** The certificate will be in use after so many milliseconds. */
  delayed(certificate: Certificate, ms: number): void;
  /** Called once for each state of the files, and if another attempt has another reason. */
  refused(reason: string): void;
  /** The certificate in use or every client CA has expired, or is not valid yet because the clock was set back. Nothing replaces it. */
  invalid(reason: string): void;
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
  let refusing = false;
  /** What the last check says of the time. If it is not true any more, the files are checked again. */
  let timely: { readonly when: Validity; readonly untimely?: Untimely } = { when: validityWithCas(first) };
  /** When the files should be used, if they passed the checks but are not in use yet. In the time of `elapsed`. */
  let due: number | undefined;
  /** The reason of the last refusal, if the files are still the same. */
  let told: string | undefined;

  const use = (certificate: Certificate): void => {
    const previous = current;
    const isRenewed = servedText(certificate) !== servedText(previous);
    if (isRenewed) {
      try {
        events.renewed(certificate, previous);
      } catch (error) {
        return refuse(error, clock.elapsed() + recheckMs);
      }
    }
    current = certificate;
    refusing = false;
    due = undefined;
    const { warning } = certificate;
    if (warning !== undefined && (isRenewed || warning !== previous.warning)) events.warned(warning);
  };
  const refuse = (error: unknown, again?: number): void => {
    const reason = sentenceOf(error);
    refusing = true;
    due = again;
    if (reason !== told) events.refused(reason);
    told = reason;
  };
  const looked = (found: Found<Pem>, isNew: boolean): void => {
    if (isNew) told = undefined;
    if ('unreadable' in found) {
      if (isNew) refuse(found.unreadable);
      return;
    }
    const now = clock.now();
    const isOver = untimelyAt(timely.when, now) !== timely.untimely;
    const isDue = due !== undefined && (clock.elapsed() >= due || untimelyAt(current, now) !== undefined);
    if (!isNew && !isOver && !isDue) return;
    const isInUse = !isNew && !refusing && due === undefined;
    try {
      const certificate = check(found.content, files, clock);
      timely = { when: validityWithCas(certificate) };
      const ms = isDue && !isNew ? 0 : lagOf(current, certificate, now);
      if (ms === 0) return use(certificate);
      refusing = false;
      due = clock.elapsed() + ms;
      events.delayed(certificate, ms);
    } catch (error) {
      timely = error instanceof UntimelyError ? error : always;
      if (isInUse) events.invalid(sentenceOf(error));
      else refuse(error);
    }
  };

  const stop = watchFiles({ read: () => readPem(files), textOf: fingerprint, looked }, first, clock);
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
 * The time in which the server can use the certificate, its CA in ca.crt stays valid, clients can connect, and the client CA that expires last
 * stays the same.
 */
function validityWithCas({ chain, anchor, clientCa, nextClientCa }: Certificate): Validity {
  const cas = [anchor, clientCa].filter((ca) => ca !== undefined);
  const validity = validityOfChain([...chain, ...cas]);
  return nextClientCa !== undefined && nextClientCa < validity.expires
    ? { ...validity, expires: nextClientCa }
    : validity;
}

/** The time does not change the result. */
const always = { when: { starts: new Date(0), expires: new Date(8.64e15) } };

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

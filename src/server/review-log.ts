/** The log lines about reviews: ids, and the names of the object and of the user, but nothing else of the object (docs/logs.md). */
import type { ActiveMode } from '../engine/judged.ts';
import { oneLine } from '../text/line.ts';
import { showText } from '../text/shown.ts';
import { maxLoggedText } from './limits.ts';
import type { Logger } from './log.ts';
import type { ReviewPath, Subject, Verdict } from './verdict.ts';

export interface ReviewLogOptions {
  /** Whether a line has the names of the user and of the object. */
  readonly logIdentities: boolean;
  /** Of the reviews that are allowed without findings, each of this number is logged at the level info. 0: none. */
  readonly logAllowedEvery: number;
}

export type ReviewLog = (
  phase: ReviewPath,
  mode: ActiveMode,
  verdict: Exclude<Verdict, { readonly outcome: 'malformed' }>,
) => void;

export function createReviewLog(log: Logger, { logIdentities, logAllowedEvery: every }: ReviewLogOptions): ReviewLog {
  let allowed = 0;
  return (phase, mode, { outcome, subject, findings, applied: defaults, exemption, reason, error, ...verdict }) => {
    const line = (more: object): object => ({
      uid: oneLine(verdict.uid),
      phase,
      mode,
      ...(subject === undefined ? {} : shown(subject, logIdentities)),
      ...more,
    });
    switch (outcome) {
      case 'failed':
        return log.error(line({ error }), outcome);
      case 'undecodable':
        return log.warn(line({ reason }), outcome);
      default:
        if (findings.length > 0) {
          const rules = findings.map(({ rule, mode: effect }) => `${rule}=${effect}`);
          return log.info(line({ rules, defaults }), outcome);
        }
        if (every > 0 && allowed++ % every === 0) return log.info(line({ defaults, exemption, every }), outcome);
        if (log.isLevelEnabled('debug')) log.debug(line({ defaults, exemption }), outcome);
    }
  };
}

/** Empty texts are left out. They come from the request, so they are cut, cleaned and free of credentials. */
function shown({ operation, kind, user, name, generateName, ...places }: Subject, withIdentities: boolean): object {
  const identities = { ...(name === '' ? { generateName } : { name }), user };
  const texts = Object.entries({ ...places, ...(withIdentities ? identities : {}) })
    .filter(([, text]) => text !== '')
    .map(([key, text]) => [key, showText(text, maxLoggedText)]);
  return { operation, kind, ...(Object.fromEntries(texts) as Record<string, string>) };
}

import type { CallFailure } from '../kubernetes/apiserver/calls.ts';
import { logAgainMs, reachableMs } from './limits.ts';
import type { Logger } from './log.ts';

/** What the log says about writes. A line for each namespace could be thousands of lines, so each reason has one, about the first namespace. */
export interface WriteLog {
  failed(namespace: string, reason: CallFailure, detail: string): void;
  written(namespace: string): void;
  dropped(namespace: string): void;
  unknownAtEnd(count: number): void;
  bug(namespace: string | undefined, error: unknown): void;
}

/** A reason that is in the log and not over. The times are those of performance.now(). */
interface Line {
  readonly namespace: string;
  readonly at: number;
  /** The last failure for this reason, in any namespace. */
  last: number;
}

export function createWriteLog(what: 'events' | 'reports', log: Logger): WriteLog {
  const lines = new Map<CallFailure, Line>();
  const now = (): number => performance.now();
  return {
    failed(namespace, reason, detail) {
      const line = lines.get(reason);
      if (line !== undefined && now() - line.at < logAgainMs) return void (line.last = now());
      lines.set(reason, { namespace, at: now(), last: now() });
      log.warn({ reason, namespace, detail }, `${what} cannot be written`);
    },
    /** Other namespaces may have the same problem, or never had it. But each shows that the API server can be reached. */
    written(namespace) {
      for (const [reason, line] of lines) {
        const isReachable = reason === 'unavailable' && now() - line.last >= reachableMs;
        if (line.namespace !== namespace && !isReachable) continue;
        lines.delete(reason);
        log.info({ reason, namespace }, `${what} are written again`);
      }
    },
    dropped: (namespace) => log.warn({ namespace }, `${what} are dropped`),
    // An attempt whose answer did not come may have been written.
    unknownAtEnd: (count) => log.warn({ count }, `${what} not known to be written before the end`),
    bug: (namespace, error) => log.error({ namespace, error }, `${what} cannot be written`),
  };
}

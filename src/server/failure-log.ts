import type { CallFailure } from '../kubernetes/apiserver/calls.ts';
import { logAgainMs } from './limits.ts';
import type { Logger } from './log.ts';

/** What the log says about writes. A line for each namespace could be thousands of lines, so each reason has one, about the first namespace. */
export interface FailureLog {
  failed(namespace: string, reason: CallFailure, detail: string): void;
  written(namespace: string): void;
  bug(namespace: string | undefined, error: unknown): void;
}

export function createFailureLog(what: 'events' | 'reports', log: Logger): FailureLog {
  /** Each reason that is in the log and not over. The time is that of performance.now(). */
  const logged = new Map<CallFailure, { readonly namespace: string; readonly at: number }>();
  return {
    failed(namespace, reason, detail) {
      const line = logged.get(reason);
      if (line !== undefined && performance.now() - line.at < logAgainMs) return;
      logged.set(reason, { namespace, at: performance.now() });
      log.warn({ reason, namespace, detail }, `${what} cannot be written`);
    },
    /** Other namespaces may have the same problem, or never had it. */
    written(namespace) {
      for (const [reason, line] of logged) {
        if (line.namespace !== namespace) continue;
        logged.delete(reason);
        log.info({ reason, namespace }, `${what} are written again`);
      }
    },
    bug: (namespace, error) => log.error({ namespace, error }, `${what} cannot be written`),
  };
}

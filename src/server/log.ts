/** JSON lines on standard output. Ids only: nothing of an object's content is ever logged. */
import { pino, type Logger } from 'pino';

export type { Logger };

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: ({ name, message, stack }: Error) => ({ name, message, stack }) },
  });
}

/** JSON lines on standard output. They contain only ids, and never the content of an object. */
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { logged } from '../text/errors.ts';

export type { Logger };

export function createLogger(level: string, to: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // A value that is not an Error comes from the process for large reviews, which has already prepared it for the log.
    serializers: { error: (error: unknown) => (error instanceof Error ? logged(error) : error) },
  };
  return pino(options, to);
}

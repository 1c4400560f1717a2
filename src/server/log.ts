/** JSON lines on standard output. Ids only: nothing of an object's content is ever logged. */
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { logged } from '../text/errors.ts';

export type { Logger };

export function createLogger(level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // What is no Error comes from the process for large reviews, where it was made ready.
    serializers: { error: (error: unknown) => (error instanceof Error ? logged(error) : error) },
  };
  return pino(options, to);
}

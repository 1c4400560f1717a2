/** JSON lines on standard output. Ids only: nothing of an object's content is ever logged. */
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

export function createLogger(level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: ({ name, message, stack }: Error) => ({ name, message, stack }) },
  };
  return pino(options, to);
}

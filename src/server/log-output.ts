/**
 * Writes the lines of the log, without ever waiting for a disk that is full or for a reader that does not read. pino's own destination waits
 * for both when the process ends (docs/decisions/0007).
 */
import { constants, openSync, writeSync } from 'node:fs';
import { logFlushMs, logRetryMs, maxPendingLogBytes } from './limits.ts';

interface LogOutput {
  /** Takes one line, with its line break. Never throws. */
  write(line: string): void;
  /** Writes the pending lines before the process ends. Waits for a reader, but not longer than `logFlushMs`. */
  flush(): void;
  /** The number of lines that were dropped since the start. */
  readonly dropped: number;
}

/** `fd` must be in non-blocking mode, unless it is a file. */
export function createLogOutput(fd: number): LogOutput {
  /** Complete lines, but the first one may be partly written. */
  let pending: Buffer[] = [];
  let bytes = 0;
  /** Lines dropped since the start, and since the last line that reported them. */
  let dropped = 0;
  let unreported = 0;
  let retry: NodeJS.Timeout | undefined;

  const add = (line: string): void => {
    const added = Buffer.from(line);
    pending.push(added);
    bytes += added.length;
  };
  /** Writes as much as possible. Returns the code of the error if something is left. */
  const writePending = (): string | undefined => {
    try {
      for (;;) {
        if (bytes === 0 && unreported > 0) {
          add(droppedLine(unreported));
          unreported = 0;
        }
        if (bytes === 0) return undefined;
        // What a failed attempt has joined is not copied again, unless lines were added.
        const all = pending.length === 1 ? pending[0]! : Buffer.concat(pending);
        pending = [all];
        const written = writeSync(fd, all);
        bytes -= written;
        pending = bytes === 0 ? [] : [all.subarray(written)];
      }
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code);
    }
  };
  const writeNow = (): void => {
    retry = writePending() === undefined ? undefined : setTimeout(writeNow, logRetryMs).unref();
  };

  return {
    write(line) {
      // After a dropped line, all others are dropped until the pending ones are written, so that one line reports all of them, in its place.
      if (unreported > 0 || bytes + Buffer.byteLength(line) > maxPendingLogBytes) {
        dropped++;
        unreported++;
      } else add(line);
      if (retry === undefined) writeNow();
    },
    flush() {
      const end = performance.now() + logFlushMs;
      // Any other error, such as a full disk or a closed pipe, does not go away in this time.
      while (writePending() === 'EAGAIN' && performance.now() < end) Atomics.wait(sleeper, 0, 0, logRetryMs);
    },
    get dropped() {
      return dropped;
    },
  };
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** In the form of createLogger. */
const droppedLine = (count: number): string =>
  `${JSON.stringify({ level: 'error', time: new Date().toISOString(), count, msg: 'log lines dropped, because they could not be written' })}\n`;

/** Standard output, in non-blocking mode unless it is a file. */
export function standardOutput(): number {
  // Node puts a pipe or a socket into non-blocking mode when process.stdout is read for the first time, but a terminal into blocking mode.
  if (!process.stdout.isTTY) return process.stdout.fd;
  try {
    return openSync('/dev/fd/1', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return process.stdout.fd;
  }
}

/** The time that a client waits for its answer: the parameter `timeout` of the request. */
import { maxSpareMs, spareShare } from './limits.ts';

/** Units of Go's time.ParseDuration, in milliseconds. */
const units = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** One number with its unit. The y flag requires that two of them follow each other directly. */
const part = /(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * The milliseconds of a Go duration such as 5s or 1m30s, as time.ParseDuration reads it. Undefined if the text is not a duration or not
 * positive. kube-apiserver sends the rest of timeoutSeconds, rounded up to a second.
 */
export function durationMs(text: string): number | undefined {
  if (text.length > 64) return undefined;
  let sum = 0;
  part.lastIndex = 0;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    const match = part.exec(text);
    if (match === null) return undefined;
    sum += Number(match[1]) * units.get(match[2]!)!;
  }
  return sum > 0 ? sum : undefined;
}

/** The timeout in the query of the URL, in milliseconds. Undefined if it is missing or cannot be read. */
export function timeoutMs(url: string | undefined): number | undefined {
  const text = /[?&]timeout=([^&]*)/.exec(url ?? '')?.[1];
  return text === undefined ? undefined : durationMs(text);
}

/** The milliseconds until the answer to a request with this URL must leave, so that it arrives before the timeout. */
export function answerMs(url: string | undefined): number {
  const timeout = timeoutMs(url) ?? Infinity;
  return timeout - Math.min(timeout * spareShare, maxSpareMs);
}

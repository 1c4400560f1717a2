import type { IncomingMessage, ServerResponse } from 'node:http';
import { free } from './body.ts';

/** How long, and for how much, a client that is still sending is listened to after its answer was sent. */
const lingerMs = 5_000;
const lingerBytes = 64 * 1024 * 1024;
/** The most that a TLS record carries. */
const leastBytes = 16 * 1024;

/**
 * An HTTP error in plain text: kube-apiserver quotes such a body to the user, and of JSON it says "unknown".
 *
 * The client may still be sending. A connection that is closed with unread bytes is reset, and a reset may overtake the answer; so
 * the answer is sent, the rest of the request is thrown away, and only then the response ends.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
  /** False where others wait for the connection; the answer may get lost then. */
  linger = true,
): void {
  const text = `${reason}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
    ...(request.complete || linger ? {} : { Connection: 'close' }),
  });
  if (request.complete || !linger) {
    response.end(text);
    return;
  }
  response.write(text);

  let rest = 0;
  const giveUp = setTimeout(() => request.destroy(), lingerMs);
  giveUp.unref();
  request
    .on('data', (chunk: Buffer) => {
      // Tiny chunks are as much work as large ones.
      rest += Math.max(chunk.length, leastBytes);
      free(chunk);
      if (rest > lingerBytes) request.destroy();
    })
    .on('end', () => response.end())
    .on('close', () => clearTimeout(giveUp));
}

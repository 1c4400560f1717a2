import type { IncomingMessage, ServerResponse } from 'node:http';
import { free } from './body.ts';
import { lingerBytes, lingerMs } from './limits.ts';

/** The maximum size of a TLS record. */
const leastBytes = 16 * 1024;

/**
 * Sends an HTTP error in plain text. kube-apiserver quotes such a body to the user, but shows "unknown" for JSON.
 *
 * The client may still be sending. If a connection is closed while it has unread bytes, it is reset, and the reset may arrive before the
 * answer. So the answer is sent first, the rest of the request is read and discarded, and then the response ends.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
  /** False if other clients wait for the connection. The answer may get lost then. */
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
      // Small chunks are as much work as large ones.
      rest += Math.max(chunk.length, leastBytes);
      free(chunk);
      if (rest > lingerBytes) request.destroy();
    })
    .on('end', () => response.end())
    .on('close', () => clearTimeout(giveUp));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { free } from './body.ts';
import { lingerBytes, lingerMs } from './limits.ts';

/** The maximum size of a TLS record. */
const leastBytes = 16 * 1024;

/**
 * Sends an HTTP error as a Status, like an API of Kubernetes. kube-apiserver shows its message to the user. It shows a body in plain text only
 * for some codes (k8s.io/apimachinery, NewGenericServerResponse), and neither for 503 nor for 504.
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
  const text = `${JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: reason, code: status })}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json',
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

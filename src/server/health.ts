/** Probes and metrics over plain HTTP on a separate port, because the kubelet has no client certificate. */
import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

interface Health {
  readonly metrics: Metrics;
  /** Why the server is not ready for reviews, as a sentence. Undefined if it is ready. */
  readonly notReady: () => string | undefined;
}

/** For this many milliseconds, all requests get the same text of metrics, because making it is most of the work here. */
export const freshMs = 100;

export function createHealthServer({ metrics, notReady }: Health): Server {
  let exposed: { readonly at: number; readonly text: ReturnType<Metrics['expose']> } | undefined;
  const expose = (): ReturnType<Metrics['expose']> => {
    const now = performance.now();
    if (exposed === undefined || now - exposed.at > freshMs) exposed = { at: now, text: metrics.expose() };
    return exposed.text;
  };
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      const send = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
        const length = Buffer.byteLength(text);
        response.writeHead(status, { 'Content-Type': type, 'Content-Length': length, Connection: 'close' }).end(text);
      };
      if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'The method must be GET.\n');
      switch (request.url?.split('?', 1)[0]) {
        case '/healthz':
          return send(200, 'ok\n');
        case '/readyz': {
          const reason = notReady();
          return reason === undefined ? send(200, 'ok\n') : send(503, `${reason}\n`);
        }
        case '/metrics':
          expose().then(
            ({ type, text }) => send(200, text, type),
            () => send(500, 'The metrics cannot be read.\n'),
          );
          return;
        default:
          return send(404, 'The path must be one of /healthz, /readyz and /metrics.\n');
      }
    },
  );
  // If a client sends thousands of requests at once, only the first is answered.
  server.maxRequestsPerSocket = 1;
  server.on('dropRequest', (_, socket) => socket.destroy());
  return server;
}

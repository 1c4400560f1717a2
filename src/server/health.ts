/** Probes and metrics, in plain HTTP on a port of their own: the kubelet has no client certificate. */
import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface Health {
  readonly metrics: Metrics;
  /** Why no review should be sent here now, or undefined. */
  readonly notReady: () => string | undefined;
}

export function createHealthServer({ metrics, notReady }: Health): Server {
  return createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      const send = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
        response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
      };
      if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'only GET is served\n');
      switch (request.url?.split('?', 1)[0]) {
        case '/healthz':
          return send(200, 'ok\n');
        case '/readyz': {
          const reason = notReady();
          return reason === undefined ? send(200, 'ok\n') : send(503, `${reason}\n`);
        }
        case '/metrics':
          metrics.expose().then(
            ({ type, text }) => send(200, text, type),
            () => send(500, 'the metrics cannot be read\n'),
          );
          return;
        default:
          return send(404, 'not found; the paths are /healthz, /readyz and /metrics\n');
      }
    },
  );
}

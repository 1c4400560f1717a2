/** Keeps connections on which no request has begun open for as long as those between two requests. */
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { keepAliveMs } from './limits.ts';

/** Ends the connections on which no request has begun. On those whose TLS handshake ends later, one must begin within `headersTimeout`. */
export type EndUnused = () => void;

/**
 * kube-apiserver opens a connection for each request that finds none, and keeps those that it does not need after all for 90 s. It does not repeat a
 * request that fails on a connection without any request before. Node counts the time for the headers of the first request from the opening
 * of the connection, and would close it after that. So Node gets a connection only when its first byte has arrived.
 */
export function waitForRequests(server: Server): EndUnused {
  const [serve] = server.listeners('secureConnection') as [(socket: TLSSocket) => void];
  const unused = new Set<TLSSocket>();
  let ended = false;
  server.off('secureConnection', serve);
  server.on('secureConnection', (socket: TLSSocket) => {
    const end = (): void => void socket.destroy();
    const forget = (): void => void unused.delete(socket);
    unused.add(socket);
    socket
      .setTimeout(ended ? server.headersTimeout : keepAliveMs, end)
      .on('error', end)
      .once('close', forget);
    socket.once('readable', () => {
      forget();
      socket.setTimeout(0).off('timeout', end).off('error', end).off('close', forget);
      serve.call(server, socket);
    });
  });
  return () => {
    ended = true;
    for (const socket of unused) socket.destroy();
  };
}

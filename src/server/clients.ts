/** The clients that may send reviews, by the common name of their certificate, which the TLS handshake has already verified. */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { showText } from '../text/shown.ts';
import { maxLoggedText } from './limits.ts';
import type { Logger } from './log.ts';

interface ClientCheck {
  isAllowed(connection: Socket): boolean;
}

/** Without names, all clients are allowed. Each connection is checked once. */
export function createClientCheck(server: Server, commonNames: readonly string[], log: Logger): ClientCheck {
  if (commonNames.length === 0) return { isAllowed: () => true };
  const allowed = new WeakSet<Socket>();
  server.on('secureConnection', (connection: TLSSocket) => {
    // Undefined without a certificate, and a list if the subject has several common names.
    const commonName: unknown = connection.getPeerCertificate().subject?.CN;
    if (typeof commonName === 'string' && commonNames.includes(commonName)) allowed.add(connection);
    else
      log.warn({ commonName: showText([commonName].flat().join(', '), maxLoggedText) }, 'client certificate refused');
  });
  return { isAllowed: (connection) => allowed.has(connection) };
}

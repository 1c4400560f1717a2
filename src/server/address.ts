import type { Socket } from 'node:net';

/**
 * The address of the client, or an empty text if the socket is closed. A server that listens on `::` sees an IPv4 address as `::ffff:10.0.0.1`, which
 * becomes `10.0.0.1`.
 */
export const addressOf = ({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string =>
  remoteAddress.replace(/^::ffff:(?=[0-9.]+$)/, '');

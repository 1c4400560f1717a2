import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { reasonOf, StartError } from './errors.ts';

/** The port that the server listens on. Throws a StartError that names the flag to change. */
export async function listen(server: Server, host: string, port: number, flag: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(`cannot listen on ${host}:${port} (${flag}): ${listenReason(error)}`);
  }
  return (server.address() as AddressInfo).port;
}

function listenReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return 'the port is in use';
    case 'EACCES':
      return 'not permitted; ports below 1024 need a privilege';
    case 'EADDRNOTAVAIL':
      return 'no interface of this machine has the address';
    default:
      return reasonOf(error);
  }
}

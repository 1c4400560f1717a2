import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { reasonOf } from '../text/errors.ts';
import { StartError } from './errors.ts';

/** The port that the server listens on. Throws a StartError that names the flag to change. */
export async function listen(server: Server, host: string, port: number, flag: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(`cannot listen on ${host}:${port}, because ${whyNot(error, flag)}`);
  }
  return (server.address() as AddressInfo).port;
}

function whyNot(error: unknown, flag: string): string {
  if (error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo')
    return `the name cannot be resolved: ${reasonOf(error)}. Choose an address of this machine with --host.`;
  const anotherPort = `Choose another port with ${flag}.`;
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `the port is in use. ${anotherPort}`;
    case 'EACCES':
      return `ports below 1024 need a privilege. ${anotherPort}`;
    case 'EADDRNOTAVAIL':
      return 'this machine does not have the address. Choose another address with --host.';
    default:
      return `the system refused it: ${reasonOf(error)}. Check --host and ${flag}.`;
  }
}

import { once } from 'node:events';
import { isIPv6, type AddressInfo, type Server } from 'node:net';
import { reasonOf } from '../text/errors.ts';
import { StartError } from './errors.ts';

/**
 * The address and the port that the server listens on. Throws a StartError that names the flag to change.
 *
 * Without a host, Node listens on `::` for both IP families, whatever net.ipv6.bindv6only is, or on 0.0.0.0 if the kernel has no IPv6. For a host of
 * `::`, it would fail there.
 */
export async function listen(
  server: Server,
  host: string | undefined,
  port: number,
  flag: string,
): Promise<AddressInfo> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(`cannot listen on ${shown(host, port)}, because ${whyNot(error, flag)}`);
  }
  return server.address() as AddressInfo;
}

function shown(host: string | undefined, port: number): string {
  if (host === undefined) return `port ${port}`;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
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

import { createServer } from 'node:net';

/** Free ports of the loopback interface. Keeps the ports of `wanted` that are still free. */
export async function freePorts<Name extends string>(
  names: readonly Name[],
  wanted: Partial<Record<Name, number>> = {},
): Promise<Record<Name, number>> {
  const held = [];
  const ports: Partial<Record<Name, number>> = {};
  try {
    for (const name of names) {
      const server = (await listen(wanted[name] ?? 0)) ?? (await listen(0))!;
      held.push(server);
      ports[name] = server.port;
    }
  } finally {
    await Promise.all(held.map((server) => server.close()));
  }
  return ports as Record<Name, number>;
}

function listen(port: number): Promise<{ port: number; close(): Promise<void> } | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

import { createHash } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReleaseHost {
  url: string;
  /** The requested paths, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** A release host on loopback. It closes the connection for a file that is undefined. */
export async function releaseHost(files: Record<string, string | Buffer | undefined>): Promise<ReleaseHost> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (!(path in files)) return void response.writeHead(404).end();
    const content = files[path];
    if (content === undefined) return void request.socket.destroy();
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Keeps the number of connections below a limit: when it is full, the one that is missed least makes way. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What a connection that made way was: without a TLS session, without a request so far, or between two requests. */
type Spare = 'half-open' | 'unused' | 'idle';
/** `refused`: a new connection, because each of the others had a request in flight. */
export type Closed = Spare | 'refused';

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  state: Spare;
  /** The answer to its latest request; requests on one connection are answered in their order. */
  response?: ServerResponse;
  /** When it opened, or when its latest request came, by performance.now(). */
  since: number;
}

/** Whether a request on it is not answered yet. */
const isBusy = ({ response }: Connection): boolean =>
  response !== undefined && !response.writableFinished && !response.destroyed;

export interface Connections {
  readonly open: number;
}

/** The least missed first. */
const order: readonly Spare[] = ['half-open', 'unused', 'idle'];

/**
 * Of the connections without a request in flight the half-open ones go first, then those that never had a request. Among equals it meets
 * the address that holds most connections (all API servers may be behind one address, so there is no fixed share), and there the one
 * that was quiet for the longest time. kube-apiserver notices that an idle connection is closed, and opens another.
 */
export function limitConnections(
  server: Server,
  max: number,
  tls: boolean,
  closed: (why: Closed) => void,
): Connections {
  const all = new Set<Connection>();
  const bySocket = new WeakMap<Socket, Connection>();
  /** A TLS socket does not tell which socket it is made of. The ports of one address are its own. */
  const byPeer = new Map<string, Connection>();

  const leastMissed = (): Connection | undefined => {
    const spare = [...all].filter((connection) => !isBusy(connection));
    const state = order.find((wanted) => spare.some((connection) => connection.state === wanted));
    const held = new Map<string, number>();
    for (const { address } of all) held.set(address, (held.get(address) ?? 0) + 1);
    return spare
      .filter((connection) => connection.state === state)
      .reduce<Connection | undefined>((best, connection) => {
        if (best === undefined) return connection;
        const more = held.get(connection.address)! - held.get(best.address)!;
        return more > 0 || (more === 0 && connection.since < best.since) ? connection : best;
      }, undefined);
  };

  const remove = (connection: Connection, peer: string): void => {
    all.delete(connection);
    if (byPeer.get(peer) === connection) byPeer.delete(peer);
  };

  server.on('connection', (socket: Socket) => {
    if (all.size >= max) {
      const other = leastMissed();
      closed(other?.state ?? 'refused');
      if (other === undefined) {
        socket.destroy();
        return;
      }
      remove(other, peerOf(other.socket));
      other.socket.destroy();
    }
    const peer = peerOf(socket);
    const connection: Connection = {
      socket,
      address: socket.remoteAddress ?? '',
      state: tls ? 'half-open' : 'unused',
      since: performance.now(),
    };
    all.add(connection);
    bySocket.set(socket, connection);
    byPeer.set(peer, connection);
    socket.once('close', () => remove(connection, peer));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    const connection = byPeer.get(peerOf(socket));
    if (connection === undefined) return;
    connection.state = 'unused';
    bySocket.set(socket, connection);
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = bySocket.get(socket);
    if (connection === undefined) return;
    connection.state = 'idle';
    connection.response = response;
    connection.since = performance.now();
  });

  return {
    get open() {
      return all.size;
    },
  };
}

const peerOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remotePort} ${remoteAddress}`;

/** What the process needs for probes, files and the reviewer. */
const otherFiles = 192;

/** Connections that the limit of open files leaves room for; Linux only, elsewhere Infinity. Node has raised it as far as it may. */
export function connectionsByFiles(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? Infinity : Math.max(1, Number(limit) - otherFiles);
  } catch {
    return Infinity;
  }
}

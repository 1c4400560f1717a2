/** Keeps the number of connections below a limit: when it is full, the one that is missed least makes way. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** A connection without a request in flight: without a TLS session, without a request so far, or between two requests. */
type Quiet = 'half-open' | 'unused' | 'idle';
/** `receiving`: its request has not arrived completely, or its answer was not read. */
type Spare = Quiet | 'receiving';
/** What a connection that made way was. `refused`: a new connection, because none of the others had to make way for it. */
export type Closed = Spare | 'refused';

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  state: Quiet;
  /** Its latest request, with the answer to it; requests on one connection are answered in their order. */
  request?: IncomingMessage;
  response?: ServerResponse;
  /** When it opened, or when its latest request came, by performance.now(). */
  since: number;
}

/** What it is now; undefined where a whole request waits for its answer. */
function spareOf({ state, request, response }: Connection): Spare | undefined {
  if (response === undefined || response.writableFinished || response.destroyed) return state;
  return request!.complete && !response.writableEnded ? undefined : 'receiving';
}

interface Connections {
  readonly open: number;
  /** Whether a further connection would take the place of another. */
  readonly full: boolean;
}

/** The least missed first. */
const order: readonly Quiet[] = ['half-open', 'unused', 'idle'];

/**
 * Of the connections without a request in flight the half-open ones go first, then those that never had a request. Among equals it meets
 * the address that holds most connections (all API servers may be behind one address, so there is no fixed share), and there the one
 * that was quiet for the longest time. kube-apiserver notices that an idle connection is closed, and opens another.
 *
 * Requests that do not arrive would hold the connections of one address as long as it likes. They are the last to make way, and only
 * where their address has more than twice as many of them as the address of the newcomer holds connections; but they make way before an
 * address with few connections loses one that it is about to use. In turn, an address with many of them takes nothing from one with few.
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

  const leastMissed = (newcomer: string): Connection | undefined => {
    const held = new Map<string, number>();
    const arriving = new Map<string, number>();
    const quiet: Connection[] = [];
    const receiving: Connection[] = [];
    for (const connection of all) {
      const { address } = connection;
      held.set(address, (held.get(address) ?? 0) + 1);
      const spare = spareOf(connection);
      if (spare === 'receiving') {
        arriving.set(address, (arriving.get(address) ?? 0) + 1);
        receiving.push(connection);
      } else if (spare !== undefined) quiet.push(connection);
    }
    const own = arriving.get(newcomer) ?? 0;
    const open = quiet.filter(({ address }) => address === newcomer || 2 * held.get(address)! >= own);
    const state = order.find((wanted) => open.some((connection) => connection.state === wanted));
    const first = longest(
      open.filter((connection) => connection.state === state),
      held,
    );
    const fair = 2 * ((held.get(newcomer) ?? 0) + 1);
    if (first !== undefined && (first.state === 'idle' || held.get(first.address)! > fair)) return first;
    return (
      longest(
        receiving.filter(({ address }) => arriving.get(address)! > fair),
        arriving,
      ) ?? first
    );
  };

  const remove = (connection: Connection, peer: string): void => {
    all.delete(connection);
    if (byPeer.get(peer) === connection) byPeer.delete(peer);
  };

  server.on('connection', (socket: Socket) => {
    if (all.size >= max) {
      const other = leastMissed(socket.remoteAddress ?? '');
      closed(other === undefined ? 'refused' : spareOf(other)!);
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
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const connection = bySocket.get(socket);
    if (connection === undefined) return;
    connection.state = 'idle';
    connection.request = request;
    connection.response = response;
    connection.since = performance.now();
  });

  return {
    get open() {
      return all.size;
    },
    get full() {
      return all.size >= max;
    },
  };
}

/** Of the address with the highest count, the one that is quiet for the longest time. */
const longest = (connections: readonly Connection[], counts: ReadonlyMap<string, number>): Connection | undefined =>
  connections.reduce<Connection | undefined>((best, connection) => {
    if (best === undefined) return connection;
    const more = counts.get(connection.address)! - counts.get(best.address)!;
    return more > 0 || (more === 0 && connection.since < best.since) ? connection : best;
  }, undefined);

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

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

/** How many connections one address holds, and how many of them are `receiving`; the latter counted only where one has to make way. */
interface Counts {
  held: number;
  receiving: number;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  readonly counts: Counts;
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
  const byAddress = new Map<string, Counts>();

  const leastMissed = (own: Counts): Connection | undefined => {
    for (const counts of byAddress.values()) counts.receiving = 0;
    for (const connection of all) if (spareOf(connection) === 'receiving') connection.counts.receiving++;
    const fair = 2 * (own.held + 1);
    let quiet: Connection | undefined;
    let receiving: Connection | undefined;
    for (const connection of all) {
      const { counts } = connection;
      const spare = spareOf(connection);
      if (spare === 'receiving') {
        if (counts.receiving > fair && isLessMissed(connection, receiving, 'receiving')) receiving = connection;
      } else if (spare !== undefined && (counts === own || 2 * counts.held >= own.receiving)) {
        if (isLessMissed(connection, quiet, 'held')) quiet = connection;
      }
    }
    if (quiet !== undefined && (quiet.state === 'idle' || quiet.counts.held > fair)) return quiet;
    return receiving ?? quiet;
  };

  const remove = (connection: Connection, peer: string): void => {
    if (all.delete(connection) && --connection.counts.held === 0) byAddress.delete(connection.address);
    if (byPeer.get(peer) === connection) byPeer.delete(peer);
  };

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const counts = byAddress.get(address) ?? { held: 0, receiving: 0 };
    if (all.size >= max) {
      const other = leastMissed(counts);
      closed(other === undefined ? 'refused' : spareOf(other)!);
      if (other === undefined) {
        socket.destroy();
        return;
      }
      remove(other, peerOf(other.socket));
      other.socket.destroy();
    }
    const peer = peerOf(socket);
    byAddress.set(address, counts);
    counts.held++;
    const connection: Connection = {
      socket,
      address,
      counts,
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

/** By its state; among equals by the count of its address, then by the time that it is quiet. */
function isLessMissed(one: Connection, other: Connection | undefined, count: keyof Counts): boolean {
  if (other === undefined) return true;
  const byState = order.indexOf(one.state) - order.indexOf(other.state);
  return (byState || other.counts[count] - one.counts[count] || one.since - other.since) < 0;
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

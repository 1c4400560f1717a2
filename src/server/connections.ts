/** Limits the number of connections. At the limit, the least important connection is closed for a new one. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressOf } from './address.ts';
import { StartError } from './errors.ts';

/** A connection without a request in flight: before the TLS session, before the first request, or between two requests. */
type Quiet = 'half-open' | 'unused' | 'idle';
/** `receiving`: its request has not arrived completely, or its answer was not read. */
type Spare = Quiet | 'receiving';
/** The state of a connection that was closed. `refused`: a new connection was closed, because no other connection could be. */
export type Closed = Spare | 'refused';

/** How many connections one address has. All but `held` are counted only if a connection must be closed. */
interface Counts {
  held: number;
  /** Those whose request does not wait for its answer. */
  spare: number;
  /** Those that are `half-open` or `unused`. */
  fresh: number;
  receiving: number;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  /** The result of `peerOf` for the open socket. A closed socket has no address. */
  readonly peer: string;
  readonly counts: Counts;
  state: Quiet;
  /** Its latest request and the response to it. Requests on one connection are answered in order. */
  request?: IncomingMessage;
  response?: ServerResponse;
  /** When it was opened, or when its latest request arrived, in the time of performance.now(). */
  since: number;
}

/** The current state. Undefined if a complete request waits for its answer. */
function spareOf({ state, request, response }: Connection): Spare | undefined {
  if (response === undefined || response.writableFinished || response.destroyed) return state;
  return request!.complete && !response.writableEnded ? undefined : 'receiving';
}

interface Connections {
  readonly open: number;
  /** Whether another connection would replace an existing one. */
  readonly full: boolean;
}

/** The open connections. */
interface Table {
  readonly all: Set<Connection>;
  readonly bySocket: WeakMap<Socket, Connection>;
  /** A TLS socket does not expose its underlying socket. The pair of address and port identifies it. */
  readonly byPeer: Map<string, Connection>;
  readonly byAddress: Map<string, Counts>;
}

/** Closes the least important connection for a new one if there are `max` of them. `closed` is told about each one that is closed. */
export function limitConnections(
  server: Server,
  max: number,
  tls: boolean,
  closed: (why: Closed) => void,
): Connections {
  const table: Table = { all: new Set(), bySocket: new WeakMap(), byPeer: new Map(), byAddress: new Map() };
  server.on('connection', (socket: Socket) => {
    const address = addressOf(socket);
    const counts = table.byAddress.get(address) ?? { held: 0, spare: 0, fresh: 0, receiving: 0 };
    if (table.all.size >= max && !makeRoom(table, counts, closed)) socket.destroy();
    else add(table, socket, address, counts, tls ? 'half-open' : 'unused');
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    const connection = table.byPeer.get(peerOf(socket));
    if (connection === undefined) return;
    connection.state = 'unused';
    table.bySocket.set(socket, connection);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = table.bySocket.get(request.socket);
    if (connection === undefined) return;
    connection.state = 'idle';
    connection.request = request;
    connection.response = response;
    connection.since = performance.now();
  });
  return {
    get open() {
      return table.all.size;
    },
    get full() {
      return table.all.size >= max;
    },
  };
}

function add(table: Table, socket: Socket, address: string, counts: Counts, state: Quiet): void {
  const connection: Connection = { socket, address, peer: peerOf(socket), counts, state, since: performance.now() };
  counts.held++;
  table.all.add(connection);
  table.bySocket.set(socket, connection);
  table.byPeer.set(connection.peer, connection);
  table.byAddress.set(address, counts);
  socket.once('close', () => remove(table, connection));
}

function remove({ all, byPeer, byAddress }: Table, connection: Connection): void {
  if (all.delete(connection) && --connection.counts.held === 0) byAddress.delete(connection.address);
  if (byPeer.get(connection.peer) === connection) byPeer.delete(connection.peer);
}

/** Closes a connection for a new one. Returns false if none can be closed. `own` are the counts of the address of the new one. */
function makeRoom(table: Table, own: Counts, closed: (why: Closed) => void): boolean {
  const other = leastMissed(table, own);
  closed(other === undefined ? 'refused' : spareOf(other)!);
  if (other === undefined) return false;
  remove(table, other);
  other.socket.destroy();
  return true;
}

/**
 * The connection to close for a new one.
 *
 * Among the connections without a request in flight, those without any request so far are closed first, then idle ones. Of the former, the
 * address with the most of them loses one, half-open ones first, and of the latter, the address with the most connections of any state. The
 * connection of this address that has been quiet for the longest time is closed. (An address has no fixed share, because all API servers may
 * have one address.) kube-apiserver notices that an idle connection is closed, and opens another one.
 *
 * An address could hold its connections as long as it wants with requests that do not arrive. Such connections are closed last, and only
 * if their address has more than twice as many of them as the address of the new connection has connections. But they are closed before
 * an address with few connections loses one that it is about to use.
 *
 * Conversely, an address with many connections that wait for nothing cannot replace those of an address with few. Otherwise, it could
 * close each new connection of the others during the TLS handshake.
 */
function leastMissed({ all, byAddress }: Table, own: Counts): Connection | undefined {
  count(all, byAddress);
  const fair = 2 * (own.held + 1);
  let quiet: Connection | undefined;
  let receiving: Connection | undefined;
  for (const connection of all) {
    const { counts } = connection;
    const spare = spareOf(connection);
    if (spare === 'receiving') {
      if (counts.receiving > fair && isLessMissed(connection, receiving, 'receiving')) receiving = connection;
    } else if (spare !== undefined && (counts === own || 2 * counts[countFor(connection)] >= own.spare)) {
      if (isLessMissed(connection, quiet, countFor(connection))) quiet = connection;
    }
  }
  if (quiet !== undefined && (quiet.state === 'idle' || quiet.counts.held > fair)) return quiet;
  return receiving ?? quiet;
}

function count(all: Table['all'], byAddress: Table['byAddress']): void {
  for (const counts of byAddress.values()) counts.spare = counts.fresh = counts.receiving = 0;
  for (const connection of all) {
    const spare = spareOf(connection);
    if (spare === undefined) continue;
    connection.counts.spare++;
    if (spare === 'receiving') connection.counts.receiving++;
    else if (spare !== 'idle') connection.counts.fresh++;
  }
}

/** The number by which the address is chosen that loses a connection of this state. */
const countFor = ({ state }: Connection): 'fresh' | 'held' => (state === 'idle' ? 'held' : 'fresh');

/** Compares by kind, then by the number of connections of the address, then by state, then by the time since the last activity. */
function isLessMissed(one: Connection, other: Connection | undefined, count: keyof Counts): boolean {
  if (other === undefined) return true;
  if (countFor(one) !== countFor(other)) return countFor(one) === 'fresh';
  const byState = Number(other.state === 'half-open') - Number(one.state === 'half-open');
  return (other.counts[count] - one.counts[count] || byState || one.since - other.since) < 0;
}

const peerOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remotePort} ${remoteAddress}`;

/** The files that the process needs for probes, for reading files and for the reviewer. */
const otherFiles = 192;
/** With fewer, the webhook would refuse the connections of a busy API server while it reports that it is ready. */
const minConnections = 64;

/**
 * The number of connections within the limit of open files, which Node has already raised as far as possible. Infinity if the limit is unknown.
 * Throws a StartError if the limit is too low for a server.
 */
export function connectionsByFiles(wanted: number): number {
  const limit = openFilesLimit();
  const needed = otherFiles + Math.min(wanted, minConnections);
  if (limit < needed)
    throw new StartError(
      `the limit of open files is ${limit}, but the server needs at least ${needed}. Raise the hard limit, for example with ulimit -Hn 1024.`,
    );
  return limit - otherFiles;
}

/** Only on Linux, otherwise Infinity. */
function openFilesLimit(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? Infinity : Number(limit);
  } catch {
    return Infinity;
  }
}

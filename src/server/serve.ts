/** Runs Podward as a server, from the first connection to the end of its drain. */
import { createServer } from 'node:https';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { engineOf, type LoadedEngine } from '../catalogue.ts';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { addressOf } from './address.ts';
import { createApp, type ReviewLimit } from './app.ts';
import { createBodyReader } from './body.ts';
import { createByteBudget, largestIn } from './budget.ts';
import { readCertificate, unusable, type Certificate } from './certificate.ts';
import { watchCertificate } from './certificate-watch.ts';
import {
  checkInProcess,
  noFile,
  watchConfiguration,
  type ConfigurationFile,
  type ConfigurationWatch,
  type WatchEvents,
} from './configuration.ts';
import { createClientCheck } from './clients.ts';
import { connectionsByFiles, limitConnections } from './connections.ts';
import { createHealthServer } from './health.ts';
import {
  closeMs,
  handshakeMs,
  headersMs,
  judgeMs,
  keepAliveMs,
  maxHealthConnections,
  requestMs,
  reviewerHeapMb,
} from './limits.ts';
import { listen } from './listen.ts';
import type { Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createModeCheck } from './mode-check.ts';
import { collectAtRest } from './rest.ts';
import { createReviewLog, type ReviewLogOptions } from './review-log.ts';
import { startReviewer, type Reviewer } from './reviewer.ts';
import { createTurns, type Turns } from './turns.ts';
import { waitForRequests } from './unused.ts';
import { startVersions, type AskVersion, type Versions } from './versions.ts';
import { startWrites, type WriteOptions } from './writes.ts';

export interface ServeOptions extends ReviewLogOptions, WriteOptions {
  /** Undefined for all addresses. */
  readonly host?: string | undefined;
  readonly port: number;
  readonly healthPort: number;
  readonly tlsDir: string;
  readonly clientCa?: string | undefined;
  /** Common names of the client certificates that are allowed. If empty, all that --client-ca has signed. */
  readonly clientCommonName: readonly string[];
  readonly serverName?: string | undefined;
  readonly drainSeconds: number;
  readonly maxReviewBytes: number;
  readonly maxInFlightBytes: number;
  readonly maxConnections: number;
  /** Needs the calls of the configuration, as the options of WriteOptions do. */
  readonly modeCheck?: boolean;
}

export interface Running {
  readonly port: number;
  readonly healthPort: number;
  /** The server is not ready any more, but serves requests for the time of the drain. Then it closes. */
  drain(): Promise<void>;
}

/** How the server judges reviews. */
export interface Configured {
  /** The version of Podward. */
  readonly version: string;
  /** The engine has the version of the configuration. */
  readonly loaded: LoadedEngine;
  /** Undefined without a configuration. */
  readonly file: ConfigurationFile | undefined;
  /** Asks an API server for its version. Undefined if the server must use the version of the configuration. */
  readonly askVersion: AskVersion | undefined;
  /** Present if one of the options needs it. */
  readonly calls?: ClusterCalls | undefined;
}

/** Throws a StartError if the certificate or an address cannot be used. */
export async function serve(
  options: ServeOptions,
  configured: Configured,
  log: Logger,
  logLinesDropped: () => number,
): Promise<Running> {
  const state: State = { listening: false, draining: false };
  const parts = await createParts(options, configured, state, log, logLinesDropped);
  const { host } = options;
  const { port: healthPort } = await listen(parts.health, host, options.healthPort, '--health-port');
  const { address, port } = await listen(parts.webhook, host, options.port, '--port');
  state.listening = true;
  const { sha256 } = parts.configuration;
  log.info({ host: address, port, healthPort, expires: parts.watch.current.expires, configuration: sha256 }, 'ready');
  return { port, healthPort, drain: () => drain(parts, state, options.drainSeconds, log) };
}

interface State {
  listening: boolean;
  draining: boolean;
}

type Parts = Awaited<ReturnType<typeof createParts>>;

/** The two servers, and what works for them. Neither of the servers listens yet. */
async function createParts(
  options: ServeOptions,
  { loaded, version, file, askVersion, calls }: Configured,
  state: Readonly<State>,
  log: Logger,
  logLinesDropped: () => number,
) {
  const files = { dir: options.tlsDir, clientCa: options.clientCa, serverName: options.serverName };
  const certificate = readCertificate(files);
  const maxConnections = affordable(options.maxConnections, log);
  const budget = createByteBudget(options.maxInFlightBytes);
  const reviewLimit = reviewLimitOf(options, log);
  const bodies = createBodyReader(budget, reviewLimit.bytes);
  const metrics = createMetrics({
    version,
    expires: () => watch.current.expires,
    clientCaExpires: () => watch.current.clientCa?.validToDate,
    refusesCertificate: () => watch.refusing,
    bytesInFlight: () => budget.used,
    maxBytesInFlight: options.maxInFlightBytes,
    connections: () => connections.open,
    reviewsWaiting: () => reviewer.waiting,
    reviewerBytes: () => reviewer.residentBytes(),
    logLinesDropped,
    versions: () => versions,
    configuration: () => configuration,
  });
  const reviewer = await startReviewer({
    limitMs: judgeMs,
    heapMb: reviewerHeapMb,
    ended(reason, words) {
      metrics.reviewerStopped(reason);
      log.error({ reason, detail: words }, 'process for large reviews ended');
    },
  });
  const versions = startVersions({
    loaded,
    ask: askVersion,
    failed: (reason) => metrics.versionFailed(reason),
    changed: () => metrics.versionsChanged(),
    log,
  });
  const turns = createTurns();
  const configuration = startWatch(file, versions, turns, metrics, log);
  const writes = startWrites(calls, options, metrics, log);
  const modeCheck =
    calls === undefined || options.modeCheck !== true
      ? undefined
      : createModeCheck({ calls, versions, turns, log, checked: (result) => metrics.modeChecked(result) });
  const app = createApp({
    events: writes.events,
    reports: writes.reports,
    modeCheck,
    versions,
    reviewer,
    bodies,
    metrics,
    log,
    logReview: createReviewLog(log, options),
    reviewLimit,
    draining: () => state.draining,
    isAllowedClient: (socket) => clients.isAllowed(socket),
    full: () => connections.full,
  });
  const webhook = createWebhookServer(certificate, options, app, metrics, log);
  const endUnused = waitForRequests(webhook);
  let requests = 0;
  webhook.on('request', () => requests++);
  const rest = { stop: collectAtRest(() => requests) };
  const clients = createClientCheck(webhook, options.clientCommonName, log);
  const connections = limitConnections(webhook, maxConnections, true, (why) => metrics.connectionClosed(why));
  const watch = watchCertificate(files, certificate, {
    renewed(renewed, previous) {
      webhook.setSecureContext(secureContext(renewed));
      const isSame = renewed.cert === previous.cert;
      log.info({ expires: renewed.expires }, isSame ? 'client CA renewed' : 'certificate renewed');
    },
    warned: (warning) => warn(warning, log),
    delayed(renewed, ms) {
      log.info({ expires: renewed.expires, seconds: ms / 1000 }, 'new CA, old certificate kept until caBundle has it');
    },
    refused(reason) {
      metrics.certificateRefused();
      log.error({ reason, expires: watch.current.expires }, 'certificate refused, old certificate kept');
    },
    invalid: (reason) => log.error({ reason }, 'certificate or client CA is not valid now'),
  });
  if (certificate.warning !== undefined) warn(certificate.warning, log);
  const health = createHealthServer({ metrics, notReady: () => notReady(state, watch.current, reviewer) });
  limitConnections(health, maxHealthConnections, false, () => {});
  return {
    webhook,
    endUnused,
    health,
    watch,
    configuration,
    bodies,
    reviewer,
    versions,
    writes,
    modeCheck,
    calls,
    rest,
  };
}

function startWatch(
  file: ConfigurationFile | undefined,
  versions: Versions,
  turns: Turns,
  metrics: Metrics,
  log: Logger,
): ConfigurationWatch {
  if (file === undefined) return noFile;
  const { name } = file;
  const check = (text: string) => turns.take(() => checkInProcess(text));
  const events: WatchEvents = {
    loaded(configuration, sha256) {
      versions.configure({ engine: engineOf(configuration), configuration });
      metrics.configurationReloaded('loaded');
      log.info({ file: name, sha256 }, 'configuration loaded');
    },
    refused(reasons) {
      metrics.configurationReloaded('refused');
      log.error({ file: name, reasons }, 'configuration refused, previous configuration kept');
    },
    restored() {
      log.info({ file: name }, 'configuration file has the content in use again');
    },
  };
  return watchConfiguration(file, events, check);
}

function notReady(
  { listening, draining }: Readonly<State>,
  certificate: Certificate,
  reviewer: Reviewer,
): string | undefined {
  if (draining) return 'Podward is draining.';
  if (!listening) return 'Podward is starting.';
  return unusable(certificate) ?? (reviewer.failing ? 'The process for large reviews cannot start.' : undefined);
}

async function drain(parts: Parts, state: State, seconds: number, log: Logger): Promise<void> {
  state.draining = true;
  log.info({ seconds }, 'draining');
  await sleep(seconds * 1000);
  const closed = close(parts.webhook, closeMs);
  parts.endUnused();
  await closed;
  const { watch, configuration, bodies, reviewer, versions, modeCheck, rest } = parts;
  for (const part of [watch, configuration, bodies, reviewer, versions, modeCheck, rest]) part?.stop();
  await parts.writes.finish();
  parts.calls?.close();
  await close(parts.health, 0);
  log.info('closed');
}

function createWebhookServer(
  certificate: Certificate,
  options: ServeOptions,
  app: ReturnType<typeof createApp>,
  metrics: Metrics,
  log: Logger,
) {
  const server = createServer(
    {
      ...secureContext(certificate),
      ...(options.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true }),
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMs,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      // The two timeouts above are checked at this interval.
      connectionsCheckingInterval: 1_000,
    },
    app,
  );
  server.on('tlsClientError', (error, socket) => {
    metrics.tlsFailed();
    log.debug({ reason: error.message, address: clientOf(socket) }, 'TLS handshake failed');
  });
  return server;
}

/**
 * A TLS socket has no address after its connection was reset or closed, but the socket below it, which Node keeps in `_parent`, still has the one
 * that connections.ts has read.
 */
const clientOf = (socket: TLSSocket & { readonly _parent?: Socket }): string | undefined =>
  addressOf(socket) || addressOf(socket._parent ?? socket) || undefined;

/** The maximum number of connections, lowered if the process may not open enough files. Throws a StartError if there would be too few. */
function affordable(maxConnections: number, log: Logger): number {
  const byFiles = connectionsByFiles(maxConnections);
  if (byFiles < maxConnections)
    log.warn(
      { maxConnections: byFiles },
      'fewer connections than --max-connections, because the limit of open files is low',
    );
  return Math.min(maxConnections, byFiles);
}

/** A larger review than there is room for would always get the answer to try again. */
function reviewLimitOf({ maxReviewBytes, maxInFlightBytes }: ServeOptions, log: Logger): ReviewLimit {
  const bytes = largestIn(maxInFlightBytes);
  if (maxReviewBytes <= bytes) return { bytes: maxReviewBytes, flag: '--max-review-bytes' };
  log.warn({ maxReviewBytes: bytes }, 'smaller reviews than --max-review-bytes, because --max-in-flight-bytes is low');
  return { bytes, flag: '--max-in-flight-bytes' };
}

const warn = (reason: string, log: Logger): void => log.warn({ reason }, 'certificate may not be trusted');

const secureContext = ({ served, key, ca }: Certificate) => ({
  cert: served,
  key,
  ...(ca === undefined ? {} : { ca }),
});

/** Idle connections end immediately, the others after their answer, or after this time. Node does not end slow requests while it closes. */
async function close(server: Server, ms: number): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), ms);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(force);
}

/** The metrics for Prometheus. No label contains a name that a user chose, so the number of series is limited. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../admission/review.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { VersionFailure } from '../kubernetes/apiserver/version.ts';
import { isKnownMinor } from '../kubernetes/versions.ts';
import type { ConfigurationInUse } from './configuration.ts';
import type { Closed } from './connections.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import type { StopReason } from './launch.ts';
import type { FindingCount, ReviewPath } from './verdict.ts';
import { versionText, type VersionsInUse } from './versions.ts';

export interface Metrics {
  reviewed(
    path: ReviewPath,
    mode: ActiveMode,
    reviewed: {
      readonly outcome: Outcome;
      readonly findings: readonly FindingCount[];
      readonly exemption?: ExemptionDimension;
    },
    seconds: number,
  ): void;
  /** A request without a review in its response: 400, 403, 404, 405, 408, 413, 415, 500, 503 or 504. */
  refused(status: number): void;
  /** The process that judges large reviews ended, or did not start. */
  reviewerStopped(reason: StopReason): void;
  /** A connection was closed for another one, or a new connection was refused. */
  connectionClosed(why: Closed): void;
  tlsFailed(): void;
  certificateRefused(): void;
  /** The configuration file had another content. */
  configurationReloaded(result: Reload): void;
  /** A request for the version of the API server failed. */
  versionFailed(reason: VersionFailure): void;
  /** The text format of Prometheus, with its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Whether the new content of the configuration file is in use, or the previous one was kept. */
export type Reload = 'loaded' | 'refused';

/** Values that are read when the metrics are read. */
interface Gauges {
  readonly expires: () => Date;
  readonly refusesCertificate: () => boolean;
  readonly bytesInFlight: () => number;
  readonly connections: () => number;
  readonly reviewsWaiting: () => number;
  readonly reviewerBytes: () => number | undefined;
  readonly logLinesDropped: () => number;
  readonly versions: () => VersionsInUse;
  readonly configuration: () => ConfigurationInUse;
}

export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { reviews, exempted, findings, durations } = reviewMetrics(registry);
  const { refusals, tlsFailures, refusedCertificates, versionFailures, stops, closed } = eventCounters(registry);
  const reloads = configurationMetrics(registry, gauges.configuration);
  registerGauges(registry, gauges);
  return {
    reviewed(path, mode, { outcome, findings: found, exemption }, seconds) {
      reviews.inc({ path, mode, outcome });
      if (exemption !== undefined) exempted.inc({ path, dimension: exemption });
      durations[path].observe(seconds);
      for (const { rule, mode: effect, count } of found) findings.inc({ rule, mode: effect }, count);
    },
    refused(status) {
      refusals.inc({ status });
    },
    reviewerStopped(reason) {
      stops.inc({ reason });
    },
    connectionClosed(reason) {
      closed.inc({ reason });
    },
    tlsFailed() {
      tlsFailures.inc();
    },
    certificateRefused() {
      refusedCertificates.inc();
    },
    configurationReloaded(result) {
      reloads.inc({ result });
    },
    versionFailed(reason) {
      versionFailures.inc({ reason });
    },
    async expose() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function reviewMetrics(registry: Registry) {
  const registers = [registry];
  const reviews = new Counter({
    name: 'podward_reviews_total',
    help: 'Admission reviews answered, by path, mode of the path and outcome.',
    labelNames: ['path', 'mode', 'outcome'],
    registers,
  });
  const exempted = new Counter({
    name: 'podward_exempted_reviews_total',
    help: 'Admission reviews that the configuration exempts, by path and by what exempts them: namespace, user, service-account, group, runtime-class or object-selector.',
    labelNames: ['path', 'dimension'],
    registers,
  });
  const findings = new Counter({
    name: 'podward_findings_total',
    help: 'Findings, by rule and by the mode that took effect.',
    labelNames: ['rule', 'mode'],
    registers,
  });
  const duration = new Histogram({
    name: 'podward_review_duration_seconds',
    help: 'Time from the last byte of a review to its answer, by path.',
    labelNames: ['path'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const durations = {
    mutate: duration.labels('mutate'),
    validate: duration.labels('validate'),
    namespaces: duration.labels('namespaces'),
  };
  return { reviews, exempted, findings, durations };
}

function eventCounters(registry: Registry) {
  const registers = [registry];
  return {
    refusals: new Counter({
      name: 'podward_refused_requests_total',
      help: 'Requests that were answered with an HTTP error in place of a review, by status.',
      labelNames: ['status'],
      registers,
    }),
    tlsFailures: new Counter({
      name: 'podward_tls_failures_total',
      help: 'TLS handshakes that failed. A caBundle that does not match the certificate shows up here.',
      registers,
    }),
    refusedCertificates: new Counter({
      name: 'podward_certificate_refused_total',
      help: 'Renewed certificates that were refused, so that the old one stayed in use.',
      registers,
    }),
    versionFailures: new Counter({
      name: 'podward_kubernetes_version_failures_total',
      help: 'Requests for the version of the API server that failed, by reason: ca, connect, tls, timeout, status or answer.',
      labelNames: ['reason'],
      registers,
    }),
    stops: new Counter({
      name: 'podward_reviewer_stopped_total',
      help: 'Times that the process for large reviews ended or could not start, by reason: memory, time or crash.',
      labelNames: ['reason'],
      registers,
    }),
    closed: new Counter({
      name: 'podward_connections_closed_total',
      help: 'Connections closed to make room, by reason: half-open, unused, idle, or receiving from an address with many connections. The reason refused counts new connections that were closed instead.',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** Returns the counter of reloads. */
function configurationMetrics(registry: Registry, inUse: () => ConfigurationInUse) {
  const registers = [registry];
  const reloads = new Counter({
    name: 'podward_configuration_reloads_total',
    help: 'New contents of the configuration file, by result: loaded, or refused, so that the previous configuration stayed in use.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['loaded', 'refused'] satisfies Reload[]) reloads.inc({ result }, 0);
  new Gauge({
    name: 'podward_configuration_stale',
    help: '1 if the content of the configuration file is not in use, and 0 if it is.',
    registers,
    collect() {
      this.set(inUse().stale ? 1 : 0);
    },
  });
  new Gauge({
    name: 'podward_configuration_info',
    help: 'The configuration file in use, by the SHA-256 hash of its content. Without a file, there is no value.',
    labelNames: ['sha256'],
    registers,
    collect() {
      this.reset();
      const { sha256 } = inUse();
      if (sha256 !== undefined) this.set({ sha256 }, 1);
    },
  });
  return reloads;
}

/** Each value is read when the metrics are read. */
function registerGauges(registry: Registry, gauges: Gauges): void {
  const registers = [registry];
  new Counter({
    name: 'podward_log_lines_dropped_total',
    help: 'Log lines that were dropped, because standard output was full or was not read.',
    registers,
    collect() {
      this.reset();
      this.inc(gauges.logLinesDropped());
    },
  });
  new Gauge({
    name: 'podward_kubernetes_version_info',
    help: 'Versions of Kubernetes that count, by source: learned, outdated or configured. known is false for a version that Podward does not know.',
    labelNames: ['version', 'source', 'known'],
    registers,
    collect() {
      this.reset();
      const { minors, source } = gauges.versions();
      for (const minor of minors)
        this.set({ version: versionText(minor), source, known: String(isKnownMinor(minor)) }, 1);
    },
  });
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read();
        if (value !== undefined) this.set(value);
      },
    });
  };
  gauge(
    'podward_certificate_expiry_timestamp_seconds',
    'Time at which the certificate in use expires, as Unix time.',
    () => Math.floor(gauges.expires().getTime() / 1000),
  );
  gauge(
    'podward_certificate_files_refused',
    '1 while the certificate on disk is refused, so that another one is in use, 0 otherwise.',
    () => Number(gauges.refusesCertificate()),
  );
  gauge('podward_request_bytes_in_flight', 'Bytes of all requests that are not answered yet.', gauges.bytesInFlight);
  gauge('podward_connections', 'Open connections to the webhook.', gauges.connections);
  gauge('podward_reviews_waiting', 'Large reviews that wait to be checked.', gauges.reviewsWaiting);
  gauge(
    'podward_reviewer_resident_memory_bytes',
    'Resident memory of the process for large reviews, in bytes.',
    gauges.reviewerBytes,
  );
}

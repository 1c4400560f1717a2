/** The metrics for Prometheus. metric-table.ts defines them. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ActiveMode } from '../engine/judged.ts';
import type { VersionFailure } from '../kubernetes/apiserver/version.ts';
import { isKnownMinor } from '../kubernetes/versions.ts';
import type { ConfigurationInUse } from './configuration.ts';
import type { Closed } from './connections.ts';
import type { StopReason } from './launch.ts';
import {
  metricTable,
  other,
  seriesFromStart,
  type MetricDefinition,
  type RefusalCode,
  type Reload,
} from './metric-table.ts';
import type { ModeCheckResult } from './mode-check.ts';
import type { WriteResult } from './outbox.ts';
import type { ReviewPath, Verdict } from './verdict.ts';
import { versionText, type VersionsInUse } from './versions.ts';

type Judged = Exclude<Verdict, { readonly outcome: 'malformed' }>;

export interface Metrics {
  reviewed(
    phase: ReviewPath,
    mode: ActiveMode,
    reviewed: Pick<Judged, 'outcome' | 'findings' | 'applied' | 'subject' | 'exemption'>,
    seconds: number,
  ): void;
  /** A request has no review in its response. */
  refused(status: RefusalCode): void;
  /** The process that judges large reviews ended, or did not start. */
  reviewerStopped(reason: StopReason): void;
  /** A connection was closed for another one, or a new connection was refused. */
  connectionClosed(why: Closed): void;
  tlsFailed(): void;
  certificateRefused(): void;
  /** Other versions of Kubernetes count from now on. */
  versionsChanged(): void;
  /** The configuration file had another content. */
  configurationReloaded(result: Reload): void;
  /** A request for the version of the API server failed. */
  versionFailed(reason: VersionFailure): void;
  /** An Event was written, or not. */
  eventWritten(result: WriteResult): void;
  /** The existing Pods of a namespace were checked, or not. */
  modeChecked(result: ModeCheckResult): void;
  /** A report was written, or not. */
  reportWritten(result: WriteResult): void;
  /** The text format of Prometheus, with its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Values that are read when the metrics are read. */
export interface Gauges {
  /** Of Podward. */
  readonly version: string;
  readonly expires: () => Date;
  /** Undefined without --client-ca. */
  readonly clientCaExpires: () => Date | undefined;
  readonly refusesCertificate: () => boolean;
  readonly bytesInFlight: () => number;
  readonly maxBytesInFlight: number;
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
  registerGauges(registry, gauges);
  const reviews = counter(registry, metricTable.reviews);
  const exempted = counter(registry, metricTable.exempted);
  const failures = counter(registry, metricTable.failures);
  const findings = counter(registry, metricTable.findings);
  const defaults = counter(registry, metricTable.defaults);
  const duration = new Histogram(configured(registry, metricTable.durations));
  const durations = {
    mutate: duration.labels('mutate'),
    validate: duration.labels('validate'),
    namespaces: duration.labels('namespaces'),
  };
  const refusals = counter(registry, metricTable.refusals);
  const reloads = counter(registry, metricTable.configurationReloads);
  const stops = counter(registry, metricTable.stops);
  const closed = counter(registry, metricTable.closed);
  const tlsFailures = counter(registry, metricTable.tlsFailures);
  const refusedCertificates = counter(registry, metricTable.certificatesRefused);
  const versionChanges = counter(registry, metricTable.versionChanges);
  const versionFailures = counter(registry, metricTable.versionFailures);
  const eventWrites = counter(registry, metricTable.eventWrites);
  const modeChecks = counter(registry, metricTable.modeChecks);
  const reportWrites = counter(registry, metricTable.reportWrites);
  return {
    reviewed(phase, mode, { outcome, findings: found, applied = [], subject, exemption }, seconds) {
      const { operation, kind } = subject ?? unknown;
      reviews.inc({ phase, mode, operation, kind, outcome });
      durations[phase].observe(seconds);
      if (exemption !== undefined) exempted.inc({ phase, dimension: exemption });
      if (outcome === 'failed') failures.inc({ phase });
      for (const { rule, mode: effect, count } of found) findings.inc({ rule, mode: effect, phase }, count);
      for (const id of applied) defaults.inc({ default: id });
    },
    refused(status) {
      refusals.inc({ code: status });
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
    versionsChanged() {
      versionChanges.inc();
    },
    configurationReloaded(result) {
      reloads.inc({ result });
    },
    versionFailed(reason) {
      versionFailures.inc({ reason });
    },
    eventWritten(result) {
      eventWrites.inc({ result });
    },
    modeChecked(result) {
      modeChecks.inc({ result });
    },
    reportWritten(result) {
      reportWrites.inc({ result });
    },
    async expose() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

const unknown = { operation: other, kind: other };
const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

const configured = (registry: Registry, { name, help, labels = {}, buckets }: MetricDefinition) => ({
  name,
  help,
  labelNames: Object.keys(labels),
  registers: [registry],
  ...(buckets === undefined ? {} : { buckets: [...buckets] }),
});

function counter(registry: Registry, definition: MetricDefinition): Counter {
  const made = new Counter(configured(registry, definition));
  for (const labels of seriesFromStart(definition)) made.inc(labels, 0);
  return made;
}

/** Each value is read when the metrics are read. */
function registerGauges(registry: Registry, gauges: Gauges): void {
  const gauge = (definition: MetricDefinition, set: (gauge: Gauge) => void): void => {
    const made: Gauge = new Gauge({ ...configured(registry, definition), collect: () => set(made) });
  };
  const value = (definition: MetricDefinition, read: () => number | undefined): void =>
    gauge(definition, (made) => {
      const current = read();
      if (current !== undefined) made.set(current);
    });
  const dropped: Counter = new Counter({
    ...configured(registry, metricTable.logLinesDropped),
    collect() {
      dropped.reset();
      dropped.inc(gauges.logLinesDropped());
    },
  });
  gauge(metricTable.versionInfo, (made) => {
    made.reset();
    const { minors, source } = gauges.versions();
    for (const minor of minors)
      made.set({ version: versionText(minor), source, known: String(isKnownMinor(minor)) }, 1);
  });
  gauge(metricTable.configurationInfo, (made) => {
    made.reset();
    const { sha256 } = gauges.configuration();
    if (sha256 !== undefined) made.set({ sha256 }, 1);
  });
  value(metricTable.configurationStale, () => Number(gauges.configuration().stale));
  gauge(metricTable.buildInfo, (made) => made.set({ version: gauges.version, node: process.versions.node }, 1));
  value(metricTable.certificateExpiry, () => unixSeconds(gauges.expires()));
  gauge(metricTable.clientCaExpiry, (made) => {
    const expires = gauges.clientCaExpires();
    // A gauge without labels begins with 0, which would be a date.
    if (expires === undefined) made.remove();
    else made.set(unixSeconds(expires));
  });
  value(metricTable.certificateFilesRefused, () => Number(gauges.refusesCertificate()));
  value(metricTable.bytesInFlight, gauges.bytesInFlight);
  value(metricTable.bytesInFlightLimit, () => gauges.maxBytesInFlight);
  value(metricTable.connections, gauges.connections);
  value(metricTable.waiting, gauges.reviewsWaiting);
  value(metricTable.reviewerBytes, gauges.reviewerBytes);
}

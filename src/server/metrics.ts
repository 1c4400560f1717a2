/** What Prometheus sees. No label holds a name that a user chose, so the number of series is bounded. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ReviewPhase } from '../admission/decode.ts';
import type { ActiveMode, Reviewed } from '../admission/review.ts';
import type { ByteBudget } from './budget.ts';

export interface Metrics {
  reviewed(
    phase: ReviewPhase,
    mode: ActiveMode,
    reviewed: Pick<Reviewed, 'outcome' | 'findings' | 'omitted'>,
    seconds: number,
  ): void;
  /** A request that got no review: 400, 404, 405, 413, 415 or 503. */
  refused(status: number): void;
  tlsFailed(): void;
  certificateRefused(): void;
  /** The text exposition format, with its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

export function createMetrics(budget: ByteBudget, expires: () => Date): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const reviews = new Counter({
    name: 'podward_reviews_total',
    help: 'Admission reviews answered, by path, mode of the path and outcome.',
    labelNames: ['path', 'mode', 'outcome'],
    registers,
  });
  const findings = new Counter({
    name: 'podward_findings_total',
    help: 'Findings of the rules, by rule and by the mode that took effect.',
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
  const durations = { mutate: duration.labels('mutate'), validate: duration.labels('validate') };
  const refusals = new Counter({
    name: 'podward_refused_requests_total',
    help: 'Requests that got no review, by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const tlsFailures = new Counter({
    name: 'podward_tls_failures_total',
    help: 'TLS handshakes that failed; a caBundle that does not match shows up here.',
    registers,
  });
  const refusedCertificates = new Counter({
    name: 'podward_certificate_refused_total',
    help: 'Renewed certificates that were refused, so that the old one stayed in use.',
    registers,
  });
  new Gauge({
    name: 'podward_certificate_expiry_timestamp_seconds',
    help: 'When the certificate in use expires, as Unix time.',
    registers,
    collect() {
      this.set(Math.floor(expires().getTime() / 1000));
    },
  });
  new Gauge({
    name: 'podward_request_bytes_in_flight',
    help: 'Bytes of the requests that are not answered yet.',
    registers,
    collect() {
      this.set(budget.used);
    },
  });

  return {
    reviewed(path, mode, { outcome, findings: found, omitted }, seconds) {
      reviews.inc({ path, mode, outcome });
      durations[path].observe(seconds);
      for (const finding of found) findings.inc({ rule: finding.rule, mode: finding.mode });
      for (const { rule, mode: effect, count } of omitted) findings.inc({ rule, mode: effect }, count);
    },
    refused(status) {
      refusals.inc({ status });
    },
    tlsFailed() {
      tlsFailures.inc();
    },
    certificateRefused() {
      refusedCertificates.inc();
    },
    async expose() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

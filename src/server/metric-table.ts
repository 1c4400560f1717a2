/** The metrics, as data: metrics.ts makes the objects of prom-client from it, and `make pages` makes docs/metrics.md. */
import type { Outcome } from '../admission/review.ts';
import type { Operation } from '../change/change.ts';
import type { ActiveMode } from '../engine/judged.ts';
import type { VersionFailure } from '../kubernetes/apiserver/version.ts';
import { everyKind } from '../kubernetes/kinds.ts';
import type { ExemptionDimension } from '../policy/exemptions.ts';
import type { Closed } from './connections.ts';
import type { StopReason } from './launch.ts';
import type { ModeCheckResult } from './mode-check.ts';
import type { WriteResult } from './outbox.ts';
import type { ReviewPath } from './verdict.ts';
import type { VersionSource } from './versions.ts';

/** The values of a label, each with its meaning, or an empty string where it needs none. No label has a name that a user chose. */
type Values<Value extends string> = Readonly<Record<Value, string>>;
/** A set of values that is not listed. */
interface Open {
  readonly pattern: RegExp;
  /** What the values are. */
  readonly text: string;
}
export type LabelValues = Values<string> | Open;

export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** A sentence. */
  readonly help: string;
  readonly labels?: Readonly<Record<string, LabelValues>>;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
  /** More sentences, for docs/metrics.md only. */
  readonly more?: string;
  readonly example: {
    /** What the query shows, without a full stop. */
    readonly shows: string;
    readonly query: string;
  };
}

const phase: Values<ReviewPath> = {
  mutate: 'the mutating phase, in which Podward fills in defaults and explains what kube-apiserver would refuse',
  validate: 'the validating phase, in which Podward makes the final decision',
  namespaces: 'the validating phase of Namespaces, in which Podward judges their labels',
};

const mode: Values<ActiveMode> = { deny: '', warn: '', audit: '' };

const outcome: Values<Outcome> = {
  allowed: 'The request was allowed, and no default was filled in.',
  patched: 'The request was allowed, and defaults were filled in.',
  denied: 'The request was rejected because of findings.',
  exempt: 'An exemption of the configuration applies.',
  foreign: 'Podward does not judge this kind or operation.',
  stale: 'The object was changed in the meantime. kube-apiserver returns 409 Conflict.',
  unread:
    'The update was allowed in the mutating phase without being judged, because the object is too large to judge and does not grow. `validate` decides.',
  undecodable:
    'The review could not be read or is too large to judge. It was rejected with code 400. In the modes `warn` and `audit` it was allowed, with a warning or an audit annotation.',
  failed:
    'Podward failed. The request was rejected with code 500. In the modes `warn` and `audit` it was allowed, with a warning or an audit annotation.',
};

const modeCheck: Values<ModeCheckResult> = {
  complete: 'All Pods were checked.',
  limit: 'The namespace has more Pods than one check sees.',
  time: 'The time was over before all Pods were checked.',
  busy: 'No Pods were checked, because another check was running, or that of a new configuration.',
  paused:
    'No Pods were checked, because checks had taken a minute, of which a tenth of the time since then comes back.',
  forbidden: 'The token or the permission to list Pods is missing.',
  failed: 'The API server did not return the Pods, the process that judges them ended, or a rule failed.',
};

/** The value of a label for what is not in its closed set. */
export const other = 'other';
const otherText = 'what Podward does not judge, or did not find in a review that it could not read';

const operation: Values<Exclude<Operation, 'STORED'> | typeof other> = { CREATE: '', UPDATE: '', other: otherText };

const kind: Values<string> = {
  ...Object.fromEntries(everyKind.map((name) => [name, ''])),
  Namespace: '',
  [other]: otherText,
};

const exemption: Values<ExemptionDimension> = {
  namespace: '',
  user: '',
  'service-account': '',
  group: '',
  'runtime-class': '',
  'object-selector': '',
};

const stopReason: Values<StopReason> = {
  memory: 'It exceeded its memory.',
  time: 'The review took too long.',
  crash: 'It ended for another reason, or did not start.',
};

const closedReason: Values<Closed> = {
  'half-open': 'The TLS handshake was not complete.',
  unused: 'There had been no request.',
  idle: 'There was no request in progress.',
  receiving: 'The request had not arrived, or the response was not read.',
  refused: 'No connection could be closed, so the new one was.',
};

/** Whether the new content of the configuration file is in use, or the previous one was kept. */
export type Reload = 'loaded' | 'refused';
const reload: Values<Reload> = {
  loaded: 'The new content is in use.',
  refused: 'The previous configuration stayed in use.',
};

const versionFailure: Values<VersionFailure> = {
  ca: 'The file with the CA cannot be used.',
  connect: 'There was no connection.',
  tls: 'The TLS handshake failed.',
  timeout: 'There was no complete answer in time.',
  status: 'The HTTP status is not 200.',
  answer: 'The answer does not contain a version.',
};

const versionSource: Values<VersionSource> = { learned: '', outdated: '', configured: '' };

const writeResult: Values<WriteResult> = {
  written: '',
  dropped:
    'There was no room to wait, the API server could not be reached for two minutes or more, or the server stopped.',
  failed:
    'For two minutes, the API server returned errors of its own, redirects or answers that are not JSON objects, or others changed the object each time. Or ten attempts failed for these reasons in turn, or because it could not be reached.',
  forbidden: 'The token or a permission is missing, for example because a ClusterRole of the chart was deleted.',
  quota: 'A ResourceQuota of the namespace is exceeded. Kubernetes does not count Events for it.',
  denied: 'An admission webhook or policy refused the object.',
  missing:
    'The API server does not have the kind, or the ClusterRole of `--reports-owner` does not exist, although the server may read it.',
  gone: 'The namespace does not exist any more.',
  'too large': 'The object in the API server is too large to be read or changed.',
  refused: 'The API server gave another answer, for example the status 400.',
};

const code = {
  400: 'The body is not an AdmissionReview.',
  403: 'The common name of the client certificate is not allowed.',
  404: 'The path is wrong.',
  405: 'The method is wrong.',
  408: 'The body arrived too slowly.',
  413: 'The body is too large.',
  415: 'The content type is not JSON.',
  500: 'The server failed.',
  503: 'There was not enough memory for the body.',
  504: 'The timeout of the request expired.',
} as const satisfies Readonly<Record<number, string>>;
/** The status of an HTTP error in place of a review. */
export type RefusalCode = keyof typeof code;

const ids = (text: string): Open => ({ pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/, text });

/**
 * Half a millisecond is the first bound, because the time of a usual review is below it, and only slower ones need attention. The last one is
 * the longest timeoutSeconds of the chart.
 */
const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const define = <const T extends Readonly<Record<string, MetricDefinition>>>(table: T): T => table;

export const metricTable = define({
  reviews: {
    name: 'podward_reviews_total',
    type: 'counter',
    help: 'Number of admission reviews with a response.',
    labels: { phase, mode, operation, kind, outcome },
    more: 'The mode is that of the webhook entry, which is the mode of the namespace except for reviews of Namespaces. A subresource, such as `pods/resize`, counts with its kind.',
    example: {
      shows: 'Rejected requests per second, by kind and operation',
      query: 'sum by (kind, operation) (rate(podward_reviews_total{outcome="denied"}[5m]))',
    },
  },
  exempted: {
    name: 'podward_exempted_reviews_total',
    type: 'counter',
    help: 'Number of reviews that an exemption of the configuration allowed.',
    labels: { phase: { mutate: phase.mutate, validate: phase.validate }, dimension: exemption },
    example: {
      shows: 'Exempted reviews per second, by what exempts them',
      query: 'sum by (dimension) (rate(podward_exempted_reviews_total[5m]))',
    },
  },
  failures: {
    name: 'podward_review_failures_total',
    type: 'counter',
    help: 'Number of reviews on which Podward failed.',
    labels: { phase },
    more: 'The same reviews have the outcome `failed` in `podward_reviews_total`.',
    example: {
      shows: 'Failures in the last hour',
      query: 'sum(increase(podward_review_failures_total[1h]))',
    },
  },
  findings: {
    name: 'podward_findings_total',
    type: 'counter',
    help: 'Number of findings.',
    labels: { rule: ids('the ID of a [rule](rules/README.md)'), mode, phase },
    more: 'The mode is that of the rule or that of the namespace, whichever is milder. Both phases find the same problems, unless the first one rejects the request. To count problems in the modes `warn` and `audit` once, select one phase.',
    example: {
      shows: 'The ten rules that reject most often, in the last day',
      query: 'topk(10, sum by (rule) (increase(podward_findings_total{mode="deny"}[1d])))',
    },
  },
  defaults: {
    name: 'podward_defaults_applied_total',
    type: 'counter',
    help: 'Number of objects to which a default was added.',
    labels: { default: ids('the ID of a [default](rules/README.md#defaults)') },
    example: {
      shows: 'Objects per second to which each default is added',
      query: 'sum by (default) (rate(podward_defaults_applied_total[5m]))',
    },
  },
  durations: {
    name: 'podward_review_duration_seconds',
    type: 'histogram',
    help: 'Time from the last byte of a review to its response, including the time in the queue.',
    labels: { phase },
    buckets: seconds,
    more: 'Without the time in which existing Pods are checked because their namespace gets a stricter mode.',
    example: {
      shows: 'The time within which 99 % of the reviews are answered',
      query: 'histogram_quantile(0.99, sum by (le, phase) (rate(podward_review_duration_seconds_bucket[5m])))',
    },
  },
  refusals: {
    name: 'podward_refused_requests_total',
    type: 'counter',
    help: 'Number of requests that received an HTTP error in place of a review.',
    labels: { code },
    example: {
      shows: 'Requests per second that were refused, by HTTP status',
      query: 'sum by (code) (rate(podward_refused_requests_total[5m]))',
    },
  },
  bytesInFlight: {
    name: 'podward_requests_in_flight_bytes',
    type: 'gauge',
    help: 'Size of the requests that have no response yet.',
    example: {
      shows: 'The share of the memory for requests that is in use',
      query: 'max(podward_requests_in_flight_bytes / podward_requests_in_flight_limit_bytes)',
    },
  },
  bytesInFlightLimit: {
    name: 'podward_requests_in_flight_limit_bytes',
    type: 'gauge',
    help: 'Maximum size of the requests that have no response yet.',
    more: 'The flag `--max-in-flight-bytes` sets it.',
    example: { shows: 'The limit of each replica', query: 'podward_requests_in_flight_limit_bytes' },
  },
  waiting: {
    name: 'podward_reviews_waiting',
    type: 'gauge',
    help: 'Number of large reviews in the queue.',
    example: { shows: 'The longest queue of a replica', query: 'max(podward_reviews_waiting)' },
  },
  stops: {
    name: 'podward_reviewer_stopped_total',
    type: 'counter',
    help: 'Number of times that the process for large reviews was stopped or did not start.',
    labels: { reason: stopReason },
    example: {
      shows: 'Stops in the last hour, by reason',
      query: 'sum by (reason) (increase(podward_reviewer_stopped_total[1h]))',
    },
  },
  reviewerBytes: {
    name: 'podward_reviewer_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the process for large reviews.',
    more: '`process_resident_memory_bytes` does not include it.',
    example: {
      shows: 'The memory of both processes of each replica',
      query: 'podward_reviewer_resident_memory_bytes + process_resident_memory_bytes',
    },
  },
  connections: {
    name: 'podward_connections',
    type: 'gauge',
    help: 'Number of open connections to the webhook.',
    example: { shows: 'Open connections of all replicas', query: 'sum(podward_connections)' },
  },
  closed: {
    name: 'podward_connections_closed_total',
    type: 'counter',
    help: 'Number of connections that were closed because of the limit of connections.',
    labels: { reason: closedReason },
    more: 'The reason is the state of the connection.',
    example: {
      shows: 'Connections that were closed in the last hour, by reason',
      query: 'sum by (reason) (increase(podward_connections_closed_total[1h]))',
    },
  },
  tlsFailures: {
    name: 'podward_tls_failures_total',
    type: 'counter',
    help: 'Number of failed TLS handshakes.',
    more: 'They fail, for example, if `caBundle` does not match the certificate, and if something other than the API server connects.',
    example: {
      shows: 'Failed handshakes in the last ten minutes',
      query: 'sum(increase(podward_tls_failures_total[10m]))',
    },
  },
  certificateExpiry: {
    name: 'podward_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'Unix time at which the current certificate, an intermediate certificate of its chain, or their CA in ca.crt expires, whichever is first.',
    more: 'Other CAs in `ca.crt` do not count. If the chain leads to several, the one that is valid longest counts. Without `ca.crt`, only the chain counts.',
    example: {
      shows: 'Days until the first certificate expires',
      query: '(min(podward_certificate_expiry_timestamp_seconds) - time()) / 86400',
    },
  },
  clientCaExpiry: {
    name: 'podward_client_ca_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'Unix time at which the last valid CA of --client-ca expires.',
    more: 'After that, no client can open a connection. Without the flag, there is no value.',
    example: {
      shows: 'Days until no client can open a connection',
      query: '(min(podward_client_ca_expiry_timestamp_seconds) - time()) / 86400',
    },
  },
  certificatesRefused: {
    name: 'podward_certificate_refused_total',
    type: 'counter',
    help: 'Number of renewed certificates that the server did not load, so that the previous certificate stayed in use.',
    example: {
      shows: 'Certificates that were not loaded in the last hour',
      query: 'sum(increase(podward_certificate_refused_total[1h]))',
    },
  },
  certificateFilesRefused: {
    name: 'podward_certificate_files_refused',
    type: 'gauge',
    help: '1 while the server does not use the certificate on disk because a check failed, and 0 otherwise.',
    example: {
      shows: 'The number of replicas that use an older certificate',
      query: 'sum(podward_certificate_files_refused)',
    },
  },
  configurationReloads: {
    name: 'podward_configuration_reloads_total',
    type: 'counter',
    help: 'Number of changes of the configuration file.',
    labels: { result: reload },
    example: {
      shows: 'Changes in the last day that were refused',
      query: 'sum(increase(podward_configuration_reloads_total{result="refused"}[1d]))',
    },
  },
  configurationStale: {
    name: 'podward_configuration_stale',
    type: 'gauge',
    help: '1 if the content of the configuration file is not in use, because it was refused or is being checked, and 0 otherwise.',
    example: { shows: 'The number of replicas with an older configuration', query: 'sum(podward_configuration_stale)' },
  },
  configurationInfo: {
    name: 'podward_configuration_info',
    type: 'gauge',
    help: '1 for the configuration in use. Without a file, there is no value.',
    labels: { sha256: { pattern: /^[0-9a-f]{64}$/, text: 'the SHA-256 hash of the file' } },
    example: {
      shows: 'The number of replicas with each configuration',
      query: 'count by (sha256) (podward_configuration_info)',
    },
  },
  versionInfo: {
    name: 'podward_kubernetes_version_info',
    type: 'gauge',
    help: '1 for each version of Kubernetes that counts.',
    labels: {
      version: { pattern: /^1\.\d+$/, text: 'a minor version, such as `1.36`' },
      source: versionSource,
      known: {
        true: '',
        false: 'Podward does not know the version, so rules that mirror kube-apiserver only warn.',
      },
    },
    more: '[server.md](server.md#kubernetes-version) describes the sources.',
    example: {
      shows: 'The number of replicas that use each version',
      query: 'count by (version, source) (podward_kubernetes_version_info)',
    },
  },
  versionChanges: {
    name: 'podward_kubernetes_version_changes_total',
    type: 'counter',
    help: 'Number of times that other versions of Kubernetes began to count, and the rules were loaded for them.',
    example: {
      shows: 'Changes in the last day',
      query: 'sum(increase(podward_kubernetes_version_changes_total[1d]))',
    },
  },
  versionFailures: {
    name: 'podward_kubernetes_version_failures_total',
    type: 'counter',
    help: 'Number of requests for the version of the API server that failed.',
    labels: { reason: versionFailure },
    example: {
      shows: 'Failed requests in the last hour, by reason',
      query: 'sum by (reason) (increase(podward_kubernetes_version_failures_total[1h]))',
    },
  },
  logLinesDropped: {
    name: 'podward_log_lines_dropped_total',
    type: 'counter',
    help: 'Number of log lines that the server dropped, because they could not be written to standard output.',
    example: {
      shows: 'Log lines that were dropped in the last hour',
      query: 'sum(increase(podward_log_lines_dropped_total[1h]))',
    },
  },
  eventWrites: {
    name: 'podward_event_writes_total',
    type: 'counter',
    help: 'Number of Events that the server wrote, or could not write.',
    labels: { result: writeResult },
    more: 'Only with `--events`. A repeated refusal changes the count of an Event, which is a write too.',
    example: {
      shows: 'Events in the last hour that were not written, by reason',
      query: 'sum by (result) (increase(podward_event_writes_total{result!="written"}[1h]))',
    },
  },
  modeChecks: {
    name: 'podward_mode_checks_total',
    type: 'counter',
    help: 'Number of checks of the existing Pods of a namespace whose mode becomes stricter.',
    labels: { result: modeCheck },
    more: 'Only with `--mode-check`. Dry runs count too.',
    example: {
      shows: 'Checks in the last day that did not see all Pods, by reason',
      query: 'sum by (result) (increase(podward_mode_checks_total{result!="complete"}[1d]))',
    },
  },
  reportWrites: {
    name: 'podward_report_writes_total',
    type: 'counter',
    help: 'Number of PolicyReports that the server wrote, or could not write.',
    labels: { result: writeResult },
    more: 'Only with `--reports`. The result `dropped` also counts findings for which there was no room. What is dropped because the API server cannot be reached, and what is `missing` or `forbidden`, is written later.',
    example: {
      shows: 'Reports in the last hour that were not written, by reason',
      query: 'sum by (result) (increase(podward_report_writes_total{result!="written"}[1h]))',
    },
  },
  buildInfo: {
    name: 'podward_build_info',
    type: 'gauge',
    help: '1, with the versions of Podward and of Node.js.',
    labels: {
      version: { pattern: /^\d+\.\d+\.\d+(-.+)?$/, text: 'the version of Podward' },
      node: { pattern: /^\d+\.\d+\.\d+$/, text: 'the version of Node.js' },
    },
    example: { shows: 'The number of replicas of each version', query: 'count by (version) (podward_build_info)' },
  },
});

/**
 * The labels of each series that exists from the start, with the value 0, because `increase` does not see the first event of a series that is
 * new. None if more are possible than a replica should have without an event.
 */
export function seriesFromStart({ type, labels = {} }: MetricDefinition): Record<string, string>[] {
  if (type !== 'counter') return [];
  let series: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    if (values.pattern instanceof RegExp) return [];
    series = series.flatMap((made) => Object.keys(values).map((value) => ({ ...made, [label]: value })));
  }
  return series.length <= maxFromStart ? series : [];
}

/** The exempted reviews, of two phases in six dimensions. */
const maxFromStart = 12;

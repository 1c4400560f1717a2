/** What the server writes into the cluster: Events and reports. Each has an outbox of its own, so that neither waits for the other. */
import type { Reported } from '../admission/reported.ts';
import type { Refusal } from '../admission/review.ts';
import { catalogue } from '../catalogue.ts';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { createEventRecorder, type EventRecorder } from './events.ts';
import { maxCounts, maxWaitingEvents, writeTickMs } from './limits.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createOutbox, type OutboxOptions } from './outbox.ts';
import { createReporter, type Reporter } from './reports.ts';
import { createWriteLog } from './write-log.ts';

export interface WriteOptions {
  readonly events?: boolean;
  readonly reports?: boolean;
  /** The ClusterRole that owns the reports. */
  readonly reportsOwner?: string | undefined;
}

/** No function throws. */
export interface Writes {
  readonly events: Pick<EventRecorder, 'refused'> | undefined;
  readonly reports: Pick<Reporter, 'allowed'> | undefined;
  finish(): Promise<void>;
}

type WriteMetrics = Pick<Metrics, 'eventWritten' | 'reportWritten'>;

/** Nothing is written without calls. */
export function startWrites(
  calls: ClusterCalls | undefined,
  options: WriteOptions,
  metrics: WriteMetrics,
  log: Logger,
): Writes {
  if (calls === undefined) return { events: undefined, reports: undefined, finish: async () => {} };
  const events = options.events === true ? startEvents(calls, metrics, log) : undefined;
  const reports = options.reports === true ? startReports(calls, options.reportsOwner, metrics, log) : undefined;
  const timer = setInterval(() => {
    events?.tick();
    reports?.tick();
  }, writeTickMs);
  timer.unref();
  return {
    events,
    reports,
    async finish() {
      clearInterval(timer);
      await Promise.all([events?.finish(), reports?.finish()]);
    },
  };
}

function startEvents(calls: ClusterCalls, metrics: WriteMetrics, log: Logger) {
  const own = {
    room: maxWaitingEvents,
    log: createWriteLog('events', log),
    wrote: (result) => metrics.eventWritten(result),
  } satisfies OutboxOptions;
  const outbox = createOutbox(own);
  const recorder = createEventRecorder({ calls, outbox });
  return {
    refused: (refusal: Refusal) => guard(own, () => recorder.refused(refusal), refusal.owner.namespace),
    tick: () => guard(own, () => recorder.tick()),
    finish: () => outbox.finish(),
  };
}

function startReports(calls: ClusterCalls, owner: string | undefined, metrics: WriteMetrics, log: Logger) {
  // Each namespace with counts has one report, so there is always room.
  const own = {
    room: maxCounts,
    log: createWriteLog('reports', log),
    wrote: (result) => metrics.reportWritten(result),
  } satisfies OutboxOptions;
  const outbox = createOutbox(own);
  const titles = new Map(catalogue.rules.map(({ id, title }) => [id, title]));
  const titleOf = (rule: string): string => titles.get(rule) ?? '';
  const reporter = createReporter({ calls, outbox, owner, titleOf, dropped: () => own.wrote('dropped') });
  return {
    allowed: (reported: Reported) => guard(own, () => reporter.allowed(reported), reported.namespace),
    tick: () => guard(own, () => reporter.tick()),
    async finish() {
      guard(own, () => reporter.stop());
      await outbox.finish();
    },
  };
}

/** A bug in what is optional must not end the server. */
function guard({ log, wrote }: OutboxOptions, act: () => void, namespace?: string): void {
  try {
    act();
  } catch (error) {
    log.bug(namespace, error);
    wrote('refused');
  }
}

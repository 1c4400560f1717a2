/** What the server writes into the cluster: Events and reports. Each has an outbox of its own, so that neither waits for the other. */
import { catalogue } from '../catalogue.ts';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { createEventRecorder, type EventRecorder } from './events.ts';
import { finishMs } from './limits.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createOutbox } from './outbox.ts';
import { createReporter, type Reporter } from './reports.ts';

export interface WriteOptions {
  readonly events?: boolean;
  readonly reports?: boolean;
  /** The ClusterRole that owns the reports. */
  readonly reportsOwner?: string | undefined;
}

export interface Writes {
  readonly events: EventRecorder | undefined;
  readonly reports: Reporter | undefined;
  finish(): Promise<void>;
}

/** Nothing is written without calls. */
export function startWrites(
  calls: ClusterCalls | undefined,
  { events = false, reports = false, reportsOwner: owner }: WriteOptions,
  metrics: Pick<Metrics, 'eventWritten' | 'reportWritten'>,
  log: Logger,
): Writes {
  if (calls === undefined) return { events: undefined, reports: undefined, finish: async () => {} };
  const ofEvents = createOutbox({ what: 'events', log, wrote: (result) => metrics.eventWritten(result) });
  const ofReports = createOutbox({ what: 'reports', log, wrote: (result) => metrics.reportWritten(result) });
  const titles = new Map(catalogue.rules.map(({ id, title }) => [id, title]));
  const reporter = reports
    ? createReporter({
        calls,
        outbox: ofReports,
        owner,
        titleOf: (rule) => titles.get(rule) ?? '',
        dropped: () => metrics.reportWritten('dropped'),
      })
    : undefined;
  return {
    events: events ? createEventRecorder({ calls, outbox: ofEvents }) : undefined,
    reports: reporter,
    async finish() {
      reporter?.stop();
      // A controller tries again, so the next refusal makes the Event.
      await Promise.all([ofEvents.finish(0), ofReports.finish(finishMs)]);
    },
  };
}

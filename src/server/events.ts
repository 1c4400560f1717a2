/** Events on the controllers of objects that were refused (docs/decisions/0024). */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Owner } from '../admission/owner.ts';
import type { Refusal } from '../admission/review.ts';
import type { JsonObject } from '../json/json.ts';
import type { Called, CallFailure, ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { eventEveryMs, eventForgetMs, maxEvents } from './limits.ts';
import type { Outbox } from './outbox.ts';

export interface EventRecorder {
  refused(refusal: Refusal): void;
}

/** An Event of an owner, and how often it happened. */
interface Entry {
  readonly owner: Owner;
  readonly note: string;
  readonly path: string;
  readonly name: string;
  readonly first: Date;
  last: Date;
  count: number;
  /** Whether the API server has it. */
  exists: boolean;
  queued: boolean;
  /** In the time of `now`. */
  writtenAt: number;
}

interface RecorderOptions {
  readonly calls: Pick<ClusterCalls, 'create' | 'patch'>;
  readonly outbox: Pick<Outbox, 'add'>;
  /** Only tests set these. */
  readonly now?: () => number;
  readonly instance?: string;
}

/** Repeated refusals change the count of an Event, at most once a minute. The owners that were refused last are remembered. */
export function createEventRecorder({
  calls,
  outbox,
  now = () => Date.now(),
  instance = hostname(),
}: RecorderOptions): EventRecorder {
  /** By owner. The one that was refused last is at the end. */
  const entries = new Map<string, Entry>();

  const send = (entry: Entry): void => {
    entry.queued = true;
    outbox.add({
      write: () => written(entry, calls, instance),
      done(isWritten) {
        entry.queued = false;
        entry.exists = isWritten;
        entry.writtenAt = now();
      },
    });
  };
  return {
    refused({ owner, note }) {
      const at = now();
      const known = entries.get(owner.uid);
      entries.delete(owner.uid);
      if (known === undefined) {
        if (entries.size >= maxEvents) entries.delete(entries.keys().next().value!);
        const made = entryOf(owner, note, at);
        entries.set(owner.uid, made);
        return send(made);
      }
      const isDue = !known.queued && at - known.writtenAt >= eventEveryMs;
      // Another text, or a pause after which the API server has deleted the Event, needs a new one.
      const isOther = known.note !== note || at - known.last.getTime() >= eventForgetMs;
      const entry = isDue && isOther ? entryOf(owner, note, at) : known;
      if (entry === known && known.note === note) {
        known.count++;
        known.last = new Date(at);
      }
      entries.set(owner.uid, entry);
      if (isDue) send(entry);
    },
  };
}

function entryOf(owner: Owner, note: string, at: number): Entry {
  const date = new Date(at);
  const path = `/apis/events.k8s.io/v1/namespaces/${owner.namespace}/events`;
  const suffix = `.${randomBytes(8).toString('hex')}`;
  const name = owner.name.slice(0, 253 - suffix.length).replace(/[.-]+$/, '') + suffix;
  return { owner, note, path, name, first: date, last: date, count: 1, exists: false, queued: false, writtenAt: 0 };
}

async function written(entry: Entry, calls: Pick<ClusterCalls, 'create' | 'patch'>, instance: string): Promise<Called> {
  const create = (): Promise<Called> => calls.create(entry.path, eventOf(entry, instance));
  const patch = (): Promise<Called> => calls.patch(`${entry.path}/${entry.name}`, { series: seriesOf(entry) });
  if (entry.exists) {
    const patched = await patch();
    // The API server deletes Events after an hour.
    return isFailure(patched, 'missing') ? create() : patched;
  }
  const created = await create();
  if (!isFailure(created, 'conflict')) return created;
  // An earlier attempt created it, but its answer was lost.
  return entry.count < 2 ? { object: {} } : patch();
}

const isFailure = (called: Called, failure: CallFailure): boolean => 'failure' in called && called.failure === failure;

const seriesOf = ({ count, last }: Entry): JsonObject => ({ count, lastObservedTime: micro(last) });
/** The format of MicroTime. */
const micro = (date: Date): string => date.toISOString().replace('Z', '000Z');

function eventOf(entry: Entry, instance: string): JsonObject {
  const { apiVersion, kind, name, namespace, uid } = entry.owner;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: entry.name, namespace },
    regarding: { apiVersion, kind, name, namespace, uid },
    eventTime: micro(entry.first),
    // A series has at least two Events.
    ...(entry.count < 2 ? {} : { series: seriesOf(entry) }),
    type: 'Warning',
    reason: 'RefusedByPodward',
    action: 'Admission',
    reportingController: 'podward.dev/podward',
    reportingInstance: instance.slice(0, 128),
    note: entry.note,
  };
}

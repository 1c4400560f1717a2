/** Events on the controllers of objects that were refused (docs/decisions/0024). */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Owner } from '../admission/owner.ts';
import type { Refusal } from '../admission/review.ts';
import { numberAt, stringAt, type JsonObject } from '../json/json.ts';
import { hasFailed, type Called, type ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { eventEveryMs, maxEventCount, maxEvents } from './limits.ts';
import type { Outbox } from './outbox.ts';

export interface EventRecorder {
  refused(refusal: Refusal): void;
  /** Writes what was counted since the last write. Called every few seconds. */
  tick(): void;
}

/** The Event of an owner and a text. All replicas of the server give it the same name, so that one Event counts the refusals of all. */
interface Entry {
  readonly owner: Owner;
  readonly note: string;
  readonly path: string;
  readonly name: string;
  /** Of the refusals that the API server does not know yet. */
  first: Date;
  last: Date;
  unwritten: number;
  /** The Event that the API server has, as far as it is known. */
  stored?: Stored | undefined;
  queued: boolean;
  /** The API server refused it, so the next attempt waits for another refusal. */
  failed: boolean;
  /** The outbox dropped it, so the next attempt waits for its time. */
  dropped: boolean;
  /** In the time of performance.now(). */
  writtenAt: number;
}

interface Stored {
  readonly resourceVersion: string;
  readonly count: number;
}

type EventCalls = Pick<ClusterCalls, 'create' | 'patch'>;

interface RecorderOptions {
  readonly calls: EventCalls;
  readonly outbox: Pick<Outbox, 'add'>;
  /** Only tests set it. */
  readonly instance?: string;
}

/** Repeated refusals change the count of an Event, at most once a minute. The owners that were refused last are remembered. */
export function createEventRecorder({ calls, outbox, instance = hostname() }: RecorderOptions): EventRecorder {
  /** By owner. The one that was refused last is at the end. */
  const entries = new Map<string, Entry>();

  const send = (entry: Entry): void => {
    entry.queued = true;
    outbox.add({
      namespace: entry.owner.namespace,
      write: () => written(entry, calls, instance),
      done(result) {
        entry.queued = false;
        entry.dropped = result === 'dropped';
        entry.failed = result !== 'written' && !entry.dropped;
        entry.writtenAt = performance.now();
      },
    });
  };
  const isDue = ({ queued, writtenAt }: Entry): boolean => !queued && performance.now() - writtenAt >= eventEveryMs;
  const hasNew = ({ unwritten, queued, failed }: Entry): boolean => unwritten > 0 && !queued && !failed;
  /** The entry is replaced or forgotten. */
  const leave = (entry: Entry): void => {
    if (hasNew(entry) && (!entry.dropped || isDue(entry))) send(entry);
  };
  return {
    refused({ owner, note }) {
      const key = keyOf(owner);
      let entry = entries.get(key) ?? entryOf(owner, note);
      if (entry.note !== note && isDue(entry)) {
        leave(entry);
        entry = entryOf(owner, note);
      }
      entries.delete(key);
      if (entries.size >= maxEvents) {
        const [oldest, forgotten] = entries.entries().next().value!;
        entries.delete(oldest);
        leave(forgotten);
      }
      entries.set(key, entry);
      if (entry.note !== note) return;
      count(entry);
      if (isDue(entry)) send(entry);
    },
    tick() {
      for (const entry of entries.values()) if (hasNew(entry) && isDue(entry)) send(entry);
    },
  };
}

/** The uid alone is not enough, because whoever creates an object chooses the uid of its owner reference. */
const keyOf = ({ namespace, kind, name, uid }: Owner): string => [namespace, kind, name, uid].join(' ');

function entryOf(owner: Owner, note: string): Entry {
  const path = `/apis/events.k8s.io/v1/namespaces/${owner.namespace}/events`;
  const suffix = `.${createHash('sha256')
    .update(`${keyOf(owner)}\n${note}`)
    .digest('hex')
    .slice(0, 16)}`;
  const name = owner.name.slice(0, 253 - suffix.length).replace(/[.-]+$/, '') + suffix;
  const never = new Date(0);
  return {
    owner,
    note,
    path,
    name,
    first: never,
    last: never,
    unwritten: 0,
    queued: false,
    failed: false,
    dropped: false,
    writtenAt: -Infinity,
  };
}

function count(entry: Entry): void {
  entry.last = new Date();
  if (entry.unwritten === 0) entry.first = entry.last;
  entry.unwritten++;
  entry.failed = false;
}

/** If an attempt reached the API server but its answer was lost, the next one counts its refusals once more. */
async function written(entry: Entry, calls: EventCalls, instance: string): Promise<Called> {
  const { path, unwritten } = entry;
  const object = `${path}/${entry.name}`;
  const keep = (called: Called, wrote = 0): Called => {
    entry.stored = 'object' in called ? storedOf(called.object) : undefined;
    if ('object' in called) entry.unwritten -= wrote;
    return called;
  };
  if (entry.stored === undefined) {
    const created = keep(await calls.create(path, eventOf(entry, instance)), unwritten);
    if (!hasFailed(created, 'conflict')) return created;
    // The answer to a patch without a change is the object. So the server does not need the permission to read Events.
    const read = keep(await calls.patch(object, {}));
    if (!('object' in read)) return hasFailed(read, 'missing') ? again : read;
  }
  const { resourceVersion, count } = entry.stored!;
  const series = seriesOf(Math.min(count + unwritten, maxEventCount), entry.last);
  const patched = keep(await calls.patch(object, { metadata: { resourceVersion }, series }), unwritten);
  // The API server deletes an Event after an hour.
  return hasFailed(patched, 'missing') ? again : patched;
}

const again: Called = { failure: 'conflict', detail: 'the Event was deleted in the meantime' };

/** Anyone who may write Events can write one with this name. */
function storedOf(event: JsonObject): Stored {
  const count = numberAt(event, 'series', 'count') ?? 1;
  return {
    resourceVersion: stringAt(event, 'metadata', 'resourceVersion') ?? '',
    count: Number.isInteger(count) && count > 0 ? count : 1,
  };
}

/** The times have the format of MicroTime. */
const micro = (date: Date): string => date.toISOString().replace('Z', '000Z');
const seriesOf = (count: number, last: Date): JsonObject => ({ count, lastObservedTime: micro(last) });

function eventOf({ owner, name, note, first, last, unwritten }: Entry, instance: string): JsonObject {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace: owner.namespace },
    regarding: { ...owner },
    eventTime: micro(first),
    // A series has at least two Events.
    ...(unwritten < 2 ? {} : { series: seriesOf(unwritten, last) }),
    type: 'Warning',
    reason: 'RefusedByPodward',
    action: 'Admission',
    reportingController: 'podward.dev/podward',
    reportingInstance: instance.slice(0, 128),
    note,
  };
}

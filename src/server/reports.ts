/** The reports of the namespaces: which rules only warned, or only recorded, and how often (docs/decisions/0025). */
import { randomBytes } from 'node:crypto';
import type { Reported } from '../admission/reported.ts';
import {
  includes,
  keyOf,
  newestFirst,
  newReport,
  reportName,
  withBatch,
  type Batch,
  type Counted,
  type ReportOwner,
  type RuleCount,
} from '../counts/report.ts';
import { stringAt } from '../json/json.ts';
import { hasFailed, type Called, type ClusterCalls, type Failed } from '../kubernetes/apiserver/calls.ts';
import type { ObjectName } from '../kubernetes/object-name.ts';
import { reportsPath } from '../kubernetes/policy-report.ts';
import { maxCounts, reportAgainMs, reportEveryMs } from './limits.ts';
import type { Outbox } from './outbox.ts';

export interface Reporter {
  allowed(reported: Reported): void;
  /** Writes what was counted since the last write. Called every few seconds. */
  tick(): void;
  /** Gives what is counted to the outbox. What is counted later is not written. */
  stop(): void;
}

type Calls = Pick<ClusterCalls, 'get' | 'create' | 'replace'>;

interface ReporterOptions {
  readonly calls: Calls;
  readonly outbox: Pick<Outbox, 'add'>;
  /** The ClusterRole that owns the reports, so that they are deleted with it. */
  readonly owner?: string | undefined;
  /** What the rule requires. */
  readonly titleOf: (rule: string) => string;
  /** A finding was not counted, because there was no room. */
  readonly dropped: () => void;
}

/** What a replica counted in a namespace. */
interface Entry {
  /** By `keyOf`. */
  counts: Map<string, RuleCount>;
  /** What is being written. Later counts are in the next batch. */
  batch: Batch | undefined;
  queued: boolean;
  /** The next write is not earlier. In the time of performance.now(). */
  notBefore: number;
}

/** Several replicas write the same reports. Each adds what it counted, at most once a minute for each namespace. */
export function createReporter(options: ReporterOptions): Reporter {
  const { outbox, dropped } = options;
  const replica = randomBytes(8).toString('hex');
  const entries = new Map<string, Entry>();
  /** The number of counts of all namespaces, with those that are being written. */
  let kept = 0;
  let batches = 0;
  let stopped = false;

  const send = (namespace: string, entry: Entry): void => {
    entry.queued = true;
    outbox.add({
      namespace,
      write() {
        entry.batch ??= nextBatch(entry);
        return written(namespace, entry.batch, options);
      },
      done(result) {
        entry.queued = false;
        const waits = result === 'missing' || result === 'forbidden';
        entry.notBefore = performance.now() + (waits ? reportAgainMs : reportEveryMs);
        // It is sent again as it is, because an attempt may have been written.
        if (waits || result === 'dropped') return;
        kept -= entry.batch?.counts.length ?? 0;
        entry.batch = undefined;
        if (stopped && hasCounts(entry)) send(namespace, entry);
      },
    });
  };
  const nextBatch = (entry: Entry): Batch => {
    const counts = [...entry.counts.values()];
    entry.counts = new Map();
    return { replica, number: ++batches, counts };
  };
  const isDue = ({ queued, notBefore }: Entry): boolean => !queued && performance.now() >= notBefore;
  const hasCounts = ({ batch, counts }: Entry): boolean => batch !== undefined || counts.size > 0;
  const add = (entry: Entry, finding: Counted, object: ObjectName | undefined, at: Date): void => {
    const key = keyOf(finding);
    const known = entry.counts.get(key);
    if (known === undefined && kept >= maxCounts) return dropped();
    if (known === undefined) kept++;
    entry.counts.set(key, {
      ...finding,
      requests: (known?.requests ?? 0) + 1,
      since: known?.since ?? at,
      last: at,
      objects: newestFirst(object === undefined ? [] : [object], known?.objects ?? []),
    });
  };

  return {
    allowed({ namespace, object, findings }) {
      const at = new Date();
      const entry = entries.get(namespace) ?? {
        counts: new Map(),
        batch: undefined,
        queued: false,
        notBefore: 0,
      };
      for (const finding of findings) add(entry, finding, object, at);
      if (!hasCounts(entry)) return;
      entries.set(namespace, entry);
      if (isDue(entry)) send(namespace, entry);
    },
    tick() {
      for (const [namespace, entry] of entries) {
        if (!isDue(entry)) continue;
        if (hasCounts(entry)) send(namespace, entry);
        else entries.delete(namespace);
      }
    },
    stop() {
      stopped = true;
      for (const [namespace, entry] of entries) if (!entry.queued && hasCounts(entry)) send(namespace, entry);
    },
  };
}

/**
 * Reads the report, adds the batch and writes it. The resourceVersion makes the API server refuse the write if another replica has written in the
 * meantime, and the ID of the batch shows whether an earlier attempt was written, although its answer was lost.
 */
async function written(namespace: string, batch: Batch, options: ReporterOptions): Promise<Called> {
  const { calls, titleOf } = options;
  const path = reportsPath(namespace);
  const stored = await calls.get(`${path}/${reportName}`);
  if ('object' in stored) {
    if (includes(stored.object, batch)) return stored;
    const replaced = await calls.replace(`${path}/${reportName}`, withBatch(stored.object, batch, titleOf));
    // Somebody has deleted it. The next attempt creates it.
    return hasFailed(replaced, 'missing') ? { failure: 'conflict', detail: replaced.detail } : replaced;
  }
  if (!hasFailed(stored, 'missing')) return stored;
  // Either the report is missing or its kind. The answer to the creation tells.
  const owner = await ownerOf(options);
  if (owner !== undefined && 'failure' in owner) return owner;
  return calls.create(path, withBatch(newReport(namespace, owner), batch, titleOf));
}

/** Its uid is read for each new report, because an object that was deleted and created again has another one. */
async function ownerOf({ calls, owner: name }: ReporterOptions): Promise<ReportOwner | Failed | undefined> {
  if (name === undefined) return undefined;
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const called = await calls.get(`/apis/${apiVersion}/clusterroles/${name}`);
  if ('failure' in called) return { ...called, detail: `the ClusterRole ${name} cannot be read: ${called.detail}` };
  return { apiVersion, kind: 'ClusterRole', name, uid: stringAt(called.object, 'metadata', 'uid') ?? '' };
}

/**
 * The report of a namespace: a PolicyReport (wgpolicyk8s.io/v1alpha2) with one result for each rule, mode and effect of mode `deny`. `podward serve` adds its counts to
 * it, and `podward audit` reads it (docs/decisions/0025).
 */
import { field, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { isObjectName, type ObjectName } from '../kubernetes/object-name.ts';
import { reportGroup, reportVersion } from '../kubernetes/policy-report.ts';

export const reportName = 'podward';

/** The modes in which a finding allows the request. */
const reportedModes = ['warn', 'audit'] as const;
/** The mode that the finding would have had in a namespace in mode `deny`. */
const strictestModes = ['deny', ...reportedModes] as const;

/** What is counted: a finding of a rule that allowed the request. */
export interface Counted {
  readonly rule: string;
  readonly mode: (typeof reportedModes)[number];
  readonly inModeDeny: (typeof strictestModes)[number];
}

/** The requests with such a finding. */
export interface RuleCount extends Counted {
  readonly requests: number;
  readonly since: Date;
  readonly last: Date;
  /** The last objects, the newest first. */
  readonly objects: readonly ObjectName[];
}

/** Counts with the same key are added up. The configuration may change between two counts of the same rule and mode. */
export const keyOf = ({ rule, mode, inModeDeny }: Counted): string => `${rule} ${mode} ${inModeDeny}`;

/** Counts that are added to a report once, however often they are sent. */
export interface Batch {
  /** Eight bytes in hexadecimal digits, chosen at the start of the replica. */
  readonly replica: string;
  /** The replica writes its next batch for the namespace only when this one is written or given up. */
  readonly number: number;
  readonly counts: readonly RuleCount[];
}

/** Objects of a result. */
const maxObjects = 3;
/** Each rule of Podward has at most two, and more only if its mode was changed. With this number of the largest results, the report fits into etcd, and nearly all are much smaller. */
export const maxResults = 400;
/** The replicas whose last batch a report remembers. A batch is sent again within minutes, in which no more replicas start. */
const maxReplicas = 50;
const batchesKey = 'podward.dev/written';

const source = 'podward';

/** The counts in a report. A result that does not have the form of Podward is left out, because others may have written it. */
export const countsIn = (report: JsonObject): readonly RuleCount[] =>
  listAt(report, 'results')
    .filter((result) => field(result, 'source') === source)
    // No more than Podward writes, because whoever may edit the report can fill it.
    .slice(0, maxResults)
    .flatMap(countIn);

function countIn(result: Json): RuleCount[] {
  const rule = stringAt(result, 'rule') ?? '';
  const mode = reportedModes.find((one) => one === stringAt(result, 'properties', 'mode'));
  const inModeDeny = strictestModes.find((one) => one === stringAt(result, 'properties', 'inModeDeny'));
  const requests = Number(stringAt(result, 'properties', 'requests'));
  const since = new Date(stringAt(result, 'properties', 'since') ?? '');
  const last = new Date((numberAt(result, 'timestamp', 'seconds') ?? NaN) * 1000);
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(rule) || mode === undefined || inModeDeny === undefined) return [];
  if (!Number.isSafeInteger(requests) || requests < 1 || isNaN(since.getTime()) || isNaN(last.getTime())) return [];
  const objects = listAt(result, 'resources').slice(0, maxObjects).flatMap(objectIn);
  return [{ rule, mode, inModeDeny, requests, since, last, objects }];
}

function objectIn(resource: Json): ObjectName[] {
  const text = (key: string): string => stringAt(resource, key) ?? '';
  const object = { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name') };
  return isObjectName(object) ? [object] : [];
}

/** Whether the counts of the batch are in the report. */
export const includes = (report: JsonObject, batch: Batch): boolean => batchesIn(report).includes(idOf(batch));

const idOf = ({ replica, number }: Batch): string => `${replica}.${number}`;

/** The last batch of each replica, the latest first. */
const batchesIn = (report: JsonObject): readonly string[] =>
  (stringAt(report, 'metadata', 'annotations', batchesKey) ?? '')
    .split(',', maxReplicas)
    .filter((id) => /^[0-9a-f]{16}\.[0-9]{1,15}$/.test(id));

/** The object that owns the reports, so that they are deleted with it. */
export interface ReportOwner extends ObjectName {
  readonly uid: string;
}

export function newReport(namespace: string, owner: ReportOwner | undefined): JsonObject {
  return {
    apiVersion: `${reportGroup}/${reportVersion}`,
    kind: 'PolicyReport',
    metadata: {
      name: reportName,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'podward' },
      ...(owner === undefined ? {} : { ownerReferences: [{ ...owner }] }),
    },
    scope: { apiVersion: 'v1', kind: 'Namespace', name: namespace },
  };
}

/** The report with the counts of the batch. Its metadata stays, and with it the resourceVersion. */
export function withBatch(report: JsonObject, batch: Batch, titleOf: (rule: string) => string): JsonObject {
  const namespace = stringAt(report, 'metadata', 'namespace') ?? '';
  const results = new Map<string, RuleCount>();
  for (const count of [...countsIn(report), ...batch.counts]) {
    const key = keyOf(count);
    const known = results.get(key);
    results.set(key, known === undefined ? count : sum(known, count));
  }
  const counts = [...results.values()]
    .sort((a, b) => b.last.getTime() - a.last.getTime())
    .slice(0, maxResults)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const failed = counts.filter(({ inModeDeny }) => inModeDeny === 'deny').length;
  const metadata = objectAt(report, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  const others = batchesIn(report).filter((id) => !id.startsWith(`${batch.replica}.`));
  const batches = [idOf(batch), ...others].slice(0, maxReplicas).join(',');
  return {
    ...report,
    metadata: { ...metadata, annotations: { ...annotations, [batchesKey]: batches } },
    summary: { pass: 0, fail: failed, warn: counts.length - failed, error: 0, skip: 0 },
    results: counts.map((count) => resultOf(count, titleOf(count.rule), namespace)),
  };
}

/** `added` is what was counted later. */
function sum(known: RuleCount, added: RuleCount): RuleCount {
  return {
    ...added,
    requests: Math.min(known.requests + added.requests, Number.MAX_SAFE_INTEGER),
    since: known.since < added.since ? known.since : added.since,
    last: known.last > added.last ? known.last : added.last,
    objects: newestFirst(added.objects, known.objects),
  };
}

/** Each object once. */
export function newestFirst(newer: readonly ObjectName[], older: readonly ObjectName[]): readonly ObjectName[] {
  const isOther = (object: ObjectName): boolean =>
    newer.every(({ kind, name }) => kind !== object.kind || name !== object.name);
  return [...newer, ...older.filter(isOther)].slice(0, maxObjects);
}

const resultOf = (
  { rule, mode, inModeDeny, requests, since, last, objects }: RuleCount,
  title: string,
  namespace: string,
): JsonObject => ({
  source,
  policy: 'podward',
  rule,
  result: inModeDeny === 'deny' ? 'fail' : 'warn',
  message: title,
  timestamp: { seconds: Math.floor(last.getTime() / 1000), nanos: 0 },
  properties: { mode, inModeDeny, requests: String(requests), since: since.toISOString() },
  ...(objects.length === 0 ? {} : { resources: objects.map((object) => ({ ...object, namespace })) }),
});

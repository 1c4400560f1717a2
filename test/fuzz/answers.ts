/** What an API server may answer to the server of Podward, as targets of the fuzzers, and valid answers. */
import { addCounts, countPods, existingPodWarnings, noPods } from '../../src/admission/existing-pods.ts';
import { allow, withWarnings, type AdmissionReview } from '../../src/admission/encode.ts';
import { catalogue } from '../../src/catalogue.ts';
import { calledIn, readIn, textOf } from '../../src/cluster/client.ts';
import { versionIn } from '../../src/cluster/api-server.ts';
import { activeModes } from '../../src/engine/judged.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { field, listAt, numberAt, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Called } from '../../src/kubernetes/apiserver/calls.ts';
import { countsIn, maxResults, newReport, withBatch } from '../../src/counts/report.ts';
import { auditJson, auditText, countsOf } from '../../src/report/audit.ts';
import { createEventRecorder } from '../../src/server/events.ts';
import { maxEventCount } from '../../src/server/limits.ts';
import type { Letter } from '../../src/server/outbox.ts';
import { createReporter } from '../../src/server/reports.ts';
import { breaches } from '../admission/contract.ts';

const namespace = 'shop';
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u-1', namespace };
const note = 'The Pod is invalid: spec.x: Forbidden. [some-rule]';
const statuses = [403, 404, 409, 422, 500] as const;

/** The object as it is sent. */
function written(object: JsonObject): JsonObject[] {
  const text = textOf(object);
  return text === undefined ? [] : [JSON.parse(text) as JsonObject];
}

const answered = (bytes: Buffer, status = 200): Called => calledIn(readIn({ status, bytes }));

/** A page of the check of the existing Pods -> warnings, which the answer to the review can have. */
export function readPods(bytes: Buffer, choice: number, engine: Engine): string[] {
  const stricter = { namespace, mode: activeModes[choice % activeModes.length]! };
  const counts = countPods(bytes, stricter, engine, () => false);
  if (counts === undefined) return [];
  const faults = counts.error === undefined ? [] : [`failed: ${counts.error.name}: ${counts.error.message}`];
  if (!counts.isWhole) faults.push('a Pod was left out');
  const lines = existingPodWarnings(stricter, addCounts(noPods, counts), undefined, catalogue.rules);
  const answer = withWarnings(JSON.stringify(allow('u-1')), lines);
  return [...faults, ...breaches(JSON.parse(answer) as AdmissionReview, 'u-1', 'validate')];
}

export function readVersion(bytes: Buffer): string[] {
  const answer = versionIn({ status: 200, bytes });
  if ('failure' in answer) return [];
  const { minors } = answer;
  const isAscending = minors.every((minor, i) => minor >= 0 && minor <= 999 && (i === 0 || minor > minors[i - 1]!));
  return isAscending && minors.length > 0 && minors.length <= 2 ? [] : [`the minor versions are ${minors.join()}`];
}

/** The Event that another replica, or anyone who may write Events, has stored, and the error before it. */
export async function readEvent(bytes: Buffer, choice: number): Promise<string[]> {
  const letters: Letter[] = [];
  const sent: JsonObject[] = [];
  const recorder = createEventRecorder({
    calls: {
      create: () => Promise.resolve(answered(bytes, choice % 2 === 0 ? 409 : statuses[choice % statuses.length])),
      patch(_, patch) {
        sent.push(...written(patch));
        return Promise.resolve(answered(bytes));
      },
    },
    outbox: { add: (letter) => letters.push(letter) },
  });
  recorder.refused({ owner, note });
  for (const letter of letters) {
    const faults = detailFaults(await letter.write());
    if (faults.length > 0) return faults;
  }
  const counts = sent.flatMap((patch) => (field(patch, 'series') === undefined ? [] : [field(patch, 'series')!]));
  return counts.flatMap((series) => {
    const count = numberAt(series, 'count') ?? NaN;
    return Number.isInteger(count) && count >= 2 && count <= maxEventCount ? [] : [`the count of an Event is ${count}`];
  });
}

/** The report that another replica, or anyone who may write reports, has stored: what Podward adds to it, and what `podward audit` prints of it. */
export async function readReport(bytes: Buffer, choice: number): Promise<string[]> {
  const letters: Letter[] = [];
  const sent: JsonObject[] = [];
  const reporter = createReporter({
    calls: {
      get: () => Promise.resolve(answered(bytes, choice % 4 > 0 ? 200 : statuses[choice % statuses.length])),
      create: (_, object) => Promise.resolve({ object }),
      replace(_, object) {
        sent.push(...written(object));
        return Promise.resolve({ object });
      },
    },
    outbox: { add: (letter) => letters.push(letter) },
    titleOf: () => 'A title',
    dropped: () => {},
  });
  reporter.allowed({ namespace, findings: [{ rule: 'env-valid', mode: 'warn', inModeDeny: 'deny' }] });
  reporter.stop();
  for (const letter of letters) {
    const faults = detailFaults(await letter.write());
    if (faults.length > 0) return faults;
  }
  return sent.flatMap(reportFaults);
}

/** All that is written can be read again. */
function reportFaults(report: JsonObject): string[] {
  const results = listAt(report, 'results');
  const faults = countsIn(report).length === results.length ? [] : ['a result cannot be read again'];
  if (results.length === 0 || results.length > maxResults) faults.push(`the report has ${results.length} results`);
  const namespaces = countsOf([report]);
  const printed = auditText(namespaces, undefined, () => true, false);
  if (/[^\P{Cc}\n]/u.test(printed)) faults.push('podward audit prints a control character');
  JSON.parse(auditJson(namespaces));
  return faults;
}

/** The detail of a failure is logged, so nothing of the answer is in it. */
const detailFaults = (called: Called): string[] =>
  'failure' in called &&
  !/^(the status is \d+|the answer is not a JSON object|the Event was deleted in the meantime)$/.test(called.detail)
    ? [`the detail of a failure is ${called.detail}`]
    : [];

const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure' };
const at = new Date(Date.UTC(2026, 0, 1));
const rule = (id: string, mode: 'warn' | 'audit') => ({
  rule: id,
  mode,
  inModeDeny: 'deny' as const,
  requests: 3,
  since: at,
  last: at,
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }],
});

export const versions: readonly Json[] = [
  { major: '1', minor: '36', gitVersion: 'v1.36.1', platform: 'linux/amd64' },
  { major: '1', minor: '33+', emulationMajor: '1', emulationMinor: '32', gitVersion: 'v1.33.2-gke.100' },
  { gitVersion: 'v1.36.1+k3s1' },
];
export const events: readonly Json[] = [
  {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'web-1.0123456789abcdef', namespace, resourceVersion: '7' },
    series: { count: 4, lastObservedTime: '2026-01-01T00:00:00.000000Z' },
    note,
  },
  { ...status, reason: 'NotFound', code: 404, details: { name: namespace, kind: 'namespaces' } },
  { ...status, reason: 'Forbidden', code: 403, details: { causes: [{ reason: 'NamespaceTerminating' }] } },
];
export const reports: readonly Json[] = [
  withBatch(
    newReport(namespace, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      name: 'podward',
      uid: 'u-1',
    }),
    { replica: '0123456789abcdef', number: 1, counts: [rule('env-valid', 'warn'), rule('container-port', 'audit')] },
    () => 'A title',
  ),
  ...events.slice(1),
];
/** The Pods in pages of three. */
export const podListsOf = (pods: readonly Json[]): readonly Json[] =>
  Array.from({ length: Math.ceil(pods.length / 3) }, (_, i) => ({
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '7', ...(i % 2 === 0 ? { continue: 'more' } : {}) },
    items: pods.slice(3 * i, 3 * i + 3),
  }));

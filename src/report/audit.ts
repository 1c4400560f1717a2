/** The counts of the reports, as a table and as JSON. docs/modes.md describes both. The format of the JSON is stable. */
import { stringAt, type JsonObject } from '../json/json.ts';
import { countsIn, type RuleCount } from '../counts/report.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { joined } from '../text/quoted.ts';
import { painter, styleOf } from './paint.ts';

interface NamespaceCounts {
  readonly namespace: string;
  /** What mode `deny` rejects comes first, and then the highest count. */
  readonly counts: readonly RuleCount[];
}

/** A report that has no count of Podward is left out. */
export const countsOf = (reports: readonly JsonObject[]): readonly NamespaceCounts[] =>
  reports
    .map((report) => ({
      namespace: stringAt(report, 'metadata', 'namespace') ?? '',
      counts: countsIn(report).toSorted(
        (a, b) =>
          Number(isRejected(b)) - Number(isRejected(a)) || b.requests - a.requests || (a.rule < b.rule ? -1 : 1),
      ),
    }))
    .filter(({ namespace, counts }) => isDnsLabel(namespace) && counts.length > 0);

/** Whether mode `deny` would reject such a request. */
export const isRejected = ({ inModeDeny }: RuleCount): boolean => inModeDeny === 'deny';

const byName = (namespaces: readonly NamespaceCounts[]): readonly NamespaceCounts[] =>
  namespaces.toSorted((a, b) => (a.namespace < b.namespace ? -1 : 1));

/** Sorted by namespace, as is the table. */
export function auditJson(namespaces: readonly NamespaceCounts[]): string {
  const counts = namespaces.flatMap((one) => one.counts);
  const document = {
    namespaces: byName(namespaces).map(({ namespace, counts: own }) => ({
      namespace,
      rules: own.map(({ rule, mode, inModeDeny, requests, since, last, objects }) => ({
        rule,
        mode,
        inModeDeny,
        count: requests,
        since: time(since),
        lastSeen: time(last),
        objects: objects.map(({ apiVersion, kind, name }) => ({ apiVersion, kind, name })),
      })),
    })),
    summary: { namespaces: namespaces.length, rules: counts.length, rejected: counts.filter(isRejected).length },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const heading = ['NAMESPACE', 'RULE', 'MODE', 'COUNT', 'LAST SEEN', 'NEXT STEP'];

/** `namespace` is the one that was asked for, if it was one. `aboutUpdates` tells whether a rule is only about updates. */
export function auditText(
  namespaces: readonly NamespaceCounts[],
  namespace: string | undefined,
  aboutUpdates: (rule: string) => boolean,
  color: boolean,
): string {
  if (namespaces.length === 0) {
    const where = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
    return `Nothing was counted ${where}. If this is unexpected, check that the value reports.enabled of the chart is true. After the kind PolicyReport was installed, the first counts can take five minutes.\n`;
  }
  const rows = byName(namespaces).flatMap((one) =>
    one.counts.map((count) => rowOf(one.namespace, count, aboutUpdates(count.rule))),
  );
  const widths = heading.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const paint = painter(color);
  const line = (cells: readonly string[], style: (cell: string, i: number) => string): string =>
    cells
      .map((cell, i) => style(cell, i) + ' '.repeat(i === cells.length - 1 ? 0 : widths[i]! - cell.length))
      .join('  ');
  const table = [
    line(heading, (cell) => paint('bold', cell)),
    ...rows.map((row) =>
      line(row, (cell, i) => (i === modeColumn ? paint(styleOf[cell === 'audit' ? 'audit' : 'warn'], cell) : cell)),
    ),
  ];
  return [...table, '', ...summaryOf(namespaces), ''].join('\n');
}

const modeColumn = 2;

const rowOf = (namespace: string, count: RuleCount, updates: boolean): readonly string[] => [
  namespace,
  count.rule,
  count.mode,
  String(count.requests),
  time(count.last),
  nextStep(count, updates),
];

/** Seconds, as a PolicyReport has no more. */
const time = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z');

function nextStep({ inModeDeny, objects }: RuleCount, updates: boolean): string {
  if (inModeDeny !== 'deny')
    return `None. When this was counted, mode deny would only have ${inModeDeny === 'warn' ? 'warned' : 'recorded it'}.`;
  const names = objects.map(({ kind, name }) => `${kind}/${name}`);
  const them = names.length === 0 ? 'the objects' : joined(names, 'and');
  // Nothing is wrong with an object after an update that mode deny would have rejected.
  return updates
    ? `Stop the updates of ${them} that violate this rule before you set mode deny.`
    : `Fix ${them} before you set mode deny.`;
}

function summaryOf(namespaces: readonly NamespaceCounts[]): string[] {
  const rejecting = namespaces.filter(({ counts }) => counts.some(isRejected)).length;
  const end = [
    'To read about a rule, run: podward explain RULE',
    'To start a new count, delete the report: kubectl delete policyreport podward -n NAMESPACE',
  ];
  if (rejecting === 0) return ['Mode deny would have rejected none of these requests.', ...end];
  const where = rejecting === 1 ? '1 namespace' : `${rejecting} namespaces`;
  return [`Mode deny would have rejected requests in ${where}.`, ...end];
}

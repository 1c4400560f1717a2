/**
 * Findings for a program. The format is stable: within a major version, fields may be added, but not renamed or removed.
 *
 *     {
 *       "findings": [{ "file", "line", "column", "object", "rule", "mode", "type", "path", "pointer", "container"?,
 *                      "from"?, "to"?, "lead", "text", "fix"?, "message" }],
 *       "objects":  [{ "file", "line", "column", "apiVersion", "kind", "namespace", "name", "operation",
 *                      "notes": [{ "line", "column", "rule", "path", "pointer", "text", "fix"?, "message" }], "moreNotes",
 *                      "omitted": [{ "rule", "mode", "count" }] }],
 *       "omitted":  [{ "rule", "mode", "count" }],
 *       "skipped":  [{ "reason", "count", "objects": [{ "file", "line", "column", "apiVersion", "kind", "namespace", "name" }] }],
 *       "errors":   [{ "file", "line"?, "column"?, "message" }],
 *       "summary":  { "objects", "findings", "denied", "warned", "audited", "notes", "skipped", "errors" }
 *     }
 *
 * `operation` is CREATE or UPDATE, or STORED for an object from a cluster that is judged as it is stored. `object` is the index in `objects`.
 * Findings are in the order of the file. For each object, the first findings of each rule are listed, and its `omitted` counts the others.
 * After some thousands of findings, those on further objects are not listed, and the `omitted` of the report counts them. `summary` counts
 * all findings, notes and errors. A note says what Podward adds to the object, and is not a finding. `from` and `to` are shortened, and absent
 * if they may contain a secret. Control characters are escaped.
 *
 * `skipped` lists the first objects that are not checked for each reason, and `summary.skipped` counts all of them. The reasons are `kind`,
 * `exemption`, `request` and `not-an-object`.
 */
import { sentences } from '../engine/judged.ts';
import { maxSubdomain } from '../kubernetes/names.ts';
import { oneLine, printableJson } from '../text/line.ts';
import { showPointer, showText } from '../text/shown.ts';
import { maxMessage } from './compact.ts';
import {
  count,
  countErrors,
  countSkipped,
  inFileOrder,
  type Report,
  type ReportedError,
  type ReportedFinding,
  type ReportedNote,
  type ReportedObject,
  type Skipped,
} from './report.ts';

export function jsonReport(report: Report): string {
  const document = {
    findings: inFileOrder(report.findings).map(findingEntry),
    objects: report.objects.map(objectEntry),
    omitted: report.omitted,
    skipped: report.skipped.map(skippedEntry),
    errors: report.errors.map(errorEntry),
    summary: summaryOf(report),
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

const findingEntry = (finding: ReportedFinding) => ({
  file: finding.file,
  line: finding.line,
  column: finding.column,
  object: finding.object,
  rule: finding.rule,
  mode: finding.mode,
  type: finding.type,
  path: finding.path,
  pointer: showPointer(finding.pointer),
  container: finding.container,
  from: finding.from,
  to: finding.to,
  lead: finding.lead,
  text: finding.text,
  fix: finding.fix,
  message: messageOf(finding),
});

const objectEntry = (object: ReportedObject) => ({
  file: object.file,
  line: object.line,
  column: object.column,
  apiVersion: object.apiVersion,
  kind: object.kind,
  namespace: showText(object.namespace, maxSubdomain),
  name: showText(object.name, maxSubdomain),
  operation: object.operation,
  notes: object.notes.map(noteEntry),
  moreNotes: object.moreNotes,
  omitted: object.omitted,
});

const noteEntry = (note: ReportedNote) => ({
  line: note.line,
  column: note.column,
  rule: note.rule,
  path: note.path,
  pointer: showPointer(note.pointer),
  text: note.text,
  fix: note.fix,
  message: messageOf(note),
});

const messageOf = (note: ReportedNote): string => `${sentences(note)} [${note.rule}]`;

const skippedEntry = ({ reason, count: total, objects }: Skipped) => ({
  reason,
  count: total,
  objects: objects.map(({ file, line, column, apiVersion, kind, namespace, name }) => ({
    file,
    line,
    column,
    apiVersion: showText(apiVersion, maxSubdomain),
    kind: showText(kind, maxSubdomain),
    namespace: showText(namespace, maxSubdomain),
    name: showText(name, maxSubdomain),
  })),
});

const errorEntry = ({ file, line, column, message }: ReportedError) => ({
  file,
  line,
  column,
  message: oneLine(message, maxMessage),
});

function summaryOf(report: Report) {
  const { denied, warned, audited, notes } = count(report);
  return {
    objects: report.objects.length,
    findings: denied + warned + audited,
    denied,
    warned,
    audited,
    notes,
    skipped: countSkipped(report),
    errors: countErrors(report),
  };
}

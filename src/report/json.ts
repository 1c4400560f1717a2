/** Findings for a program. docs/report.md describes the format, which is stable. */
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

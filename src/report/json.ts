/**
 * Findings for a program. The form is stable: fields may be added, none is renamed or removed within a major version.
 *
 *     {
 *       "findings": [{ "file", "line", "column", "object", "rule", "mode", "type", "path", "pointer", "container"?,
 *                      "from"?, "to"?, "text", "fix"?, "message" }],
 *       "objects":  [{ "file", "line", "column", "apiVersion", "kind", "namespace", "name", "operation", "notes" }],
 *       "errors":   [{ "file", "line"?, "column"?, "message" }],
 *       "summary":  { "objects", "findings", "denied", "warned", "audited", "passedOver", "errors" }
 *     }
 *
 * `operation` is CREATE or UPDATE, or STORED for an object from a cluster that is judged as it is stored. `object` is the position in
 * `objects`; `from` and `to` are shortened, and absent where they may hold a secret.
 */
import { count, type Report } from './report.ts';

export function jsonReport(report: Report): string {
  const { denied, warned, audited } = count(report);
  const document = {
    findings: report.findings.map((finding) => ({
      file: finding.file,
      line: finding.line,
      column: finding.column,
      object: finding.object,
      rule: finding.rule,
      mode: finding.mode,
      type: finding.type,
      path: finding.path,
      pointer: finding.pointer,
      container: finding.container,
      from: finding.from,
      to: finding.to,
      text: finding.text,
      fix: finding.fix,
      message: finding.message,
    })),
    objects: report.objects.map((object) => ({
      file: object.file,
      line: object.line,
      column: object.column,
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.namespace,
      name: object.name,
      operation: object.operation,
      notes: object.notes,
    })),
    errors: report.errors.map(({ file, line, column, message }) => ({ file, line, column, message })),
    summary: {
      objects: report.objects.length,
      findings: report.findings.length,
      denied,
      warned,
      audited,
      passedOver: report.passedOver,
      errors: report.errors.length,
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

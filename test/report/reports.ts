import type { Report, ReportedFinding, ReportedNote, ReportedObject, Skipped } from '../../src/report/report.ts';

export const finding = (extra: Partial<ReportedFinding> = {}): ReportedFinding => ({
  file: 'pod.yaml',
  line: 4,
  column: 5,
  object: 0,
  rule: 'rule',
  mode: 'deny',
  type: 'FieldValueForbidden',
  path: 'spec.nodeName',
  pointer: '/spec/nodeName',
  to: '"a"',
  lead: 'Forbidden',
  text: 'no.',
  ...extra,
});

export const note = (extra: Partial<ReportedNote> = {}): ReportedNote => ({
  line: 3,
  column: 2,
  path: 'spec.a',
  pointer: '/spec/a',
  lead: '',
  text: 'Podward added a.',
  rule: 'a-default',
  ...extra,
});

export const object = (extra: Partial<ReportedObject> = {}): ReportedObject => ({
  file: 'pod.yaml',
  line: 1,
  column: 1,
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: 'default',
  name: 'web',
  operation: 'CREATE',
  notes: [],
  moreNotes: 0,
  omitted: [],
  ...extra,
});

export const report = (extra: Partial<Report> = {}): Report => ({
  findings: [],
  objects: [],
  omitted: [],
  errors: [],
  notes: [],
  skipped: [],
  ...extra,
});

export const skipped = (extra: Partial<Skipped> = {}): Skipped => ({
  reason: 'kind',
  count: 1,
  objects: [
    { file: 'pod.yaml', line: 20, column: 1, apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' },
  ],
  ...extra,
});

/** With every field of the reports. */
export const complete: Report = report({
  findings: [finding({ container: 'web', from: '"b"', fix: 'Leave it out.' })],
  objects: [object({ notes: [note({ fix: 'Set a.' })], moreNotes: 3 })],
  errors: [
    { file: 'b.yaml', line: 2, column: 3, message: 'bad' },
    { file: 'c.yaml', message: 'gone' },
  ],
  omitted: [{ rule: 'rule', mode: 'warn', count: 7 }],
  skipped: [skipped({ count: 4 })],
});

import type { Report, ReportedFinding, ReportedObject } from '../../src/report/report.ts';

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
  ...extra,
});

export const report = (extra: Partial<Report> = {}): Report => ({
  findings: [],
  objects: [],
  errors: [],
  passedOver: 0,
  ...extra,
});

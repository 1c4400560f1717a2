import { expect, test } from '@jest/globals';
import { jsonReport } from '../../src/report/json.ts';
import { complete, finding, object, report } from './reports.ts';

const form = String.raw`{
  "findings": [
    {
      "file": "pod.yaml",
      "line": 4,
      "column": 5,
      "object": 0,
      "rule": "rule",
      "mode": "deny",
      "type": "FieldValueForbidden",
      "path": "spec.nodeName",
      "pointer": "/spec/nodeName",
      "container": "web",
      "from": "\"b\"",
      "to": "\"a\"",
      "lead": "Forbidden",
      "text": "no.",
      "fix": "Leave it out.",
      "message": "Forbidden: no. Leave it out. [rule]"
    }
  ],
  "objects": [
    {
      "file": "pod.yaml",
      "line": 1,
      "column": 1,
      "apiVersion": "v1",
      "kind": "Pod",
      "namespace": "default",
      "name": "web",
      "operation": "CREATE",
      "notes": [
        {
          "line": 3,
          "column": 2,
          "rule": "a-default",
          "path": "spec.a",
          "pointer": "/spec/a",
          "text": "Podward added a.",
          "fix": "Set a.",
          "message": "Podward added a. Set a. [a-default]"
        }
      ],
      "moreNotes": 3,
      "omitted": []
    }
  ],
  "omitted": [
    {
      "rule": "rule",
      "mode": "warn",
      "count": 7
    }
  ],
  "skipped": [
    {
      "reason": "kind",
      "count": 4,
      "objects": [
        {
          "file": "pod.yaml",
          "line": 20,
          "column": 1,
          "apiVersion": "v1",
          "kind": "Service",
          "namespace": "default",
          "name": "web"
        }
      ]
    }
  ],
  "errors": [
    {
      "file": "b.yaml",
      "line": 2,
      "column": 3,
      "message": "bad"
    },
    {
      "file": "c.yaml",
      "message": "gone"
    }
  ],
  "summary": {
    "objects": 1,
    "findings": 8,
    "denied": 1,
    "warned": 7,
    "audited": 0,
    "notes": 4,
    "skipped": 4,
    "errors": 2
  }
}
`;

test('the form of the JSON report', () => {
  const text = jsonReport(complete);
  expect(text).toBe(form);
});

test('no findings', () => {
  expect(JSON.parse(jsonReport(report()))).toMatchObject({ findings: [], objects: [], errors: [] });
});

test('in the order of the file, without control characters and hidden values', () => {
  const findings = [
    finding({ line: 9 }),
    finding({ line: 2, column: 7, path: 'x\u009b\u202e', pointer: '/metadata/annotations/token=hunter2' }),
    finding({ line: 2, column: 5 }),
  ];
  const errors = [{ file: 'a\u001b', message: 'rules.auth: \u001bx' }];
  const text = jsonReport(report({ findings, objects: [object({ name: 'token=hunter2' })], errors }));
  expect(text).not.toContain('hunter2');
  expect(text).not.toMatch(/[^\n\P{C}]/u);
  const read = JSON.parse(text);
  expect(read.findings.map(({ line, column }: { line: number; column: number }) => [line, column])).toEqual([
    [2, 5],
    [2, 7],
    [9, 5],
  ]);
  expect(read.findings[1].path).toBe('x\u009b\u202e');
  expect(read.errors[0]).toEqual({ file: 'a\u001b', message: 'rules.auth:  x' });
});

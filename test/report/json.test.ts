import { expect, test } from '@jest/globals';
import { jsonReport } from '../../src/report/json.ts';
import { finding, object, report } from './reports.ts';

test('the form of the JSON report', () => {
  const text = jsonReport(
    report({
      findings: [finding({ container: 'web', from: '"b"', fix: 'leave it out' })],
      objects: [object({ notes: ['spec.a: added'] })],
      errors: [
        { file: 'b.yaml', line: 2, column: 3, message: 'bad' },
        { file: 'c.yaml', message: 'gone' },
      ],
      passedOver: 4,
    }),
  );
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    findings: [
      {
        file: 'pod.yaml',
        line: 4,
        column: 5,
        object: 0,
        rule: 'rule',
        mode: 'deny',
        type: 'FieldValueForbidden',
        path: 'spec.nodeName',
        pointer: '/spec/nodeName',
        container: 'web',
        from: '"b"',
        to: '"a"',
        text: 'no',
        fix: 'leave it out',
        message: '"a": no [rule]',
      },
    ],
    objects: [
      {
        file: 'pod.yaml',
        line: 1,
        column: 1,
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'default',
        name: 'web',
        operation: 'CREATE',
        notes: ['spec.a: added'],
      },
    ],
    errors: [
      { file: 'b.yaml', line: 2, column: 3, message: 'bad' },
      { file: 'c.yaml', message: 'gone' },
    ],
    summary: { objects: 1, findings: 1, denied: 1, warned: 0, audited: 0, passedOver: 4, errors: 2 },
  });
});

test('nothing found', () => {
  expect(JSON.parse(jsonReport(report()))).toMatchObject({ findings: [], objects: [], errors: [] });
});

import { describe, expect, test } from '@jest/globals';
import { compactReport, errorText } from '../../src/report/compact.ts';
import { finding, note, object, report, skipped } from './reports.ts';

const plain = { color: false, verbose: false };

describe('a compact report', () => {
  test('no findings', () => {
    expect(compactReport(report(), plain)).toBe('0 objects checked, no findings. No Pod and no workload was found.\n');
    expect(compactReport(report({ objects: [object()] }), plain)).toBe('1 object checked, no findings.\n');
  });

  test('findings in the order of the file, one on each line, and their number', () => {
    const findings = [
      finding(),
      finding({ mode: 'warn', line: 9, path: '', lead: '', text: 'odd.' }),
      finding({ line: 7 }),
    ];
    expect(compactReport(report({ findings, objects: [object(), object()], skipped: [skipped()] }), plain)).toBe(
      [
        'pod.yaml:4:5: [deny] spec.nodeName: Forbidden: no. [rule]',
        'pod.yaml:7:5: [deny] spec.nodeName: Forbidden: no. [rule]',
        'pod.yaml:9:5: [warn] odd. [rule]',
        '2 objects checked, 3 findings (2 deny, 1 warn). 1 other object was skipped, because Podward checks only Pods and workloads: Service web.',
        '',
      ].join('\n'),
    );
  });

  test('findings that were only counted', () => {
    const omitted = [{ rule: 'labels-valid', mode: 'deny' as const, count: 19_800 }];
    expect(compactReport(report({ findings: [finding()], objects: [object({ omitted })] }), plain)).toBe(
      [
        'pod.yaml:4:5: [deny] spec.nodeName: Forbidden: no. [rule]',
        'pod.yaml:1:1: [deny] 19800 more findings are not listed. [labels-valid]',
        '1 object checked, 19801 findings (deny).',
        '',
      ].join('\n'),
    );
  });

  test('removed API versions of skipped objects', () => {
    const ofKind = (apiVersion: string, kind: string) => ({ ...skipped().objects[0]!, apiVersion, kind });
    const objects = [
      ofKind('extensions/v1beta1', 'Ingress'),
      ofKind('extensions/v1beta1', 'Ingress'),
      ofKind('networking.k8s.io/v1', 'Ingress'),
      ofKind('policy/v1beta1', 'PodSecurityPolicy'),
    ];
    const text = compactReport(report({ skipped: [skipped({ count: 4, objects })] }), plain);
    expect(text.match(/Note: .*/)?.[0]).toBe(
      'Note: extensions/v1beta1 of Ingress was removed in Kubernetes 1.22. Use apiVersion: networking.k8s.io/v1. ' +
        'Note: policy/v1beta1 of PodSecurityPolicy was removed in Kubernetes 1.25. Remove the PodSecurityPolicy, because this kind no longer exists.',
    );
  });

  test.each<[string, 'warn' | 'deny', number | undefined, string]>([
    [
      'not known',
      'warn',
      99,
      ' Rules that refuse the same as the API server only warn, because Podward does not know Kubernetes 1.99. With --fail-on warn, warnings fail the command.',
    ],
    ['not known, without warnings', 'deny', 99, ''],
    ['known', 'warn', undefined, ''],
  ])('a version that is %s', (_, mode, unknownMinor, weak) => {
    const given = report({ findings: [finding({ mode })], objects: [object()], unknownMinor });
    expect(compactReport(given, plain).split('\n')[1]).toBe(`1 object checked, 1 finding (${mode}).${weak}`);
  });

  test('additions of defaults, and mode audit only with verbose', () => {
    const given = report({
      findings: [finding({ mode: 'audit' })],
      objects: [object({ notes: [note({ fix: 'Set a.' })], moreNotes: 1 })],
      skipped: [skipped({ count: 2 })],
    });
    const noted = 'pod.yaml:3:2: [info] spec.a: Podward added a. Set a. [a-default]';
    expect(compactReport(given, plain)).toBe(
      [
        noted,
        'pod.yaml:1:1: [info] 1 more note is not listed.',
        '1 object checked, 1 finding (audit), 2 notes. To print findings in mode audit, use --verbose. 2 other objects were skipped, because Podward checks only Pods and workloads: Service web and 1 more.',
        '',
      ].join('\n'),
    );
    expect(
      compactReport(given, { ...plain, verbose: true })
        .split('\n')
        .slice(0, 2),
    ).toEqual([noted, 'pod.yaml:4:5: [audit] spec.nodeName: Forbidden: no. [rule]']);
  });

  test('the lines of one object stay together', () => {
    const objects = [object({ notes: [note()] }), object({ line: 20, notes: [note({ line: 21 })] })];
    const text = compactReport(report({ findings: [finding({ object: 1, line: 24 }), finding()], objects }), {
      ...plain,
      verbose: true,
    });
    expect(text.match(/:\d+:/g)).toEqual([':3:', ':4:', ':21:', ':24:']);
  });

  test('colors', () => {
    expect(compactReport(report({ findings: [finding()], objects: [object()] }), { ...plain, color: true })).toContain(
      'pod.yaml:4:5: \u001b[31m[deny]\u001b[39m \u001b[1mspec.nodeName\u001b[22m: Forbidden: no. [rule]\n',
    );
  });

  test.each([true, false])('no name breaks the line or controls the terminal (color: %s)', (color) => {
    const nasty = finding({
      file: 'a\nb',
      path: 'metadata.labels[\u001b[2J\u001b[31m\u202e]',
      lead: '',
      text: 'x\r\n\u2028y\u0007\u001b[8m\u200b\u{e0041}',
    });
    const notes = [note({ path: '', text: 'n\u001b[0m\u2066', rule: 'r' })];
    const [first, second, ...rest] = compactReport(report({ findings: [nasty], objects: [object({ notes })] }), {
      verbose: true,
      color,
    }).split('\n');
    const paint = (style: number, text: string, end = 39) => (color ? `\u001b[${style}m${text}\u001b[${end}m` : text);
    expect(first).toBe(`pod.yaml:3:2: ${paint(36, '[info]')} n [0m  [r]`);
    expect(second).toBe(
      `a b:4:5: ${paint(31, '[deny]')} ${paint(1, 'metadata.labels[ [2J [31m ]', 22)}: x y [8m  [rule]`,
    );
    expect(rest).toHaveLength(2);
  });

  test('errors that are not listed are counted', () => {
    const errors = [
      { file: 'a.yaml', message: 'bad' },
      { file: 'a.yaml', message: '80 more errors', count: 80 },
    ];
    expect(compactReport(report({ errors }), plain)).toBe(
      '0 objects checked, no findings. 81 errors, so the check is incomplete.\n',
    );
  });

  test('errors', () => {
    expect(errorText({ file: 'a.yaml', line: 3, column: 1, message: 'bad' })).toBe('a.yaml:3:1: error: bad\n');
    expect(errorText({ file: 'a.yaml', message: 'bad\nworse' })).toBe('a.yaml: error: bad worse\n');
    expect(errorText({ file: 'a\u202e', message: 'bad\u001b[2J rules.auth: x' })).toBe(
      'a : error: bad [2J rules.auth: x\n',
    );
  });
});
